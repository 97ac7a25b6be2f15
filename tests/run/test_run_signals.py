"""Signals and the terminal reach the command of `run` once: with a terminal and without, alone and in a pipeline."""

import os
import pty
import shlex
import signal
import struct
import fcntl
import termios
import time

import pytest
from run_support import BINARY, KINDS, PATIENCE, PYTHON, eventually, recorder

SHELL_JOB = r"""
import os, signal, sys, time
# A shell with job control, as small as can be: starts its words as a job in the foreground, tells when the job stops, continues it.
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = os.fork()
if job == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
try:
    os.setpgid(job, job)
except PermissionError:
    pass
while True:
    pid, status = os.waitpid(job, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        os.tcsetpgrp(0, os.getpgrp())
        print("shell: stopped", flush=True)
        time.sleep(0.2)
        os.tcsetpgrp(0, job)
        os.killpg(job, signal.SIGCONT)
        print("shell: continued", flush=True)
        continue
    print("shell: ended", os.waitstatus_to_exitcode(status), flush=True)
    break
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key, name", [(b"\x03", "SIGINT"), (b"\x1c", "SIGQUIT")])
def test_a_key_on_the_terminal_reaches_the_child_once(terminal, log, kind, key, name):
    session = terminal("run", *KINDS[kind], "--", *recorder(log))
    child = log.wait_ready()
    session.type(key)
    assert log.settled(name) == 1
    session.type(key)
    assert eventually(lambda: log.count(name) == 2)
    os.kill(child, signal.SIGTERM)
    assert session.wait() == 7


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("around", ["eval \"$GATE\" | cat", "cat /dev/null | eval \"$GATE\"", "eval \"$GATE\"; true"])
def test_a_key_reaches_it_once_in_a_pipeline_and_a_script(terminal, log, kind, around):
    command = shlex.join([str(BINARY), "run", *KINDS[kind], "--", *recorder(log)])
    session = terminal(wrapper=["bash", "-c", f"trap : INT; {around}", "bash"], GATE=command)
    child = log.wait_ready()
    time.sleep(0.1)
    session.type(b"\x03")
    assert log.settled("SIGINT") == 1
    os.kill(child, signal.SIGTERM)
    session.wait()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGTERM"])
def test_without_a_terminal_it_is_passed_on_once(spawn, log, kind, name):
    process = spawn("run", *KINDS[kind], "--", *recorder(log))
    log.wait_ready()
    process.send_signal(signal.Signals[name])
    assert log.settled(name) == 1
    if name != "SIGTERM":
        process.terminate()
    assert process.wait(PATIENCE) == 7


@pytest.mark.parametrize("kind", KINDS)
def test_a_signal_to_the_whole_group_arrives_once(spawn, log, kind):
    process = spawn("run", *KINDS[kind], "--", *recorder(log))
    log.wait_ready()
    os.killpg(process.pid, signal.SIGINT)
    assert log.settled("SIGINT") == 1
    process.terminate()
    assert process.wait(PATIENCE) == 7


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_ignored_stays_ignored(spawn, log, kind):
    process = spawn("run", *KINDS[kind], "--", "sh", "-c", f"echo ready $$ > {log.file}; exec sleep 60",
                    preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    child = log.wait_ready()
    ignored = [line for line in open(f"/proc/{child}/status") if line.startswith(("SigIgn", "SigBlk"))]
    blocked, mask = (int(line.split()[1], 16) for line in sorted(ignored))
    assert mask & 1 and blocked == 0  # SIGHUP is 1
    process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    assert process.poll() is None
    process.terminate()
    assert process.wait(PATIENCE) in (128 + 15, -15)


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_z_and_back(terminal, log, kind):
    """The shell sees its job stopped, `fg` brings it back, and the terminal is the child's again."""
    read = "import sys\nprint('got', sys.stdin.readline().strip(), flush=True)"
    session = terminal("run", *KINDS[kind], "--", PYTHON, "-c", "print('up', flush=True)\n" + read + "\n" + read,
                       wrapper=[PYTHON, "-c", SHELL_JOB])
    assert eventually(lambda: b"up" in session.read()), session.output
    session.type(b"one\n")
    assert eventually(lambda: b"got one" in session.read()), session.output
    session.type(b"\x1a")
    assert eventually(lambda: b"shell: continued" in session.read()), session.output
    assert b"shell: stopped" in session.output
    session.type(b"two\n")
    assert eventually(lambda: b"got two" in session.read()), session.output
    assert session.wait() == 0 and b"shell: ended 0" in session.output


@pytest.mark.parametrize("kind", KINDS)
def test_the_child_sees_a_new_window_size(terminal, log, kind):
    script = "import os, signal, time, sys\n" \
             "signal.signal(signal.SIGWINCH, lambda *_: print('size', *os.get_terminal_size(1), flush=True))\n" \
             "print('up', flush=True)\nwhile True: time.sleep(0.02)"
    session = terminal("run", *KINDS[kind], "--", PYTHON, "-c", script)
    assert eventually(lambda: b"up" in session.read()), session.output
    fcntl.ioctl(session.master, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 111, 0, 0))
    assert eventually(lambda: b"size 111 33" in session.read()), session.output
    session.type(b"\x03")
    session.wait()


@pytest.mark.parametrize("kind", KINDS)
def test_the_terminal_comes_back(terminal, log, kind):
    """What follows in the same shell reads the terminal again: a line typed after the end of `run`, and one typed at any time before."""
    command = shlex.join([str(BINARY), "run", *KINDS[kind], "--", "true"])
    session = terminal(wrapper=["bash", "-ic", f"{command}; echo \"ended:$?\"; read line; echo \"read:$line\"", "bash"])
    assert eventually(lambda: b"ended:0" in session.read()), session.output
    session.type(b"hello\n")
    assert eventually(lambda: b"read:hello" in session.read()), session.output


@pytest.mark.parametrize("round", range(6))
def test_lines_typed_while_the_command_ends_are_not_lost(terminal, round):
    """Typed without a pause around its end: not one goes to the command's own terminal, which nobody reads any more."""
    command = shlex.join([str(BINARY), "run", "--mask", "--", "sh", "-c", "echo u''p; exec sleep 0.05"])
    count = 'n=0; while read line && [ "$line" != end ]; do n=$((n+1)); done; echo "count:$n"'
    session = terminal(wrapper=["bash", "-c", f"stty -echo; {command}; {count}", "bash"])
    assert eventually(lambda: b"up" in session.read()), session.output
    for _ in range(300):
        session.type(b"a\n")
        time.sleep(0.0005)
    session.type(b"end\n")
    assert eventually(lambda: b"count:300" in session.read()), session.output


def test_as_process_1_it_takes_in_orphans(spawn, log):
    """What the child leaves behind is no end of the child."""
    process = spawn("run", "--restart-on-change", "--", "sh", "-c", f"(sleep 0.1 &) ; sleep 0.4; echo ready 1 > {log.file}; exit 5")
    assert process.wait(PATIENCE) == 5 and log.pids == [1]


def test_nothing_is_left_on_the_terminal():
    pid, master = pty.fork()
    if pid == 0:
        os.execv(BINARY, [str(BINARY), "run", "--mask", "--no-env", "--", "sh", "-c", "exit 4"])
    _, status = os.waitpid(pid, 0)
    os.close(master)
    assert os.waitstatus_to_exitcode(status) == 4
