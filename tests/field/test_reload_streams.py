"""Reloads while answers are under way: nothing is cut, nothing is lost, and old workers do not pile up."""

import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest
from open_stream import Stream
from product import Gate, Stopwatch, eventually
from raw_http import message
from streaming_upstream import StreamingUpstream

ROUTES = """
routes:
  - { path: /ticks, auth: none }
  - { path: /socket, auth: none, websocket: true }
  - { path: /slow/*, auth: none }
  - { path: /health, auth: none }
"""


@pytest.fixture(scope="module")
def service():
    service = StreamingUpstream()
    yield service
    service.close()


def policy(service, more: str = "") -> str:
    return f"upstream: {service.url}\nworkers: 1\n{more}{ROUTES}"


class SlowAnswer(threading.Thread):
    """A GET whose answer takes its time."""

    def __init__(self, gate: Gate, seconds: float):
        super().__init__(daemon=True)
        self.connection = gate.connect()
        self.connection.send(message("GET", f"/slow/{seconds}"))
        self.body = b""
        self.start()

    def run(self):
        self.connection.socket.settimeout(60)
        self.body = self.connection.response().body


def test_what_is_under_way_lives_over_three_reloads(make_gate, service):
    gate = make_gate(policy(service))
    events, socket = Stream(gate.port, "events", "/ticks", {}), Stream(gate.port, "socket", "/socket", {})
    slow = SlowAnswer(gate, 8)
    for _ in range(3):
        gate.command("reload")
        assert gate.request("GET", "/health").status == 200
        assert events.lives() and socket.lives()
    assert slow.body == b"", "the reloads took longer than the slow answer"
    assert len(gate.workers()) == 2, "one that has something to do, and the new one"
    slow.join(30)
    assert slow.body == b"at last"
    assert events.lives() and socket.lives()
    events.close()
    socket.close()
    assert eventually(lambda: len(gate.workers()) == 1), "an old worker that has nothing to do any more"


def test_a_stream_over_http2_lives_over_a_reload(make_gate, service):
    gate = make_gate(policy(service), tls=True)
    curl = subprocess.Popen(["curl", "-sSkN", "--http2", "-w", "%{http_version}", f"https://127.0.0.1:{gate.port}/ticks"], stdout=subprocess.PIPE)
    try:
        assert curl.stdout.readline().startswith(b"data: ")
        (worker,) = gate.workers()
        gate.command("reload")
        for _ in range(20):  # more than what was on its way
            assert curl.stdout.readline() == b"\n"
            assert curl.stdout.readline().startswith(b"data: ")
        assert worker in gate.workers() and curl.poll() is None
    finally:
        curl.kill()
        curl.communicate()
    assert eventually(lambda: len(gate.workers()) == 1)


def test_the_old_workers_grace_is_a_key(make_gate, service):
    gate = make_gate(policy(service, "reload: { grace: 2s }\n"))
    events, socket = Stream(gate.port, "events", "/ticks", {}), Stream(gate.port, "socket", "/socket", {})
    gate.command("reload")
    begun = time.monotonic()
    events.seconds_to_its_end(10)
    socket.seconds_to_its_end(10)
    assert time.monotonic() - begun > 1
    assert eventually(lambda: len(gate.workers()) == 1)


def is_leaving(pid: int) -> bool:
    try:
        return b"shutting down" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("how", ["reload", "SIGHUP"])
def test_a_reload_every_second_does_not_pile_up_workers(make_gate, service, how):
    gate = make_gate(policy(service, "reload: { overlap: 3 }\n"))
    streams = []
    for _ in range(8):
        streams.append(Stream(gate.port, "socket", "/socket", {}))
        if how == "reload":
            gate.command("reload")
        else:
            before = set(gate.workers())
            os.kill(gate.master(), signal.SIGHUP)
            assert eventually(lambda: set(gate.workers()) - before), "no new worker"
            # Until the old one has closed its listener, it may take the next stream.
            assert eventually(lambda: all(is_leaving(pid) for pid in before))
            assert gate.request("GET", "/health").status == 200
        assert eventually(lambda: len(gate.workers()) <= 4), gate.workers()
    assert [stream.lives() for stream in streams] == [False] * 5 + [True] * 3
    assert "is stopped, with its requests in progress" in (gate.run_dir / "error.log").read_text()
    for stream in streams:
        stream.close()
    assert eventually(lambda: len(gate.workers()) == 1)


def test_stop_does_not_wait_for_the_grace(make_gate, service):
    gate = make_gate(policy(service))
    stream = Stream(gate.port, "socket", "/socket", {})
    gate.command("reload")
    watch = Stopwatch()
    gate.command("stop", "--timeout", "1s")
    assert watch.seconds < 15
    assert not stream.lives()
    assert json.loads(gate.command("status", "--format", "json", check=False).stdout)["running"] is False
    gate.start()
