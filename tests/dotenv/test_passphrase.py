"""Row A2, a locked key without a terminal: a passphrase from a file or a descriptor, and the errors with it."""

import os
import subprocess

import product
import pytest
from env_folder import Folder
from gpg_home import PASSPHRASE


@pytest.fixture
def folder(locked, tmp_path):
    made = Folder(locked, tmp_path, recipients=("carl",))
    locked.ask_with("/nonexistent/pinentry")  # a machine without anybody
    return made


def file_of(folder, text=PASSPHRASE + "\n", mode=0o600):
    file = folder.path / "passphrase"
    file.write_text(text)
    file.chmod(mode)
    return {"GATEHOUSE_PASSPHRASE_FILE": str(file)}


@pytest.mark.parametrize("text", [PASSPHRASE, PASSPHRASE + "\n", PASSPHRASE + "\r\n", PASSPHRASE + "\nsecond line\n"])
def test_A2_a_passphrase_from_a_file(folder, text):
    given = file_of(folder, text)
    assert folder.env("get", "API_KEY", **given).stdout == "hunter3\n"
    folder.env("rotate", **given)
    assert folder.home.run("run", "--", "sh", "-c", "echo $API_KEY", cwd=folder.path, **given).stdout == "hunter3\n"


def test_A2_a_passphrase_from_a_descriptor_that_the_command_does_not_get(folder):
    read, write = os.pipe()
    os.write(write, PASSPHRASE.encode() + b"\n")
    os.close(write)
    done = subprocess.run([str(product.BINARY), "run", "--", "sh", "-c", f"echo $API_KEY; ls /proc/$$/fd"], cwd=folder.path, capture_output=True, text=True,
                          env={**folder.home.environment, "GATEHOUSE_PASSPHRASE_FD": str(read)}, pass_fds=[read], check=True)
    os.close(read)
    lines = done.stdout.split()
    assert lines[0] == "hunter3" and str(read) not in lines[1:]


@pytest.mark.parametrize("prepare,words", [
    (lambda folder: {"GATEHOUSE_PASSPHRASE_FILE": "/nonexistent/file"}, "cannot be opened"),
    (lambda folder: file_of(folder, "wrong-hunter2\n"), "The passphrase of the GPG key was wrong"),
    (lambda folder: file_of(folder, "\n"), "The passphrase is empty"),
    (lambda folder: file_of(folder, mode=0o644), "can be read by everybody"),
    (lambda folder: {"GATEHOUSE_PASSPHRASE_FILE": str(folder.path)}, "not a regular file"),
    (lambda folder: {"GATEHOUSE_PASSPHRASE_FD": "77"}, "no such open descriptor"),
    (lambda folder: {"GATEHOUSE_PASSPHRASE_FD": "x"}, "no such open descriptor"),
    (lambda folder: {"GATEHOUSE_PASSPHRASE_FD": "0", **file_of(folder)}, "Both GATEHOUSE_PASSPHRASE_FILE"),
    (lambda folder: {}, "no pinentry program"),
])
def test_A2_what_can_be_wrong_with_it(folder, prepare, words):
    done = folder.env("get", "API_KEY", code=2, **prepare(folder))
    assert words in done.stderr and PASSPHRASE not in done.stderr and "hunter2" not in done.stderr


@pytest.mark.parametrize("line", ["pinentry-mode loopback", "pinentry-mode cancel", "pinentry-mode error"])
def test_A2_pinentry_mode_in_gpg_conf_does_not_break_the_passphrase(locked, folder, line):
    (locked.path / "gpg.conf").write_text(line + "\n")
    try:
        locked.ask_with(str(locked.path / "pinentry.sh"))
        locked.answer(PASSPHRASE)
        assert folder.env("get", "API_KEY").stdout == "hunter3\n"
        locked.ask_with("/nonexistent/pinentry")
        assert "no pinentry program" in folder.env("get", "API_KEY", code=2).stderr
        assert folder.env("get", "API_KEY", **file_of(folder)).stdout == "hunter3\n"
    finally:
        (locked.path / "gpg.conf").unlink()
