"""gatehouse scan on real files and repositories (rows A5, B15). Every key here is made when the test runs."""

import csv
import io
import json
import os
import pathlib
import random
import string
import subprocess

import pytest
import schemas
from product import gatehouse

ALNUM = string.ascii_letters + string.digits
dice = random.Random(7)


def letters(count: int) -> str:
    return "".join(dice.choices(ALNUM, k=count))


def token() -> str:
    return "ghp_" + letters(36)


def scan(*arguments, **more) -> subprocess.CompletedProcess:
    return gatehouse("scan", *arguments, check=False, **more)


def found(*arguments, **more) -> list[dict]:
    done = scan(*arguments, "--format", "json", "--no-redact", **more)
    assert done.returncode in (0, 1), done.stderr
    findings = [finding for finding in map(json.loads, done.stdout.splitlines()) if "not_scanned" not in finding]
    assert done.returncode == (1 if findings else 0)
    return findings


def git(folder: pathlib.Path, *arguments, **more) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
                   "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z"}
    who = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *who, *map(str, arguments)], cwd=folder, env=environment, capture_output=True, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(errors="replace").strip()


@pytest.fixture
def repository(tmp_path) -> pathlib.Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def commit(folder: pathlib.Path, message: str = "change") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


# What is told


def test_A5_a_clean_folder_is_clean(tmp_path):
    (tmp_path / "a.py").write_text("print('hello')\n")
    done = scan(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 files" in done.stderr and "0 found" in done.stderr


def test_A5_a_secret_is_reported_with_its_place_and_not_shown(tmp_path):
    secret = token()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text(f"x = 1\nkey = '{secret}'\n")
    done = scan(tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("sub/a.py:2:8: GitHub personal access token [github-personal-token] ghp_…(40)")
    assert secret[4:] not in done.stdout + done.stderr
    assert secret in scan(tmp_path, "--no-redact").stdout


def test_A5_json_csv_and_sarif_agree(tmp_path):
    secret = token()
    (tmp_path / 'a "b",c.txt').write_text(secret)
    line = json.loads(scan(tmp_path, "--format", "json").stdout)
    assert (line["rule"], line["file"], line["line"], line["column"], line["end_column"]) == ("github-personal-token", 'a "b",c.txt', 1, 1, 41)
    row = next(csv.DictReader(io.StringIO(scan(tmp_path, "--format", "csv").stdout)))
    assert (row["rule"], row["file"], row["fingerprint"]) == (line["rule"], line["file"], line["fingerprint"])
    run = json.loads(scan(tmp_path, "--format", "sarif").stdout)["runs"][0]
    result = run["results"][0]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == line["rule"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20%22b%22%2Cc.txt"
    assert place["region"]["startLine"] == 1
    assert result["partialFingerprints"]["gatehouseScan/v1"] == line["fingerprint"]
    assert secret not in scan(tmp_path, "--format", "sarif").stdout + scan(tmp_path, "--format", "csv").stdout


def test_A5_stdin(tmp_path):
    assert scan("-", input="nothing\n", cwd=tmp_path).returncode == 0
    done = scan("-", input=f"\n{token()}\n", cwd=tmp_path)
    assert done.returncode == 1 and done.stdout.startswith("stdin:2:1: ")


def test_one_file_is_scanned_too(tmp_path):
    (tmp_path / "a.txt").write_text(token())
    assert len(found(tmp_path / "a.txt")) == 1


# What is accepted


def test_A5_lines_paths_fingerprints_and_baselines_are_accepted(tmp_path):
    secret = token()
    (tmp_path / "allowed.py").write_text(f"k = '{token()}'  # gatehouse:allow\n")
    (tmp_path / "kept.py").write_text(f"k = '{secret}'\n")
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "x.py").write_text(f"k = '{token()}'\n")
    ignore = tmp_path / ".gatehouseignore"
    ignore.write_text("vendor/\n")
    findings = found(tmp_path)
    assert [finding["file"] for finding in findings] == ["kept.py"]
    baseline = tmp_path.parent / "baseline.json"
    baseline.write_text(scan(tmp_path, "--format", "json").stdout)
    done = scan(tmp_path, "--baseline", baseline)
    assert done.returncode == 0 and "1 accepted before" in done.stderr
    (tmp_path / "new.py").write_text(f"k = '{token()}'\n")
    assert [f["file"] for f in found(tmp_path, "--baseline", baseline)] == ["new.py"]
    baseline.write_text(scan(tmp_path, "--format", "sarif").stdout)
    assert scan(tmp_path, "--baseline", baseline).returncode == 0
    ignore.write_text(f"vendor/\nnew.py\n{findings[0]['fingerprint']}\n")
    assert scan(tmp_path).returncode == 0


def test_a_baseline_that_is_none_is_an_error(tmp_path):
    (tmp_path / "b").write_text("{}\n")
    done = scan(tmp_path, "--baseline", tmp_path / "b")
    assert done.returncode == 2 and "b:1" in done.stderr


# Bad input


def test_A5_a_path_that_is_no_file_is_never_clean(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/null", "/dev/zero"):
        done = scan(path)
        assert done.returncode == 2 and "neither a file nor a folder" in done.stderr
    assert scan(tmp_path).returncode == 0


def test_a_path_that_is_missing_is_never_clean(tmp_path):
    done = scan(tmp_path / "missing")
    assert done.returncode == 2 and "missing" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_told_and_not_clean(tmp_path):
    (tmp_path / "shut").write_text("x")
    (tmp_path / "shut").chmod(0)
    done = scan(tmp_path)
    assert done.returncode == 2 and "shut" in done.stderr


def test_links_in_a_circle_and_pipes_are_passed_over(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "away").symlink_to("/proc")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").write_text(token())
    assert [f["file"] for f in found(tmp_path)] == ["a"]


def test_the_kernels_own_files_are_read(tmp_path):
    """They say that they have no bytes; those of /proc/sys refuse to be read by megabytes, and others come in parts."""
    for path in ("/proc/sys/kernel/ostype", "/proc/self/mountinfo", "/proc/filesystems"):
        result = scan(path)
        assert (result.returncode, "error" in result.stderr) == (0, False), result.stderr
        assert f"{len(open(path, 'rb').read())} bytes" in result.stderr or "MB" in result.stderr


def test_names_that_are_not_utf8(tmp_path):
    name = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")
    with open(name, "w") as file:
        file.write(token())
    assert "caf\\xe9.txt" in scan(tmp_path).stdout
    sarif = json.loads(scan(tmp_path, "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "caf%E9.txt"
    assert len(found(tmp_path)) == 1


def test_a_file_of_a_gigabyte_takes_little_memory(tmp_path):
    secret = token()
    with open(tmp_path / "large", "wb") as file:
        file.write(b"first line\n")
        file.seek(1 << 30)
        file.write(f"\n{secret}\n".encode())
    done = subprocess.run(["/usr/bin/env", "bash", "-c", f"ulimit -v 1200000; exec {gatehouse_path()} scan {tmp_path} --threads 1 --no-redact"], capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert secret in done.stdout


def gatehouse_path() -> str:
    import product

    return str(product.BINARY)


def test_a_secret_on_the_seam_of_two_pieces_is_found_once(tmp_path):
    secret = token()
    piece = 8 << 20
    text = bytearray(b"a line of sixty-three bytes, which is repeated over and over....\n" * ((3 * piece) // 64))
    at = piece - 20
    text[at - 1 : at + len(secret) + 1] = f" {secret} ".encode()
    (tmp_path / "large").write_bytes(text)
    findings = found(tmp_path)
    assert [f["match"] for f in findings] == [secret]
    assert findings[0]["line"] == text[:at].count(b"\n") + 1


# A work tree of git


def test_A5_what_git_ignores_is_left_out(repository):
    (repository / ".gitignore").write_text(".env\nbuild/\n")
    (repository / ".env").write_text(f"TOKEN={token()}\n")
    (repository / "build").mkdir()
    (repository / "build" / "out.txt").write_text(token())
    (repository / "a.txt").write_text(token())
    assert [f["file"] for f in found(repository)] == ["a.txt"]
    assert [f["file"] for f in found(repository, "--ignored")] == [".env", "a.txt", "build/out.txt"]


def test_A5_sarif_fits_its_schema(tmp_path):
    (tmp_path / "a.txt").write_text(f"{token()}\npassword = '{letters(20)}'\n")
    (tmp_path / "a b%.txt").write_bytes(b"\xff " + token().encode())
    log = json.loads(scan(tmp_path, "--format", "sarif").stdout)
    assert len(log["runs"][0]["results"]) >= 2
    schemas.validate_sarif(log)


def test_A5_sarif_of_nothing_fits_its_schema(tmp_path):
    schemas.validate_sarif(json.loads(scan(tmp_path, "--format", "sarif").stdout))
