"""The command's processes end with it: at a shutdown, a restart, the death of `run`. And variables that contain the command's pid."""

import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys

import pytest
from run_support import BINARY, KINDS, PATIENCE, PLANTED, PYTHON, environment_of, eventually, process_files, put, recorder

STAYING = {name: words for name, words in KINDS.items() if words}
SERVER = """
import os, signal, socket, sys, time
listener = socket.socket(); listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1]))); listener.listen()
{extra}
open("pids", "a").write(f"{{os.getpid()}} {{os.environ.get('A')}}\\n")
while True: time.sleep(0.05)
"""


def pids(folder):
    file = folder / "pids"
    return [int(line.split()[0]) for line in file.read_text().splitlines()] if file.exists() else []


def alive(pid):
    return bool(process_files(pid, "cmdline"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def behind_a_shell(folder, extra=""):
    (folder / "server.py").write_text(SERVER.format(extra=extra))
    return ["sh", "-c", f'"{PYTHON}" server.py {free_port()}; true']


@pytest.mark.parametrize("kind", STAYING)
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_shutdown_reaches_a_server_behind_a_shell(spawn, tmp_path, kind, name):
    process = spawn("run", *STAYING[kind], "--no-env", "--", *behind_a_shell(tmp_path))
    assert eventually(lambda: pids(tmp_path))
    process.send_signal(signal.Signals[name])
    process.wait(PATIENCE)
    assert eventually(lambda: not alive(pids(tmp_path)[0]))


@pytest.mark.parametrize("extra", ["", "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.7), os._exit(0)))"])
def test_a_restart_waits_until_the_old_server_has_left_its_port(spawn, tmp_path, extra):
    (tmp_path / ".env").write_text("A=one\n")
    process = spawn("run", "--restart-on-change", "--", *behind_a_shell(tmp_path, extra))
    assert eventually(lambda: len(pids(tmp_path)) == 1)
    put(tmp_path / ".env", "A=two\n")
    assert eventually(lambda: len(pids(tmp_path)) == 2), process.poll()
    first, second = pids(tmp_path)
    assert not alive(first) and alive(second)
    process.terminate()
    process.wait(PATIENCE)


def test_a_server_that_does_not_want_to_end_is_killed_before_the_next_one(spawn, tmp_path):
    (tmp_path / ".env").write_text("A=one\n")
    process = spawn("run", "--restart-on-change", "--", *behind_a_shell(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN)"))
    assert eventually(lambda: len(pids(tmp_path)) == 1)
    put(tmp_path / ".env", "A=two\n")
    assert eventually(lambda: len(pids(tmp_path)) == 2)
    assert not alive(pids(tmp_path)[0])
    os.kill(pids(tmp_path)[1], signal.SIGKILL)
    process.wait(PATIENCE)


@pytest.mark.parametrize("kind", STAYING)
def test_when_run_is_killed_its_command_is_too(spawn, tmp_path, log, kind):
    process = spawn("run", *STAYING[kind], "--no-env", "--", *recorder(log))
    child = log.wait_ready()
    process.kill()
    process.wait()
    assert eventually(lambda: not alive(child))


def test_the_folder_of_secrets_of_a_run_that_was_killed_is_removed_by_the_next(spawn, gatehouse, tmp_path):
    (tmp_path / "secret").write_text(PLANTED)
    words = ["run", "--files", "--no-env", "--set", f"A=ref+file://{tmp_path}/secret", "--"]
    process = spawn(*words, "sh", "-c", "echo $A_FILE > where; exec sleep 100")
    assert eventually(lambda: (tmp_path / "where").exists() and (tmp_path / "where").read_text())
    folder = pathlib.Path((tmp_path / "where").read_text().strip()).parent
    process.kill()
    process.wait()
    assert folder.exists()
    assert gatehouse(*words, "true").code == 0
    assert not folder.exists()


@pytest.mark.parametrize("kind", STAYING)
@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGALRM, signal.SIGPROF, signal.SIGRTMIN + 3, signal.SIGRTMAX])
def test_other_signals_reach_the_command(spawn, tmp_path, kind, number):
    script = f"import signal, time\nsignal.signal({int(number)}, lambda *_: open('got', 'a').write('x'))\nopen('up', 'w')\nwhile True: time.sleep(0.02)"
    process = spawn("run", *STAYING[kind], "--no-env", "--", PYTHON, "-c", script)
    assert eventually(lambda: (tmp_path / "up").exists())
    process.send_signal(number)
    assert eventually(lambda: (tmp_path / "got").exists()) and process.poll() is None
    process.terminate()
    process.wait(PATIENCE)
    assert (tmp_path / "got").read_text() == "x"


@pytest.mark.parametrize("kind", KINDS)
def test_sockets_of_a_service_manager_are_the_commands(tmp_path, kind):
    """LISTEN_PID and WATCHDOG_PID name the command; one that names somebody else stays."""
    child = "import os, json; print(json.dumps([os.getpid(), os.environ['LISTEN_PID'], os.environ['WATCHDOG_PID'], os.environ['LISTEN_FDS']]))"
    launcher = ("import os, sys\nos.environ['LISTEN_PID'] = str(os.getpid()); os.environ['WATCHDOG_PID'] = '1'; os.environ['LISTEN_FDS'] = '1'\n"
                "os.execv(sys.argv[1], sys.argv[1:])")
    done = subprocess.run([sys.executable, "-c", launcher, str(BINARY), "run", *KINDS[kind], "--no-env", "--", PYTHON, "-c", child],
                          capture_output=True, text=True, timeout=60, cwd=tmp_path, env=environment_of(), check=True)
    pid, listen, watchdog, count = json.loads(done.stdout)
    assert listen == str(pid) and watchdog == "1" and count == "1"


@pytest.mark.parametrize("kind", KINDS)
def test_an_environment_that_is_too_large_is_an_error_before_the_command_starts(gatehouse, tmp_path, kind):
    (tmp_path / ".env").write_text("".join(f"V{n}={'x' * 120_000}\n" for n in range(8)))
    (tmp_path / "b.env").write_text("".join(f"W{n}={'x' * 120_000}\n" for n in range(8)))
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (2 << 20, hard))
    try:
        result = gatehouse("run", *KINDS[kind], "--env", ".env", "--env", "b.env", "--", "sh", "-c", "touch started")
    finally:
        resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))
    assert result.code == 2 and "the system takes" in result.err and "--files or --fds" in result.err
    assert not (tmp_path / "started").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("options,mode,group", [(["--files-owner", "nobody"], 0o400, None), (["--files-owner", ":nogroup", "--files-mode", "0440"], 0o440, "nogroup")])
