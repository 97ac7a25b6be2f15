"""gatehouse scan opens archives, and is not undone by them (row A5)."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest
from test_scan import commit, found, repository, scan, token  # noqa: F401 (a fixture)


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize("pack", [lambda x: x, gzip.compress, bz2.compress, lzma.compress], ids=["plain", "gzip", "bzip2", "xz"])
def test_A5_tar_in_every_packing(tmp_path, pack):
    secret = token()
    (tmp_path / "a.tar.any").write_bytes(pack(tarred(**{"first": b"x" * 2000, "sub/inside.txt": f"\nkey={secret}\n".encode()})))
    [finding] = found(tmp_path)
    assert (finding["file"], finding["line"], finding["match"]) == ("a.tar.any!sub/inside.txt", 2, secret)


def test_A5_zip_and_what_is_only_packed(tmp_path):
    (tmp_path / "a.jar").write_bytes(zipped(x=token().encode(), y=b"nothing"))
    (tmp_path / "b.sql.gz").write_bytes(gzip.compress(token().encode()))
    assert [f["file"] for f in found(tmp_path)] == ["a.jar!x", "b.sql.gz"]


def test_A5_an_archive_in_an_archive_and_no_further(tmp_path):
    secret, deep = token(), token()
    inner = zipped(a=secret.encode(), b=zipped(c=deep.encode()))
    (tmp_path / "a.zip").write_bytes(zipped(inner=inner))
    assert [f["match"] for f in found(tmp_path)] == [secret]


def test_A5_archives_in_history(repository):
    secret = token()
    (repository / "a.zip").write_bytes(zipped(**{"sub/x": secret.encode()}))
    commit(repository)
    (repository / "a.zip").unlink()
    commit(repository)
    [finding] = found(repository, "--history")
    assert (finding["file"], finding["match"]) == ("a.zip!sub/x", secret)


def test_A5_a_bomb_is_cut_off_and_never_clean(tmp_path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"one line\n" * (12 << 20), 1))
    done = scan(tmp_path)
    assert done.returncode == 2 and "bomb.gz" in done.stderr and "too much" in done.stderr


def test_a_damaged_archive_is_no_error_and_hides_nothing_that_can_be_read(tmp_path):
    whole = zipped(a=token().encode(), b=b"x" * 1000)
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) - 60])
    (tmp_path / "none.gz").write_bytes(b"\x1f\x8bno")
    done = scan(tmp_path)
    assert done.returncode == 1 and "cut.zip!a" in done.stdout


def test_A5_a_large_archive_is_read_from_the_file(tmp_path):
    import os

    secret = token()
    (tmp_path / "large.tar").write_bytes(tarred(filler=os.urandom(9 << 20), inside=secret.encode()))
    assert [f["file"] for f in found(tmp_path)] == ["large.tar!inside"]


def test_A5_a_text_that_only_begins_like_an_archive_is_scanned_as_it_is(tmp_path):
    secret = token()
    (tmp_path / "a.txt").write_text(f"BZhello\nkey = {secret}\n")
    (tmp_path / "b.bin").write_bytes(b"PK\3\4" + b"no zip" * 100 + f"\n{secret}\n".encode())
    (tmp_path / "large.txt").write_bytes(b"BZh " + b"x" * 70 + b"\n" + b"line\n" * 2_000_000 + secret.encode() + b"\n")
    assert [(f["file"], f["match"]) for f in found(tmp_path)] == [("a.txt", secret), ("b.bin", secret), ("large.txt", secret)]
