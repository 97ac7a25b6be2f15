"""The program as such: help, version, wrong usage, output, completion and man page."""

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import termios

import pytest
from cli_support import BINARY, COULD_NOT_RUN, FINE, NOTHING_TO_DO

COMMANDS = ["up", "reload", "stop", "status", "check", "explain", "token", "token keygen", "token issue", "token verify",
            "token inspect", "block", "block add", "block remove", "block list", "revoke", "revoke add", "revoke remove",
            "revoke list", "events", "events tail", "inspect", "inspect udc", "inspect path", "run", "settings",
            "settings check", "service-account", "service-account check", "service-account token", "completion", "man"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples(gatehouse, command):
    result = gatehouse(*command.split(), "--help")
    assert result.code == FINE and result.err == ""
    assert "Examples:" in result.out and f"gatehouse {command.split()[0]}" in result.out


def test_version(gatehouse):
    result = gatehouse("--version")
    assert result.code == FINE and result.out.startswith("gatehouse 0.")


@pytest.mark.parametrize("typed, meant", [(["chekc"], "gatehouse check"), (["token", "isue"], "gatehouse token issue"),
                                          (["bock", "list"], "gatehouse block")])
def test_did_you_mean(gatehouse, typed, meant):
    result = gatehouse(*typed)
    assert result.code == COULD_NOT_RUN and result.out == ""
    assert f"Did you mean '{meant}'?" in result.err


@pytest.mark.parametrize("line", [[], ["token"], ["check", "--nonsense"], ["explain", "GET"], ["status", "--format", "xml"],
                                  ["explain", "GET", "/", "--now", "yesterday"]])
def test_wrong_usage_is_words_on_stderr(gatehouse, line):
    result = gatehouse(*line)
    assert result.code == COULD_NOT_RUN and result.out == ""
    assert "error:" in result.err and "--help" in result.err


def on_a_terminal(arguments, **environment):
    """What the program writes to stderr when that is a terminal."""
    master, slave = pty.openpty()
    subprocess.run([BINARY, *arguments], stderr=slave, stdout=subprocess.DEVNULL,
                   env={**os.environ, "TERM": "xterm", **environment}, timeout=60)
    os.close(slave)
    written = b""
    try:
        while chunk := os.read(master, 4096):
            written += chunk
    except OSError:
        pass  # how Linux says that the other side is closed
    os.close(master)
    return written


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("command", ["", "explain", "token issue", "block add"])
def test_help_is_as_wide_as_the_terminal(command, columns):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    subprocess.run([BINARY, *command.split(), "--help"], stdout=slave, check=True, timeout=60)
    written = os.read(master, 65536).decode()
    os.close(slave)
    os.close(master)
    lines = written.split("Examples:")[0].splitlines()
    assert columns // 2 < max(map(len, lines)) <= columns, written


def test_colour_only_on_a_terminal_that_wants_it(gatehouse):
    plain = {key: "" for key in ("NO_COLOR",)}
    assert b"\x1b[" in on_a_terminal(["chekc"], **plain)
    assert b"\x1b[" not in on_a_terminal(["chekc"], NO_COLOR="1")
    assert b"\x1b[" not in on_a_terminal(["chekc"], TERM="dumb", **plain)
    assert "\x1b[" not in gatehouse("chekc").err


def test_full_disk_is_no_success():
    with open("/dev/full", "w") as full:
        done = subprocess.run([BINARY, "man"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == COULD_NOT_RUN and "stdout" in done.stderr


def test_threats_names_cannot_steer_the_terminal(gatehouse):
    result = gatehouse("check", "no\x1b[31msuch\nfile")
    assert result.code == COULD_NOT_RUN and "\x1b" not in result.err and "\\x1b[31m" in result.err


@pytest.mark.parametrize("shell, check", [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
def test_completion_is_a_script_that_its_shell_reads(gatehouse, tmp_path, shell, check):
    result = gatehouse("completion", shell)
    assert result.code == FINE and "gatehouse token verify" in result.out
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(result.out)
    subprocess.run([shell, check, script], check=True)


@pytest.mark.parametrize("typed, offered", [
    ("gatehouse st", {"stop", "status"}),
    ("gatehouse token ve", {"verify"}),
    ("gatehouse token issue --pro", {"--profile"}),
    ("gatehouse status --format ", {"text", "json"}),
    ("gatehouse token keygen --alg E", {"ES256", "EdDSA"}),
    ("gatehouse revoke add ", {"jti", "subject", "key"}),
])
def test_bash_completes(gatehouse, typed, offered):
    words = typed.split(" ")
    script = gatehouse("completion", "bash").out + f"""
COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}
_gatehouse; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert offered <= set(done.stdout.split())


def test_man_page_is_clean_troff(gatehouse):
    result = gatehouse("man")
    assert result.code == FINE and result.out.startswith(".TH GATEHOUSE 1")
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=result.out, capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == ""


def test_nothing_to_do_has_its_own_code(gatehouse, policy):
    for command in ("status", "stop", "reload"):
        assert gatehouse(command).code == NOTHING_TO_DO, command
