"""Row A2, errors with keys: each has its own message, and the file stays unchanged."""

import re
import shutil
import subprocess

import pytest
from env_folder import Folder
from gpg_home import PASSPHRASE, GpgHome


@pytest.fixture
def locked_folder(locked, tmp_path):
    yield Folder(locked, tmp_path, recipients=("carl",))
    (locked.path / "gpg.conf").unlink(missing_ok=True)
    locked.ask_with(str(locked.path / "pinentry.sh"))
    locked.answer(PASSPHRASE)


@pytest.mark.parametrize("answer,words", [
    ("wrong", "The passphrase of the GPG key was wrong"),
    ("CANCEL", "The passphrase of the GPG key was not given ("),
    ("TIMEOUT", "The passphrase of the GPG key was not given in time"),
])
def test_A2_the_passphrase(locked, locked_folder, answer, words):
    before = locked_folder.file.read_bytes()
    locked.answer(answer)
    for command in (("decrypt",), ("set", "API_KEY"), ("rotate",), ("edit",)):
        done = locked_folder.env(*command, code=2)
        assert words in done.stderr and ".env.encrypted" in done.stderr
    assert locked_folder.file.read_bytes() == before
    locked.answer(PASSPHRASE)
    assert locked_folder.env("get", "API_KEY").stdout == "hunter3\n"


def test_A2_a_locked_key_and_nobody_to_ask(locked, locked_folder):
    locked.ask_with("/nonexistent/pinentry")
    done = locked_folder.env("decrypt", code=2)
    assert "is locked, and there is no pinentry program" in done.stderr


def test_A2_a_locked_key_and_no_terminal(locked, locked_folder):
    curses = shutil.which("pinentry-curses")
    if curses is None:
        pytest.skip("pinentry-curses is not installed")
    locked.ask_with(curses)
    done = locked_folder.env("decrypt", code=2)
    assert "is locked, and there is no terminal to ask" in done.stderr


def test_A2_a_key_on_a_smartcard_that_is_not_inserted(tmp_path):
    """The agent keeps a stub that names the card."""
    holder = GpgHome()
    try:
        (holder.path / "gpg-agent.conf").write_text("scdaemon-program /nonexistent/scdaemon\n")
        holder.gpg("--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key", "card <card@example.org>", "rsa2048", "sign,cert,encr", "1y")
        folder = Folder(holder, tmp_path, recipients=("card",))
        (file,) = (holder.path / "private-keys-v1.d").iterdir()
        numbers = {name: re.search(rf"\({name} #([0-9A-F]+)#\)", file.read_text().replace("\n ", ""))[1] for name in "ne"}
        file.write_text("Key: (shadowed-private-key (rsa (n #{n}#)(e #{e}#)(shadowed t1-v1 (#D2760001240103040006123456780000# OPENPGP.2))))\n".format(**numbers))
        holder.forget()
        done = folder.env("decrypt", code=2)
        assert "smartcard" in done.stderr and "GPG failed" not in done.stderr
        assert "can decrypt, while its smartcard is inserted" in holder.run("keys", "check", cwd=tmp_path, code=1).stdout
    finally:
        holder.close()


def test_A2_no_agent(locked, locked_folder):
    (locked.path / "gpg.conf").write_text("no-autostart\n")
    locked.forget()
    done = locked_folder.env("decrypt", code=2)
    assert "GPG's agent does not run" in done.stderr


def test_A2_no_gpg(locked_folder):
    done = locked_folder.env("decrypt", code=2, PATH="/nonexistent")
    assert "GPG is not installed" in done.stderr


def test_A2_a_secret_key_that_is_not_here(home, locked, locked_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stranger")
    shutil.copy(locked_folder.file, folder)
    done = home.run("env", "decrypt", cwd=folder, code=2)
    assert "None of the secret GPG keys of its 1 recipient is here" in done.stderr
    listed = home.run("env", "recipients", "list", cwd=folder).stdout
    assert listed.split()[:2] == [locked.fingerprint("carl"), "unknown"]


def test_A2_recipients_that_cannot_be(home, folder):
    home.make_key("dora", encryption=False)
    home.make_key("emil", time="20200101T000000", life="30d")
    home.make_key("both1")
    home.gpg("--quick-add-uid", home.fingerprint("both1"), "both <both@example.org>")
    second = home.make_key("both2")
    home.gpg("--quick-add-uid", second, "both <both@example.org>")
    before = folder.file.read_bytes()
    for name, words in {
        "dora@example.org": "The GPG key cannot be encrypted to (it has no encryption key",
        "emil@example.org": "The GPG key has expired",
        "nobody@example.org": "There is no GPG key of this name",
        "<both@example.org>": "More than one GPG key has this name",
    }.items():
        done = folder.env("recipients", "add", name, code=2)
        assert words in done.stderr and name in done.stderr
        assert folder.file.read_bytes() == before


def test_A2_a_recipient_whose_key_has_expired_since(home, tmp_path):
    """Recipients with a good key can still read; rotating says whose key has to be renewed or removed."""
    anna, old = home.fingerprint("anna"), home.make_key("fred", life="1d")
    folder = Folder(home, tmp_path, recipients=("anna", "fred"))
    protect = ["--pinentry-mode", "loopback", "--passphrase", ""]
    subkey = [line.split(":")[9] for line in home.gpg("--list-keys", "--with-colons", old).decode().splitlines()
              if line.startswith("fpr")][1]
    home.gpg(*protect, "--quick-set-expire", old, "seconds=1")
    home.gpg(*protect, "--quick-set-expire", old, "seconds=1", subkey)
    before = folder.file.read_bytes()
    subprocess.run(["sleep", "2"], check=True)
    assert folder.env("get", "API_KEY").stdout == "hunter3\n"
    done = folder.env("rotate", code=2)
    assert old in done.stderr and folder.file.read_bytes() == before
    folder.env("recipients", "remove", old)
    assert folder.env("recipients", "list").stdout.split()[0] == anna
