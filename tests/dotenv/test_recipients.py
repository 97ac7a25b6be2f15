"""Row A2, the recipients of a file: exact addresses, the right key among several, keys that were replaced later."""

import base64
import re
import subprocess

import pytest
from env_folder import Folder
from gpg_home import GpgHome

PROTECT = ("--pinentry-mode", "loopback", "--passphrase", "")


@pytest.fixture(scope="module")
def ring():
    """xa@ and not a@; two keys of one address, of which one has expired; one person with two encryption keys."""
    made = GpgHome()
    made.make_key("xa")
    made.make_key("old", time="20200101T000000", life="30d")
    made.gpg(*PROTECT, "--yes", "--quick-generate-key", "old <old@example.org>", "ed25519", "sign", "1y")
    new = made.gpg("--list-keys", "--with-colons", "old@example.org").decode()
    made.new = next(fields[9] for fields, public in zip_lines(new) if public[1] != "e")
    made.gpg(*PROTECT, "--quick-add-key", made.new, "cv25519", "encr", "1y")
    made.make_key("two", time="20250101T000000", life="20y")
    made.gpg(*PROTECT, "--quick-add-key", made.fingerprint("two"), "cv25519", "encr", "1y")
    yield made
    made.close()


def zip_lines(listing):
    """Each fingerprint's line with the `pub` line above it."""
    public = None
    for line in listing.splitlines():
        fields = line.split(":")
        if fields[0] == "pub":
            public = fields
        if fields[0] == "fpr" and public:
            yield fields, public
            public = None


def parts(home, name):
    """Fingerprints of the encryption keys, in the order in which they were made."""
    lines = [line.split(":") for line in home.gpg("--list-keys", "--with-colons", name).decode().splitlines()]
    return [after[9] for fields, after in zip(lines, lines[1:]) if fields[0] == "sub" and "e" in fields[11]]


def wrapped_for(file):
    """Key ids of the OpenPGP messages in the file, by gpg itself."""
    ids = []
    for line in re.findall(r"#gatehouse-key \S+ (\S+)", file.read_text()):
        shown = subprocess.run(["gpg", "--batch", "--list-packets", "--list-only"], input=base64.b64decode(line), capture_output=True, check=False).stdout
        ids += re.findall(rb"keyid ([0-9A-F]{16})", shown)
    return [one.decode() for one in ids]


def encrypt(home, folder, *names, code=0):
    named = [word for name in names for word in ("-r", name)]
    return home.run("env", "encrypt", "-", "--force", "--output", ".env.encrypted", *named, cwd=folder, data="A=hunter2\n", code=code)


@pytest.mark.parametrize("name", ["a@example.org", "<a@example.org>", "A <a@example.org>", "xa@example.or", "@example.org", "xa@"])
def test_A2_an_address_is_the_whole_address(ring, tmp_path, name):
    done = encrypt(ring, tmp_path, name, code=2)
    assert "There is no GPG key of this name" in done.stderr and "whole" in done.stderr
    assert not (tmp_path / ".env.encrypted").exists()


@pytest.mark.parametrize("name", ["xa@example.org", "XA@Example.org", "<xa@example.org>", "Somebody <xa@example.org>"])
def test_A2_the_answer_names_whom_it_is_for(ring, tmp_path, name):
    done = encrypt(ring, tmp_path, name)
    assert f"For {ring.fingerprint('xa')}  xa <xa@example.org>" in done.stderr


def test_A2_words_must_mean_one_key(ring, tmp_path):
    encrypt(ring, tmp_path, "two")
    (tmp_path / ".env.encrypted").unlink()
    done = encrypt(ring, tmp_path, "example", code=2)
    assert "More than one GPG key has this name" in done.stderr and ring.fingerprint("xa") in done.stderr


def test_A2_an_expired_key_is_no_rival(ring, tmp_path):
    done = encrypt(ring, tmp_path, "old@example.org")
    assert f"For {ring.new}" in done.stderr


def test_A2_a_revoked_key_is_no_rival(tmp_path):
    home = GpgHome()
    try:
        first = home.make_key("rita")
        certificate = home.path / "openpgp-revocs.d" / f"{first}.rev"
        certificate.write_text(certificate.read_text().replace(":-----BEGIN", "-----BEGIN"))
        home.gpg("--import", certificate)
        home.gpg(*PROTECT, "--yes", "--quick-generate-key", "rita <rita@example.org>", "rsa2048", "sign,encr", "1y")
        done = encrypt(home, tmp_path, "rita@example.org")
        assert first not in done.stderr and "For " in done.stderr
    finally:
        home.close()


