"""The policy's timeouts for a service; a request that may have run is never tried again."""

import os
import signal
import socket
import threading
import time

import pytest
from open_stream import Stream
from product import Gate, Stopwatch, free_port
from raw_http import message
from streaming_upstream import StreamingUpstream

ROUTES = """
timeouts: { first_byte: 2s }
routes:
  - { path: /slow/*, auth: none }
  - { path: "/patient/{seconds}", auth: none, timeouts: { first_byte: 10s } }
  - { path: /pause/*, auth: none, timeouts: { idle: 2s } }
  - { path: /pause/long/*, auth: none }
  - { path: /socket, auth: none, websocket: true }
  - { path: /socket/brief, auth: none, websocket: true, timeouts: { idle: 2s } }
  - { path: /*, auth: none, methods: [GET, HEAD, PUT, DELETE, OPTIONS, POST, PATCH] }
"""
METHODS = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST", "PATCH"]


class Service(StreamingUpstream):
    """Besides: /patient/SECONDS as /slow, /pause/…/TYPE/SECONDS is silent in the middle, /last closes after reading, /reset aborts after reading."""

    def _path_patient(self, connection, reader, record, rest) -> bool:
        return self._path_slow(connection, reader, record, rest)

    def _path_pause(self, connection, _reader, _record, rest) -> bool:
        content_type = {"events": "text/event-stream", "plain": "text/plain"}[rest[-2]]
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n".encode())
        time.sleep(float(rest[-1]))
        connection.sendall(b"4\r\nlast\r\n0\r\n\r\n")
        return True

    def _path_last(self, _connection, _reader, _record, _rest) -> bool:
        return False

    def _path_reset(self, connection, _reader, _record, _rest) -> bool:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        connection.close()
        return False


@pytest.fixture(scope="module")
def services():
    services = [Service("one"), Service("two")]
    yield services
    for service in services:
        service.close()


@pytest.fixture
def fresh(services):
    for service in services:
        service.clear()
    return services


@pytest.fixture(scope="module")
def gate(make_gate, services) -> Gate:
    return make_gate(f"upstream: [{services[0].url}, {services[1].url}]\nworkers: 1\n{ROUTES}")


def served(services, path: str) -> int:
    return sum(record.target == path for service in services for record in service.records)


def test_an_answer_that_comes_too_late_is_504_and_asked_for_once(gate, fresh):
    begun, watch = time.monotonic(), Stopwatch()
    answer = gate.request("GET", "/slow/4")
    assert answer.status == 504
    assert 1.5 < time.monotonic() - begun and watch.seconds < 3.9
    assert answer.json()["detail"] == "An error occurred"
    assert served(fresh, "/slow/4") == 1


def test_a_route_may_wait_longer(gate, fresh):
    answer = gate.request("GET", "/patient/4")
    assert (answer.status, answer.body) == (200, b"at last")
    assert served(fresh, "/patient/4") == 1


@pytest.mark.parametrize("kind", ["plain", "events"])
def test_idle_holds_within_an_answer(gate, kind):
    """Silent for 3 s in the middle: cut where the route's idle is 2 s, whole where the default holds."""
    with gate.connect() as connection:
        connection.send(message("GET", f"/pause/{kind}/3"))
        assert connection.head().status == 200
        assert connection.chunk() == b"first"
        with pytest.raises(ConnectionError):
            connection.chunk()
    with gate.connect() as connection:
        connection.send(message("GET", f"/pause/long/{kind}/3"))
        assert connection.response().body == b"firstlast"


def test_idle_holds_for_websockets(gate):
    brief, long = Stream(gate.port, "socket", "/socket/brief", {}), Stream(gate.port, "socket", "/socket", {})
    begun, watch = time.monotonic(), Stopwatch()
    assert brief.connection.socket.recv(1) == b"", "cut for its silence"
    assert 1.5 < time.monotonic() - begun and watch.seconds < 5
    assert long.lives(), "first_byte is for the beginning only"
    brief.close()
    long.close()


WARM = range(4)
CASES = [(how, method, warm) for how in ("last", "reset") for method in METHODS for warm in WARM]


