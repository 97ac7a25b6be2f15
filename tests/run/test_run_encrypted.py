"""`run` over an encrypted `.env`: decrypted in memory only, allowed in production, a tampered one stops the start (rows A2 C7)."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from run_support import COULD_NOT_RUN, FINE, PLANTED


@pytest.fixture(scope="module")
def key():
    """A GPG home with one key, in a folder whose name is short enough for the agent's socket."""
    home = tempfile.mkdtemp(prefix="gpg-")
    environment = {**os.environ, "GNUPGHOME": home}

    def gpg(*words):
        return subprocess.run(["gpg", "--batch", "--passphrase", "", *words], env=environment, check=True, capture_output=True, text=True).stdout

    gpg("--quick-gen-key", "run@example.com", "ed25519", "cert,sign", "1d")
    fingerprint = next(line.split(":")[9] for line in gpg("--list-keys", "--with-colons").splitlines() if line.startswith("fpr"))
    gpg("--quick-add-key", fingerprint, "cv25519", "encr", "1d")
    yield home, fingerprint
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=environment, check=False)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def encrypted(gatehouse, tmp_path, key):
    home, fingerprint = key
    clear = tmp_path / ".env"
    clear.write_text(f"API_KEY={PLANTED}\nOTHER=ref+env://ELSEWHERE\n")
    done = gatehouse("env", "encrypt", ".env", "--recipient", fingerprint, GNUPGHOME=home)
    assert done.code == FINE, done
    clear.unlink()
    return home


def test_A2_C7_in_memory_only(gatehouse, tmp_path, encrypted):
    result = gatehouse("run", "--environment", "production", "--", "sh", "-c", 'echo "$API_KEY $OTHER"', GNUPGHOME=encrypted, ELSEWHERE="x")
    assert result.code == FINE and result.out == f"{PLANTED} x\n", result
    assert not any(PLANTED in file.read_text(errors="replace") for file in pathlib.Path(tmp_path).iterdir() if file.is_file())


def test_A2_what_was_encrypted_is_a_secret(gatehouse, encrypted):
    result = gatehouse("run", "--mask", "--", "sh", "-c", "echo $API_KEY", GNUPGHOME=encrypted, ELSEWHERE="x" * 8)
    assert result.out == "***\n", result


def test_A2_a_tampered_file_stops_the_start(gatehouse, tmp_path, encrypted):
    file = tmp_path / ".env.encrypted"
    file.write_text(file.read_text().replace("API_KEY=", "API_KEX="))
    result = gatehouse("run", "--", "touch", "started", GNUPGHOME=encrypted, ELSEWHERE="x")
    assert result.code == COULD_NOT_RUN and not (tmp_path / "started").exists() and PLANTED not in result.err
