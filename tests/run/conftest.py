"""Fixtures of the tests of `run`: the program in a folder of the test's own, on a terminal or without."""

import os
import signal
import subprocess

import pytest
from run_support import BINARY, RECORDER_MARK, Log, OnTerminal, Result, environment_of, process_files, start


@pytest.fixture
def gatehouse(tmp_path):
    def run(*arguments, stdin="", cwd=None, **environment):
        done = subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60,
                              cwd=cwd or tmp_path, env=environment_of(**environment))
        return Result(done)

    return run


@pytest.fixture
def log(tmp_path):
    written = Log(tmp_path / "signals.log")
    yield written
    for pid in written.pids:  # of a test that failed half-way
        if RECORDER_MARK in process_files(pid, "cmdline"):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def spawn(tmp_path):
    """Starts the program without a terminal, in a session of its own."""
    started = []

    def run(*arguments, **more):
        process = start(arguments, tmp_path, start_new_session=True, **more)
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def terminal(tmp_path):
    started = []

    def run(*arguments, wrapper=None, **environment):
        session = OnTerminal([BINARY, *arguments], tmp_path, environment_of(**environment), wrapper)
        started.append(session)
        return session

    yield run
    for session in started:
        session.close()
