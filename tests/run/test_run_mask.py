"""`run --mask`: injected values never leave in the command's output (row B4)."""

import os
import subprocess
import time

import pytest
from run_support import BINARY, FINE, PATIENCE, PLANTED, PYTHON, environment_of, eventually


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text(PLANTED + "\n")
    return f"A=ref+file://{file}"


def test_B4_masked_on_both_streams(gatehouse, secret):
    result = gatehouse("run", "--mask", "--set", secret, "--", "sh", "-c", 'echo "out $A."; echo "err $A." >&2')
    assert result.code == FINE and result.out == "out ***.\n" and "err ***.\n" in result.err


def test_B4_however_it_is_written(gatehouse, secret):
    script = "import os, sys, time\nfor c in 'x' + os.environ['A'] + 'y':\n sys.stdout.write(c); sys.stdout.flush(); time.sleep(0.002)"
    result = gatehouse("run", "--mask", "--set", secret, "--", PYTHON, "-c", script)
    assert result.out == "x***y", result


def test_B4_slowly_enough_to_fall_silent_in_between(gatehouse, secret):
    script = "import os, sys, time\na = os.environ['A']\nfor part in (a[:10], a[10:]):\n sys.stdout.write(part); sys.stdout.flush(); time.sleep(0.4)"
    result = gatehouse("run", "--mask", "--set", secret, "--", PYTHON, "-c", script)
    assert result.out == "***", result


def test_B4_much_output_arrives_whole(gatehouse, secret):
    script = "import os, sys\nfor i in range(60000): print(i, os.environ['A'] if i % 100 == 0 else 'x' * 20)"
    result = gatehouse("run", "--mask", "--set", secret, "--", PYTHON, "-c", script)
    expected = "".join(f"{i} {'***' if i % 100 == 0 else 'x' * 20}\n" for i in range(60000))
    assert result.out == expected


def test_B4_short_values_are_said_not_to_be_masked(gatehouse, tmp_path):
    (tmp_path / "pin").write_text("1234")
    result = gatehouse("run", "--mask", "--set", f"PIN=ref+file://{tmp_path}/pin", "--", "sh", "-c", "echo $PIN")
    assert "PIN is not masked" in result.err and "1234" not in result.err and result.out == "1234\n"


def test_B4_settings_that_are_no_secret_are_left(gatehouse, tmp_path, secret):
    (tmp_path / ".env").write_text("NAME=promptcraft-server\n")
    result = gatehouse("run", "--mask", "--set", secret, "--", "sh", "-c", "echo $NAME $A")
    assert result.out == "promptcraft-server ***\n"


def test_B4_on_a_terminal_it_stays_one(terminal, secret):
    session = terminal("run", "--mask", "--set", secret, "--", PYTHON, "-c",
                       "import os, sys\nprint([os.isatty(fd) for fd in (0, 1, 2)], os.environ['A'])\nsys.stderr.write('<' + os.environ['A'] + '>\\n')")
    assert session.wait() == 0
    assert b"[True, True, True] ***\r\n<***>\r\n" in session.output, session.output


def test_B4_a_prompt_is_shown_before_the_answer(terminal, secret):
    """Its last letter may begin the secret; it must not wait for more output."""
    session = terminal("run", "--mask", "--set", secret, "--", PYTHON, "-c", "input('map'); print('done')")
    assert eventually(lambda: b"map" in session.read()), session.output
    session.type(b"x\n")
    assert session.wait() == 0


def test_a_reader_that_goes_away_is_heard_by_the_command(tmp_path, secret):
    done = subprocess.run(f"{BINARY} run --mask --set {secret} -- yes | head -n 1; echo ${{PIPESTATUS[0]}}", shell=True,
                          executable="/bin/bash", capture_output=True, text=True, timeout=60, env=environment_of(), cwd=tmp_path)
    assert done.stdout == f"y\n{128 + 13}\n", done


def test_a_reader_that_waits_does_not_keep_signals_away(spawn, secret, tmp_path):
    read, write = os.pipe()
    process = spawn("run", "--mask", "--set", secret, "--", "sh", "-c", "echo up > up; exec yes", stdout=write)
    os.close(write)
    assert eventually(lambda: (tmp_path / "up").exists())
    time.sleep(0.3)  # both pipes are full by now
    process.terminate()
    time.sleep(0.3)
    os.close(read)
    assert process.wait(PATIENCE) == 128 + 15
