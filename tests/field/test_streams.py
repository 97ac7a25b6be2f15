"""Responses and uploads are forwarded as they arrive, and a client of an unsupported protocol (gRPC) gets a clear answer."""

import hashlib
import socket
import subprocess
import threading

import pytest
from node_clients import modules, run  # noqa: F401
from product import assert_refused, assert_six_headers, eventually
from raw_http import chunked, message
from scripted import answer, saying
from upstream import BLOCK

LINES = [b'{"token": "%d"}\n' % n for n in range(4)]
GRPC = {"Content-Type": "application/grpc", "TE": "trailers"}


@pytest.fixture(scope="module")
def gate(make_gate, service):
    return make_gate(f"""
upstream: {service.url}
routes:
  - {{ path: /stream, auth: none, stream: true }}
  - {{ path: /upload, auth: none, body: {{ buffer: off, max_bytes: unlimited }} }}
  - {{ path: /part, auth: none, body: {{ buffer: off, max_bytes: 1MiB }} }}
  - {{ path: /whole, auth: none, body: {{ max_bytes: 64KiB }} }}
  - {{ path: /guarded }}
  - {{ path: /*, auth: none }}
""")


@pytest.fixture(scope="module")
def over_tls(make_gate, service):
    return make_gate(f"""
upstream: {service.url}
routes:
  - {{ path: /upload, auth: none, body: {{ buffer: off, max_bytes: unlimited }} }}
  - {{ path: /part, auth: none, body: {{ buffer: off, max_bytes: 1MiB }} }}
  - {{ path: /*, auth: none }}
""", tls=True)


class Lines:
    """Says the next line only when the client has seen the one before: a line that is held back would never come."""

    def __init__(self, head: bytes, frame=lambda line: line, end: bytes = b""):
        self.head, self.frame, self.end = head, frame, end
        self.seen = threading.Semaphore(0)

    def __call__(self, connection, _head) -> bool:
        connection.sendall(self.head)
        for line in LINES:
            connection.sendall(self.frame(line))
            if not self.seen.acquire(timeout=60):
                return False
        connection.sendall(self.end)
        return False


def as_chunk(line: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(line), line)


CLOSING = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n"
# The service says that it closes: the gate keeps no connection, and the next request never meets one that is being closed.
CHUNKED = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
SIZED = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: %%s\r\nContent-Length: %d\r\n%%s\r\n" % sum(map(len, LINES))


def each_line_arrives(gate, service, path, script):
    service.script = script
    with gate.connect() as connection:
        connection.send(message("GET", path))
        got = connection.head()
        assert got.status == 200
        assert_six_headers(got)
        is_chunked = bool(got.all("Transfer-Encoding"))
        for line in LINES:
            assert (connection.chunk() if is_chunked else connection.exactly(len(line))) == line
            script.seen.release()


@pytest.mark.parametrize("kind", [b"application/x-ndjson", b"application/json", b"text/plain", b"application/octet-stream"])
def test_an_answer_that_ends_by_closing_comes_line_by_line(gate, service, kind):
    each_line_arrives(gate, service, "/page", Lines(CLOSING % kind))


@pytest.mark.parametrize("kind", [b"application/x-ndjson", b"application/jsonl; charset=utf-8", b"Application/JSON-seq", b"multipart/x-mixed-replace; boundary=x",
                                  b"text/event-stream", b"application/grpc-web+proto", b"application/connect+json"])
def test_chunks_of_a_streaming_type_come_one_by_one(gate, service, kind):
    each_line_arrives(gate, service, "/page", Lines(CHUNKED % kind, as_chunk, b"0\r\n\r\n"))


@pytest.mark.parametrize("kind", [b"application/json", b"text/html", b"application/vnd.mine"])
def test_small_chunks_of_any_type_come_one_by_one(gate, service, kind):
    each_line_arrives(gate, service, "/page", Lines(CHUNKED % kind, as_chunk, b"0\r\n\r\n"))


