"""What the tests of `run`, `settings` and `service-account` share: the program, a terminal to start it on, a child to watch."""

import json
import os
import pathlib
import pty
import signal
import subprocess
import sys
import time

import product

BINARY = product.BINARY.absolute()
PYTHON = sys.executable

FINE, FINDINGS, COULD_NOT_RUN = 0, 1, 2
PLANTED = "planted-hunter2-value-0123456789"

# Writes down each signal that it gets, says that it is ready, and ends by SIGTERM or when it is told to.
RECORDER = r"""
import os, signal, sys, time
log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)  # no buffer: a handler may interrupt a write
def take(number, frame):
    os.write(log, (signal.Signals(number).name + "\n").encode())
    if number == signal.SIGTERM:
        sys.exit(7)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCONT, signal.SIGWINCH):
    signal.signal(number, take)
os.write(log, b"ready %d\n" % os.getpid())
while True:
    time.sleep(0.02)
"""

RECORDER_MARK = b"os.write(log, (signal.Signals(number)"

# Every way in which `run` stays behind its child, and the one in which it does not.
KINDS = {"become": [], "files": ["--files"], "mask": ["--mask"], "restart": ["--restart-on-change"]}


PATIENCE = 60.0  # a loaded machine is no fault: only what never comes takes so long


def eventually(holds, patience=PATIENCE):
    return product.eventually(holds, patience)


def put(file, text):
    """At once: who reads the file sees the old text or the new one."""
    beside = file.with_name(file.name + ".beside")
    beside.write_text(text)
    beside.replace(file)


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def environment_of(**more):
    kept = {name: value for name, value in os.environ.items() if name not in ("ENVIRONMENT", "DEBUG", "LOG_LEVEL")}
    return {**kept, "NO_COLOR": "1", **more}


class Log:
    """What a recorder wrote down."""

    def __init__(self, file):
        self.file = file

    @property
    def lines(self):
        return self.file.read_text().splitlines() if self.file.exists() else []

    @property
    def pids(self):
        return [int(line.split()[1]) for line in self.lines if line.startswith("ready")]

    def wait_ready(self, count=1):
        assert eventually(lambda: len(self.pids) >= count), self.lines
        return self.pids[-1]

    def count(self, name):
        return self.lines.count(name)

    def settled(self, name):
        """How often, once it is there and nothing more comes."""
        assert eventually(lambda: self.count(name) > 0), self.lines
        time.sleep(0.3)
        return self.count(name)


def recorder(log):
    return [PYTHON, "-c", RECORDER, str(log.file)]


class OnTerminal:
    """A program as the leader of a session on a terminal of its own, in the foreground: what a shell's job is."""

    def __init__(self, argv, cwd, env, wrapper=None):
        self.folder = pathlib.Path(cwd)
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            mind_signals()
            if wrapper:
                argv = wrapper + argv
            os.execvpe(str(argv[0]), [str(word) for word in argv], env)
        self.output = b""
        os.set_blocking(self.master, False)

    def type(self, data):
        os.write(self.master, data)

    def read(self):
        try:
            while chunk := os.read(self.master, 65536):
                self.output += chunk
        except (BlockingIOError, OSError):
            pass
        return self.output

    def wait(self, patience=PATIENCE):
        status = None

        def ended():
            nonlocal status
            self.read()
            pid, found = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                status = found
            return pid != 0

        if not eventually(ended, patience):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            raise AssertionError(f"did not end: {self.output}")
        self.read()
        return os.waitstatus_to_exitcode(status)

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.master)


def process_files(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def mind_signals():
    """Tests that run in the background, or under nohup, ignore some: what they start must not inherit that."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def start(arguments, cwd, **more):
    environment = environment_of(**more.pop("env", {}))
    more.setdefault("preexec_fn", mind_signals)
    return subprocess.Popen([str(BINARY), *map(str, arguments)], cwd=cwd, env=environment, stdin=subprocess.DEVNULL, **more)
