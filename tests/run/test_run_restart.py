"""`run --restart-on-change`: rotated secrets reach the command (rows C4 C7)."""

import os
import pathlib

import pytest
from run_support import PATIENCE, PYTHON, eventually, put, recorder

SHOW = "import os, time\nopen('seen', 'a').write(os.environ['A'] + '\\n')\ntime.sleep(60)"


def seen(tmp_path):
    file = tmp_path / "seen"
    return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text("first-value\n")
    return file


def test_C7_a_changed_reference_starts_it_again(spawn, tmp_path, secret):
    process = spawn("run", "--restart-on-change", "--poll", "1s", "--set", f"A=ref+file://{secret}", "--", PYTHON, "-c", SHOW)
    assert eventually(lambda: seen(tmp_path) == ["first-value"])
    put(secret, "second-value\n")
    assert eventually(lambda: seen(tmp_path) == ["first-value", "second-value"]), seen(tmp_path)
    process.terminate()
    assert process.wait(PATIENCE) == 128 + 15


def test_C7_a_changed_env_file_starts_it_again(spawn, tmp_path):
    (tmp_path / ".env").write_text("A=one\n")
    spawn("run", "--restart-on-change", "--", PYTHON, "-c", SHOW)
    assert eventually(lambda: seen(tmp_path) == ["one"])
    put(tmp_path / ".env", "A=two\n")
    assert eventually(lambda: seen(tmp_path) == ["one", "two"])


def test_C7_what_cannot_be_read_again_changes_nothing(spawn, tmp_path, secret):
    with open(tmp_path / "words", "wb") as words:
        process = spawn("run", "--restart-on-change", "--poll", "1s", "--set", f"A=ref+file://{secret}", "--", PYTHON, "-c", SHOW, stderr=words)
    assert eventually(lambda: seen(tmp_path) == ["first-value"])
    secret.unlink()
    assert eventually(lambda: "could not be read again" in (tmp_path / "words").read_text())
    assert process.poll() is None and seen(tmp_path) == ["first-value"]
    put(secret, "first-value\n")
    assert eventually(lambda: "The settings can be read again." in (tmp_path / "words").read_text())
    assert seen(tmp_path) == ["first-value"]
    put(secret, "third-value\n")
    assert eventually(lambda: seen(tmp_path) == ["first-value", "third-value"])
    assert (tmp_path / "words").read_text().count("could not be read again") == 1


def test_C7_hang_up_with_new_files(spawn, tmp_path, secret, log):
    process = spawn("run", "--files", "--restart-on-change", "--signal", "HUP", "--poll", "1s", "--set", f"A=ref+file://{secret}", "--",
                    "sh", "-c", 'echo "$A_FILE" > where; exec "$@"', "sh", *recorder(log))
    pid = log.wait_ready()
    file = pathlib.Path((tmp_path / "where").read_text().strip())
    assert file.read_text() == "first-value"
    put(secret, "second-value\n")
    assert log.settled("SIGHUP") == 1
    assert file.read_text() == "second-value" and log.pids == [pid]
    process.terminate()
    assert process.wait(PATIENCE) == 7


def test_C7_an_end_while_it_is_started_again_is_the_end(spawn, tmp_path, secret, log):
    """A command that takes its time to end, told twice."""
    slow = "import signal, time, os\nsignal.signal(signal.SIGTERM, lambda *_: open('told', 'a').write('x'))\nopen('up', 'w').write(str(os.getpid()))\n" \
           "while not os.path.exists('go'): time.sleep(0.05)"
    process = spawn("run", "--restart-on-change", "--poll", "1s", "--set", f"A=ref+file://{secret}", "--", PYTHON, "-c", slow)
    assert eventually(lambda: (tmp_path / "up").exists())
    put(secret, "second-value\n")
    assert eventually(lambda: (tmp_path / "told").exists())
    process.terminate()
    assert eventually(lambda: (tmp_path / "told").read_text() == "xx")
    first = (tmp_path / "up").read_text()
    (tmp_path / "go").touch()
    assert process.wait(PATIENCE) == 0
    assert (tmp_path / "up").read_text() == first


def test_C7_the_end_of_the_command_is_the_end(spawn, tmp_path, secret):
    process = spawn("run", "--restart-on-change", "--set", f"A=ref+file://{secret}", "--", "sh", "-c", "exit 9")
    assert process.wait(PATIENCE) == 9
    assert not os.path.exists(tmp_path / "seen")