def test_an_answer_with_a_length_comes_as_it_is_where_the_service_asks_for_it(gate, service):
    each_line_arrives(gate, service, "/page", Lines(SIZED % (b"application/json", b"X-Accel-Buffering: no\r\n")))


def test_and_where_the_route_says_so(gate, service):
    each_line_arrives(gate, service, "/stream", Lines(SIZED % (b"application/json", b"")))


def test_the_services_buffering_header_reaches_no_client(gate, service):
    service.script = saying(answer(200, ["X-Accel-Buffering: no", "X-Accel-Limit-Rate: 1"]))
    got = gate.request("GET", "/page")
    assert [name for name, _ in got.headers if name.lower().startswith("x-accel")] == []


class Taking:
    """Takes a body and answers with its digest. `first` is set when something of one has come; `size` is that of the last one that came whole:
    what the gate has cut off may still be read when the next test has begun."""

    def __init__(self):
        self.first = threading.Event()
        self.size = 0

    def __call__(self, connection, head) -> bool:
        stream = connection.makefile("rb")
        pieces = chunks_of(stream) if b"chunked" in head.lower() else bytes_of(stream, head)
        digest, size = hashlib.sha256(), 0
        try:
            for piece in pieces:
                self.first.set()
                digest.update(piece)
                size += len(piece)
        except EOFError:
            return False
        self.size = size
        connection.sendall(answer(200, ["Connection: close"], digest.hexdigest().encode()))
        return False


def chunks_of(stream):
    while line := stream.readline():
        if (size := int(line, 16)) == 0:
            stream.readline()
            return
        yield stream.read(size)
        stream.readline()
    raise EOFError("the gate has ended it in the middle")


def bytes_of(stream, head):
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    while length and (data := stream.read1(min(length, 65536))):
        length -= len(data)
        yield data
    if length:
        raise EOFError("the gate has ended it in the middle")


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_an_upload_reaches_the_service_while_it_is_sent(gate, service, how):
    service.script = taking = Taking()
    body = BLOCK * 64
    framing = {"Content-Length": str(2 * len(body))} if how == "length" else {"Transfer-Encoding": "chunked"}
    half = body if how == "length" else as_chunk(body)
    with gate.connect() as connection:
        connection.send(message("POST", "/upload", framing))
        connection.send(half)
        assert taking.first.wait(10), "nothing of the body has reached the service while the rest of it is not sent"
        connection.send(half if how == "length" else half + b"0\r\n\r\n")
        got = connection.response()
    assert got.status == 200
    assert got.body.decode() == hashlib.sha256(body + body).hexdigest()