@pytest.fixture(scope="module")
def gate_of_pairs(make_gate, services) -> Gate:
    """Each case has a pair of servers of its own: one that failed is left out for a while."""
    pair = f"[{services[0].url}, {services[1].url}]"
    lines = [f"upstream: {services[0].url}\nworkers: 1\nupstreams:"]
    lines += [f"  {how}-{method.lower()}-{warm}: {pair}" for how, method, warm in CASES]
    lines += ["routes:"]
    for how, method, warm in CASES:
        for path in (f"/{how}/{method}/{warm}", f"/warm/{how}/{method}/{warm}"):
            lines.append(f"  - {{ path: {path}, auth: none, upstream: {how}-{method.lower()}-{warm} }}")
    return make_gate("\n".join(lines) + "\n")


@pytest.mark.parametrize("how, method, warm", CASES)
def test_what_a_service_has_read_is_never_sent_again(gate_of_pairs, fresh, how, method, warm):
    """Over a new connection, and over one that was used before; the service reads the request and hangs up."""
    path = f"/{how}/{method}/{warm}"
    for _ in range(warm):
        assert gate_of_pairs.request("GET", "/warm" + path).status == 200  # leaves a connection that is taken up again
    assert gate_of_pairs.request(method, path).status == 502
    assert served(fresh, path) == 1


class Closed:
    """A port that refuses."""

    def __init__(self):
        self.url = f"http://127.0.0.1:{free_port()}"


@pytest.mark.parametrize("method", METHODS)
def test_a_request_that_cannot_have_reached_a_service_is_tried_elsewhere(make_gate, fresh, method):
    """A server that is down: every request is answered by the other, a POST too."""
    gate = make_gate(f"upstream: [{Closed().url}, {fresh[0].url}]\nworkers: 1\n{ROUTES}")
    for n in range(4):
        assert gate.request(method, f"/x/{n}", body=b"body" if method in ("PUT", "POST", "PATCH") else b"").status == 200
        assert served(fresh, f"/x/{n}") == 1


class Impatient:
    """Answers, and closes each connection when it is told to."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.connections: list[socket.socket] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        while data := connection.recv(65536):
            self.requests.append(data)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def hang_up(self):
        for connection in self.connections:
            connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self.connections.clear()


@pytest.mark.parametrize("method", METHODS)
def test_a_kept_connection_that_was_closed_meanwhile_loses_no_request(make_gate, method):
    """The gate takes up an idle connection before it learns that the service has closed it: the worker is halted, so that both wait for it."""
    service = Impatient()
    gate = make_gate(f"upstream: {service.url}\nworkers: 1\n{ROUTES}")
    assert gate.request("GET", "/warm").status == 200
    (worker,) = gate.workers()
    with gate.connect() as connection:
        connection.send(message("GET", "/warm"))
        assert connection.response().status == 200
        os.kill(worker, signal.SIGSTOP)
        try:
            connection.send(message(method, "/x", body=b"body" if method in ("PUT", "POST", "PATCH") else b""))
            time.sleep(0.05)
            service.hang_up()
            time.sleep(0.05)
        finally:
            os.kill(worker, signal.SIGCONT)
        assert connection.response(method).status == 200
    assert sum(b" /x " in request for request in service.requests) == 1
    assert "upstream prematurely closed" in (gate.run_dir / "error.log").read_text(), "the connection was taken up"
    service.listener.close()


def test_a_connection_that_does_not_come_about_is_given_up(make_gate, fresh):
    """An address that swallows: a listener whose queue is full."""
    full = socket.socket()
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    port = full.getsockname()[1]
    holders = []
    for _ in range(4):
        holder = socket.socket()
        holder.setblocking(False)
        holder.connect_ex(("127.0.0.1", port))
        holders.append(holder)
    gate = make_gate(f"upstream: [http://127.0.0.1:{port}, {fresh[0].url}]\nworkers: 1\ntimeouts: {{ connect: 1s }}\n"
                     "routes:\n  - { path: /*, auth: none }\n")
    watch = Stopwatch()
    for n in range(2):
        assert gate.request("POST", f"/x/{n}", body=b"body").status == 200
        assert served(fresh, f"/x/{n}") == 1
    assert watch.seconds < 5
    for each in (*holders, full):
        each.close()