def test_A2_one_part_of_a_key(ring, tmp_path):
    """FINGERPRINT! is that part, also when the data key is made again; without it, the newest."""
    older, newer = parts(ring, "two@example.org")
    encrypt(ring, tmp_path, ring.fingerprint("two"))
    file = tmp_path / ".env.encrypted"
    assert wrapped_for(file) == [newer[-16:]]
    file.unlink()
    encrypt(ring, tmp_path, older + "!")
    assert wrapped_for(file) == [older[-16:]]
    ring.run("env", "rotate", cwd=tmp_path)
    assert wrapped_for(file) == [older[-16:]]
    assert ring.run("env", "get", "A", cwd=tmp_path).stdout == "hunter2\n"
    assert ring.run("env", "recipients", "list", cwd=tmp_path).stdout.split()[:2] == [older + "!", "good"]
    ring.run("env", "recipients", "add", "xa@example.org", cwd=tmp_path)
    ring.run("env", "recipients", "remove", "two@example.org", cwd=tmp_path)
    assert older not in file.read_text()


def test_A2_removing_takes_the_address_at_its_word(ring, tmp_path):
    folder = Folder(ring, tmp_path, recipients=("xa", "two"))
    done = folder.env("recipients", "remove", "a@example.org", code=None)
    assert done.returncode != 0 and "Not a recipient" in done.stderr
    assert ring.fingerprint("xa") in folder.file.read_text()


def test_A2_whoever_cannot_read_it_is_told(ring, tmp_path):
    other = GpgHome()
    try:
        other.gpg("--import", data=ring.gpg("--export", "xa@example.org"))
        done = encrypt(other, tmp_path, "xa@example.org")
        assert "you are not among the recipients" in done.stderr
        assert "you are not among" not in encrypt(ring, tmp_path / "..", "xa@example.org").stderr
    finally:
        other.close()


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_A2_a_file_for_a_key_that_was_replaced(tmp_path, how):
    home = GpgHome()
    try:
        fingerprint = home.make_key("carl")
        folder = Folder(home, tmp_path, recipients=("carl",))
        (old,) = parts(home, "carl@example.org")
        home.gpg(*PROTECT, "--quick-add-key", fingerprint, "cv25519", "encr", "1y")
        if how == "expired":
            home.gpg(*PROTECT, "--quick-set-expire", fingerprint, "seconds=1", old)
            subprocess.run(["sleep", "2"], check=True)
        else:
            home.gpg("--command-fd", "0", *PROTECT, "--edit-key", fingerprint, data=b"key 1\nrevkey\ny\n0\n\ny\nsave\n")
        values = [line for line in folder.file.read_text().splitlines() if "=gAAAA" in line]
        assert folder.env("recipients", "list").stdout.split()[1] == "stale"
        for command in (("check",), ("recipients", "list")):
            assert "still encrypted to an old key" in folder.env(*command).stderr
        found = home.run("keys", "check", "--format", "json", cwd=tmp_path, code=None).stdout
        assert "encrypted_file" in found and "rewrap" in found
        folder.env("recipients", "rewrap")
        assert [line for line in folder.file.read_text().splitlines() if "=gAAAA" in line] == values
        assert folder.env("recipients", "list").stdout.split()[1] == "good"
        assert wrapped_for(folder.file) == [parts(home, "carl@example.org")[1][-16:]]
        assert "old key" not in folder.env("check").stderr
        assert "Nothing was changed" in folder.env("recipients", "rewrap").stderr
    finally:
        home.close()


def test_A1_a_key_whose_secret_encryption_part_is_elsewhere(tmp_path):
    home, machine = GpgHome(), GpgHome()
    try:
        fingerprint = home.make_key("anna")
        (part,) = parts(home, "anna@example.org")
        machine.gpg(*PROTECT, "--import", data=home.gpg(*PROTECT, "--export-secret-keys", fingerprint))
        keygrip = [line.split(":")[9] for line in home.gpg("--list-secret-keys", "--with-colons", "--with-keygrip").decode().splitlines()
                   if line.startswith("grp")][1]
        (machine.path / "private-keys-v1.d" / f"{keygrip}.key").unlink()
        machine.forget()
        found = machine.run("keys", "check", cwd=tmp_path, code=1).stdout
        assert f"the secret part of its encryption key {part} is not here" in found and "can decrypt" not in found
    finally:
        home.close()
        machine.close()


def test_A1_the_primary_key_ends_it_all(tmp_path):
    home = GpgHome()
    try:
        fingerprint = home.make_key("anna", life="10d")
        home.gpg(*PROTECT, "--quick-set-expire", fingerprint, "1y", "*")
        found = home.run("keys", "check", cwd=tmp_path, code=1).stdout
        assert re.search(r"soon\s+gpg_encryption_key", found)
    finally:
        home.close()