def test_an_upload_of_unlimited_size_passes(gate, service):
    service.script = taking = Taking()
    pieces = 40  # of 1 MiB each: more than the gate keeps anywhere
    piece = BLOCK * (1024 * 1024 // len(BLOCK))
    with gate.connect() as connection:
        connection.send(message("PUT", "/upload", {"Transfer-Encoding": "chunked"}))
        for _ in range(pieces):
            connection.send(as_chunk(piece))
        connection.send(b"0\r\n\r\n")
        assert connection.response().status == 200
    assert taking.size == pieces * len(piece)
    assert not list((gate.run_dir / "temp" / "client_body").rglob("0*")), "no part of it lies in a file"


@pytest.mark.parametrize("path, size", [("/part", 3 << 20), ("/whole", 200_000), ("/guarded", 2 << 20)])
@pytest.mark.parametrize("how", ["length", "chunked"])
def test_A11_each_routes_own_bound_holds_beside_an_unlimited_one(gate, service, token, path, size, how):
    service.script = Taking()
    body = b"x" * size
    framing = {} if how == "length" else {"Transfer-Encoding": "chunked"}
    with gate.connect() as connection:
        request = message("POST", path, {**framing, "Authorization": f"Bearer {token}"}, body if how == "length" else b"")
        try:
            connection.send(request + (chunked(body, 50_000) if how == "chunked" else b""))
        except ConnectionError:
            pass
        assert_refused(connection.response(), 413, "Request body too large")


def test_A11_a_buffered_chunked_body_over_its_bound_never_reaches_the_service(gate, service):
    service.script = Taking()
    before = len(service.heads)
    with gate.connect() as connection:
        connection.send(message("POST", "/whole", {"Transfer-Encoding": "chunked"}))
        try:
            connection.send(chunked(b"x" * 200_000, 50_000))
        except ConnectionError:
            pass
        assert connection.response().status == 413
    assert len(service.heads) == before


@pytest.mark.parametrize("path, size, status", [("/upload", 3 << 20, "200"), ("/part", 3 << 20, "413")])
def test_uploads_over_http2(over_tls, service, tmp_path, path, size, status):
    service.script = Taking()
    file = tmp_path / "body"
    file.write_bytes(b"x" * size)
    done = subprocess.run(["curl", "-sk", "--http2", "-T", "-", "-o", str(tmp_path / "out"), "-w", "%{http_version} %{http_code}",
                           f"https://127.0.0.1:{over_tls.port}{path}"], stdin=file.open("rb"), capture_output=True, timeout=60, text=True)
    assert done.stdout == f"2 {status}"


def test_curl_uploads_in_chunks(gate, service, tmp_path):
    service.script = taking = Taking()
    file = tmp_path / "body"
    file.write_bytes(BLOCK * 100)
    done = subprocess.run(["curl", "-s", "-T", "-", "-w", " %{http_code}", f"http://127.0.0.1:{gate.port}/upload"], stdin=file.open("rb"),
                          capture_output=True, timeout=60, text=True)
    assert done.stdout.endswith(" 200")
    assert taking.size == 100 * len(BLOCK)


def test_an_answer_before_the_end_of_an_upload_reaches_the_client(gate, service):
    service.script = saying(answer(403, ["Connection: close"], b"no room"), closes=True)
    with gate.connect() as connection:
        connection.send(message("POST", "/upload", {"Transfer-Encoding": "chunked"}) + as_chunk(b"x" * 1000))
        got = connection.response()
    assert (got.status, got.body) == (403, b"no room")


@pytest.mark.parametrize("policy, words", [
    ("routes: [{ path: /x, body: { max_bytes: unlimited } }]", "buffer: off"),
    ("routes: [{ path: /x, methods: [POST], inspect: json, body: { buffer: off } }]", "'buffer: off'"),
    ("routes: [{ path: /x, body: { buffer: maybe } }]", "'buffer'"),
    ("routes: [{ path: /x, body: { max_bytes: unlimitd, buffer: off } }]", "'max_bytes'"),
    ("routes: [{ path: /x, stream: often }]", "'stream'"),
    ("body: { max_bytes: unlimited }", "buffer: off"),
])
def test_a_key_that_cannot_be_is_refused_with_its_place(policy_file, policy, words):
    done = policy_file(f"upstream: http://127.0.0.1:1\n{policy}\n").command("check", check=False)
    assert done.returncode != 0
    assert "gatehouse.yaml:" in done.stderr + done.stdout and words in done.stderr + done.stdout


@pytest.mark.parametrize("kind", ["application/grpc", "application/grpc+proto", "application/grpc; charset=x", "Application/GRPC"])
def test_a_grpc_client_gets_a_grpc_status_that_grpc_is_not_supported(gate, service, kind):
    before = len(service.heads)
    got = gate.request("POST", "/my.Service/Call", {**GRPC, "Content-Type": kind}, b"\0\0\0\0\0")
    assert got.status == 200
    assert got.one("Content-Type") == "application/grpc"
    assert got.one("grpc-status") == "12"
    assert "gRPC is not supported here" in got.one("grpc-message")
    assert got.body == b""
    assert len(service.heads) == before
    assert eventually(lambda: any(event.get("reason") == "grpc_unsupported" for event in gate.events))


def test_B2_a_grpc_client_without_a_token_is_refused_as_anybody(gate):
    assert gate.request("POST", "/guarded", GRPC, b"\0\0\0\0\0").status == 401


def test_over_http2_a_grpc_client_is_told_so_too(over_tls, service):
    done = subprocess.run(["curl", "-sk", "--http2", "-D", "-", "-H", "Content-Type: application/grpc", "-H", "TE: trailers", "--data-binary", "x",
                           f"https://127.0.0.1:{over_tls.port}/my.Service/Call"], capture_output=True, timeout=60, text=True)
    assert done.stdout.startswith("HTTP/2 200") and "grpc-status: 12" in done.stdout


def test_grpc_js_shows_its_user_what_is_wrong(modules, over_tls):
    done = run(modules, "grpc.mjs", over_tls.port, over_tls.run_dir / "development.crt")
    assert done.stdout.strip() == "12 gRPC is not supported here: use gRPC-Web or JSON", done.stderr


@pytest.mark.parametrize("kind", ["application/grpc-web", "application/grpc-web-text", "application/grpc-web+proto", "application/proto", "application/connect+json"])
def test_grpc_web_and_connect_pass(gate, service, kind):
    service.script = saying(answer(200, ["Connection: close", f"Content-Type: {kind}"]), closes=True)
    assert gate.request("POST", "/my.Service/Call", {"Content-Type": kind}, b"").body == b"fine"


@pytest.mark.parametrize("coding", ["gzip, chunked", "deflate", "identity", "chunked, gzip"])
def test_a_client_with_an_unsupported_transfer_coding_gets_the_supported_ones(gate, service, coding):
    before = len(service.heads)
    got = gate.request("POST", "/upload", {"Transfer-Encoding": coding})
    assert_refused(got, 501, "The only Transfer-Encoding that is taken is chunked")
    assert len(service.heads) == before
    assert gate.event_of(got)["type"] == "refused"


def test_trailers_of_an_answer_are_left_out_and_the_answer_is_whole(gate, service):
    service.script = saying(b"HTTP/1.1 200 OK\r\nTrailer: X-Checksum\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\nX-Checksum: abc\r\n\r\n")
    got = gate.raw(message("GET", "/page", {"TE": "trailers"}))
    assert b"fine" in got and b"X-Checksum: abc" not in got
    assert gate.request("GET", "/page").body == b"fine"


def test_trailers_of_a_request_are_left_out_and_the_body_is_whole(gate, service):
    service.script = taking = Taking()
    with gate.connect() as connection:
        connection.send(message("POST", "/upload", {"Transfer-Encoding": "chunked", "Trailer": "X-Checksum"}) + as_chunk(b"body") +
                        b"0\r\nX-Checksum: abc\r\n\r\n")
        assert connection.response().status == 200
    assert taking.size == 4


def test_the_largest_stream_keeps_no_memory(gate, service):
    """A service that sends faster than its client reads waits for it."""
    sent, ended = [], []
    done = threading.Event()

    def script(connection, _head):
        taken = 0
        try:
            connection.sendall(CLOSING % b"application/x-ndjson")
            connection.settimeout(1)  # in which nothing more is taken
            while taken < 64 << 20:
                taken += connection.send(BLOCK)
        except TimeoutError:
            pass
        except OSError as error:
            ended.append(error)
        sent.append(taken)
        done.set()
        return False

    service.script = script
    with socket.create_connection(("127.0.0.1", gate.port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.sendall(message("GET", "/page"))
        assert done.wait(60), client.recv(4096, socket.MSG_DONTWAIT)
        assert not ended, (ended, sent, client.recv(4096, socket.MSG_DONTWAIT))
    assert sent[0] < 64 << 20, "all of it was taken although nobody read it"
