"""gatehouse scan opens archives, and is not undone by them (row A5)."""

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import zipfile

import pytest
from product import BINARY
from test_scan import commit, found, git, repository, scan, token  # noqa: F401 (a fixture)


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


# A child begins with the peak of the process that starts it: a small one, and not this with all that its tests hold.
MEASURE = """import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


def peak_memory(folder, *arguments: str) -> tuple[int, int]:
    """Exit code and the most memory that the scan took, in bytes."""
    scan(folder)  # the rules are compiled once, which takes more
    done = subprocess.run([sys.executable, "-c", MEASURE, BINARY, "scan", str(folder), *arguments], capture_output=True, text=True, check=True)
    code, kilobytes = map(int, done.stdout.split())
    return code, kilobytes * 1024


def test_A17_archives_that_are_unpacked_at_once_share_their_memory(tmp_path):
    packed = gzip.compress(b"one line of text\n" * (3 << 20), 1)  # 51 MB each
    for i in range(8):
        (tmp_path / f"{i}.gz").write_bytes(packed)
    code, memory = peak_memory(tmp_path, "--threads", "8")
    assert code == 0 and memory < 300 << 20, (code, memory)


def test_A17_the_map_of_a_sparse_file_in_a_tar_file_is_bounded(tmp_path):
    """libarchive keeps twelve times of it."""
    parts = 4_000_000
    sparse = f"{parts}\n".encode() + b"0\n0\n" * parts
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("sparse")
        info.size = len(sparse)
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "sparse", "GNU.sparse.realsize": "0"}
        archive.addfile(info, io.BytesIO(sparse))
    (tmp_path / "sparse.tar.gz").write_bytes(gzip.compress(out.getvalue(), 1))
    code, memory = peak_memory(tmp_path)
    assert code == 2 and memory < 150 << 20, (code, memory)
    assert "too much" in scan(tmp_path).stderr


def test_a_damaged_archive_is_no_error_and_hides_nothing_that_can_be_read(tmp_path):
    whole = zipped(a=token().encode(), b=b"x" * 1000)
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) - 60])
    (tmp_path / "none.gz").write_bytes(b"\x1f\x8bno")
    done = scan(tmp_path)
    assert done.returncode == 1 and "cut.zip!a" in done.stdout


def test_A5_a_large_archive_is_read_from_the_file(tmp_path):
    secret = token()
    (tmp_path / "large.tar").write_bytes(tarred(filler=os.urandom(9 << 20), inside=secret.encode()))
    assert [f["file"] for f in found(tmp_path)] == ["large.tar!inside"]


def test_A5_a_text_that_only_begins_like_an_archive_is_scanned_as_it_is(tmp_path):
    secret = token()
    (tmp_path / "a.txt").write_text(f"BZhello\nkey = {secret}\n")
    (tmp_path / "b.bin").write_bytes(b"PK\3\4" + b"no zip" * 100 + f"\n{secret}\n".encode())
    (tmp_path / "large.txt").write_bytes(b"BZh " + b"x" * 70 + b"\n" + b"line\n" * 2_000_000 + secret.encode() + b"\n")
    assert [(f["file"], f["match"]) for f in found(tmp_path)] == [("a.txt", secret), ("b.bin", secret), ("large.txt", secret)]


# What was passed over is told, and never counts as clean


def encrypted(archive: bytes, name: str) -> bytes:
    """The zip file with this member marked as encrypted, in both of its headers."""
    patched = bytearray(archive)
    for magic, flags, name_at in ((b"PK\3\4", 6, 30), (b"PK\1\2", 8, 46)):
        at = -1
        while (at := archive.find(magic, at + 1)) >= 0:
            if archive[at + name_at :].startswith(name.encode()):
                struct.pack_into("<H", patched, at + flags, struct.unpack_from("<H", archive, at + flags)[0] | 1)
    return bytes(patched)


def not_scanned(*arguments) -> list[tuple[str, str]]:
    """What each format tells, which is the same; as file and words."""
    done = scan(*arguments, "--format", "json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(line["file"], line["not_scanned"]) for line in lines if "not_scanned" in line]
    assert done.returncode == (1 if len(lines) > len(told) else 2 if told else 0), done
    text = scan(*arguments).stderr
    invocation = json.loads(scan(*arguments, "--format", "sarif").stdout)["runs"][0]["invocations"][0]
    notes = " ".join(note["message"]["text"] for note in invocation.get("toolExecutionNotifications", []))
    assert invocation["executionSuccessful"] == (not told)
    for file, words in told:
        assert f"{file}: {words}" in text
        assert words in notes
    return told


def test_A5_encrypted_members_are_told_and_the_others_are_read(tmp_path):
    secret = token()
    archive = zipped(first=b"in clear", locked=token().encode(), last=secret.encode())
    (tmp_path / "a.zip").write_bytes(encrypted(archive, "locked"))
    assert not_scanned(tmp_path) == [("a.zip", "A member of the archive is encrypted and not scanned (locked)")]
    done = scan(tmp_path, "--format", "json", "--no-redact")
    assert [json.loads(line).get("match") for line in done.stdout.splitlines()] == [secret, None]


def test_A5_an_archive_with_nothing_but_encrypted_members_is_not_clean(tmp_path):
    (tmp_path / "a.zip").write_bytes(encrypted(encrypted(zipped(a=b"x" * 99, b=b"y" * 99), "a"), "b"))
    assert not_scanned(tmp_path) == [("a.zip", "2 members of the archive are encrypted and not scanned (the first: a)")]
    (tmp_path / ".gatehouseignore").write_text("a.zip\n")
    assert not_scanned(tmp_path) == []


def test_A5_damaged_archives_and_unknown_kinds_are_told(tmp_path):
    whole = gzip.compress(bytes(range(256)) * 900)
    (tmp_path / "cut.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "none.zip").write_bytes(b"PK\3\4\0\0" + b"\xff\0" * 300)
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\0" + b"\0" * 100)
    (tmp_path / "words.txt").write_bytes(b"BZh is how bzip2 begins\nRar!\n")
    deep = zipped(a=zipped(b=zipped(c=b"text")))
    (tmp_path / "deep.zip").write_bytes(deep)
    told = dict(not_scanned(tmp_path))
    assert set(told) == {"cut.gz", "none.zip", "a.rar", "deep.zip!a!b"}
    assert "damaged" in told["cut.gz"] or "cannot be unpacked" in told["cut.gz"]
    assert "(RAR)" in told["a.rar"]


def test_A5_a_debian_package_is_opened(tmp_path):
    secret = token()
    parts = [("debian-binary", b"2.0\n"), ("control.tar.gz", gzip.compress(tarred(control=b"Package: a\n"))), ("data.tar.xz", lzma.compress(tarred(**{"etc/a": secret.encode()})))]
    package = b"!<arch>\n"
    for name, content in parts:
        package += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode() + content + b"\n" * (len(content) % 2)
    (tmp_path / "a.deb").write_bytes(package)
    [finding] = found(tmp_path)
    assert (finding["file"], finding["match"]) == ("a.deb!data.tar.xz!etc/a", secret)


def test_A5_what_history_passes_over_has_its_path_and_can_be_accepted(repository):
    (repository / "sub").mkdir()
    (repository / "sub/a.zip").write_bytes(encrypted(zipped(a=b"1"), "a"))
    commit(repository)
    (repository / "sub/a.zip").write_bytes(encrypted(zipped(a=b"2"), "a"))
    commit(repository)
    (repository / "sub/a.zip").unlink()
    commit(repository)
    for _ in range(2):  # as objects of their own, then in a pack
        assert not_scanned(repository, "--history") == [("sub/a.zip", "A member of the archive is encrypted and not scanned (a)")]
        git(repository, "gc", "-q")
    (repository / ".gatehouseignore").write_text("sub/\n")
    assert not_scanned(repository, "--history") == []


def test_A5_a_baseline_may_say_what_was_not_scanned(tmp_path):
    (tmp_path / "a.zip").write_bytes(encrypted(zipped(a=b"1"), "a"))
    (tmp_path / "b.txt").write_text(token())
    baseline = tmp_path.parent / "baseline.json"
    baseline.write_text(scan(tmp_path, "--format", "json").stdout)
    done = scan(tmp_path, "--baseline", baseline)
    assert (done.returncode, done.stdout) == (2, "")
    assert "1 accepted before" in done.stderr