def test_files_for_a_server_that_gives_roots_rights_away(gatehouse, tmp_path, options, mode, group):
    (tmp_path / "secret").write_text(PLANTED)
    read = ("import os, pwd, grp, stat\nnobody = pwd.getpwnam('nobody')\nstatus = os.stat(os.environ['A_FILE'])\n"
            "os.setgroups([]); os.setgid(grp.getgrnam('nogroup').gr_gid); os.setuid(nobody.pw_uid)\n"
            "print(oct(stat.S_IMODE(status.st_mode)), open(os.environ['A_FILE']).read())")
    words = ["run", "--files", "--no-env", "--set", f"A=ref+file://{tmp_path}/secret"]
    result = gatehouse(*words, *options, "--", PYTHON, "-c", read)
    assert result.out == f"{oct(mode)} {PLANTED}\n", result
    assert gatehouse(*words, "--", PYTHON, "-c", read).code != 0, "without it nobody else reads them"


def test_files_are_not_given_to_everybody(gatehouse):
    assert "0400 or 0440" in gatehouse("run", "--files", "--files-mode", "0444", "--", "true").err
    assert "no such user" in gatehouse("run", "--files", "--files-owner", "no-such-user", "--", "true").err
    assert "go with --files" in gatehouse("run", "--files-owner", "root", "--", "true").err
