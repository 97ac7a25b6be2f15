"""A service may say something before its answer: 100, 102, 103 (RFC 9110 §15.2, RFC 8297). The client gets the answer."""

import subprocess

import pytest
from product import assert_refused, assert_six_headers
from raw_http import message
from scripted import answer, saying

HANDSHAKE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
SWITCH = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
INTERIM = {
    "100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "102": b"HTTP/1.1 102 Processing\r\n\r\n",
    "103": HINTS,
    "199": b"HTTP/1.1 199 Miscellaneous\r\nX-Note: a status that nobody knows\r\n\r\n",
    "100 without a reason": b"HTTP/1.1 100 \r\n\r\n",
}


@pytest.fixture(scope="module")
def gate(make_gate, service):
    return make_gate(f"""
upstream: {service.url}
workers: 1
routes:
  - {{ path: /socket, websocket: true, auth: none }}
  - {{ path: /*, auth: none }}
""")


@pytest.fixture(scope="module")
def over_tls(make_gate, service):
    return make_gate(f"upstream: {service.url}\nroutes: [{{ path: /*, auth: none }}]\n", tls=True)


@pytest.mark.parametrize("which", INTERIM)
def test_the_answer_comes_after_it(gate, service, which):
    service.script = saying(INTERIM[which], answer(200, ["X-Mine: yes"]), pause=0.05)
    got = gate.request("GET", "/page")
    assert (got.status, got.body, got.one("X-Mine")) == (200, b"fine", "yes")
    assert_six_headers(got)


@pytest.mark.parametrize("which", INTERIM)
def test_the_answer_comes_with_it_in_one_packet(gate, service, which):
    service.script = saying(INTERIM[which] + answer(200))
    assert gate.request("GET", "/page").body == b"fine"


def test_several_of_them(gate, service):
    service.script = saying(*INTERIM.values(), HINTS + HINTS, answer(200), pause=0.02)
    assert gate.request("GET", "/page").body == b"fine"


def test_in_pieces_that_end_anywhere(gate, service):
    whole = HINTS + INTERIM["102"] + answer(200)
    for at in range(1, len(whole), 7):
        service.script = saying(whole[:at], whole[at:], pause=0.003)
        assert gate.request("GET", "/page").body == b"fine", at


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
def test_for_other_methods(gate, service, method):
    def script(connection, head):
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        connection.sendall(INTERIM["100"])
        while length:
            length -= len(connection.recv(length))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + (b"" if method == "HEAD" else b"fine"))
        return True

    service.script = script
    got = gate.request(method, "/page", body=b"" if method in ("HEAD", "DELETE") else b"x" * 10_000)
    assert got.status == 200


@pytest.mark.parametrize("final", [
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone",
], ids=["204", "304", "chunked", "404"])
def test_before_any_answer(gate, service, final):
    service.script = saying(HINTS, final, pause=0.02)
    assert gate.request("GET", "/page").status == int(final.split()[1])


def test_C9_a_failure_behind_it_is_masked(gate, service):
    service.script = saying(HINTS + answer(500, ["X-Debug: secret"], b"secret"))
    got = gate.request("GET", "/page")
    assert_refused(got, 500, "An error occurred")
    assert b"secret" not in got.body


def test_an_answer_that_ends_by_closing(gate, service):
    service.script = saying(HINTS, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it", pause=0.02, closes=True)
    assert gate.request("GET", "/page").body == b"all of it"


def test_the_connection_to_the_service_is_used_again(gate, service):
    service.script = saying(HINTS + answer(200))
    service.connections = 0
    assert [gate.request("GET", "/page").body for _ in range(5)] == [b"fine"] * 5
    assert service.connections <= 1


def test_THREATS_nothing_of_it_reaches_the_client_or_steers_the_answer(gate, service):
    hints = (b"HTTP/1.1 103 Early Hints\r\nSet-Cookie: early=1\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
             b"X-Accel-Redirect: /elsewhere\r\nX-Accel-Buffering: no\r\nLocation: /elsewhere\r\nX-Gatehouse-Roles: admin\r\n\r\n")
    service.script = saying(hints, answer(200), pause=0.02)
    got = gate.request("GET", "/page")
    assert (got.status, got.body) == (200, b"fine")
    for name in ("Set-Cookie", "Transfer-Encoding", "Location", "X-Gatehouse-Roles"):
        assert got.all(name) == []


def test_more_of_them_than_the_bound_on_one_answers_headers(gate, service):
    service.script = saying(*[b"HTTP/1.1 103 Early Hints\r\nLink: " + b"x" * 30_000 + b"\r\n\r\n"] * 5, answer(200))
    assert gate.request("GET", "/page").body == b"fine"


def test_THREATS_one_that_is_larger_than_the_bound_is_502(gate, service):
    service.script = saying(b"HTTP/1.1 103 Early Hints\r\nLink: " + b"x" * 70_000 + b"\r\n\r\n", answer(200))
    assert_refused(gate.request("GET", "/page"), 502, "An error occurred")


def test_THREATS_no_end_of_them_is_502(gate, service):
    service.script = saying(INTERIM["102"] * 11_000, answer(200, ["Connection: close"]), closes=True)
    assert_refused(gate.request("GET", "/page"), 502, "An error occurred")


def test_THREATS_a_service_that_switches_protocols_unasked_gets_no_tunnel(gate, service):
    service.script = saying(SWITCH + b"tunnel", closes=True)
    answers = gate.raw(message("GET", "/page"))
    assert answers.startswith(b"HTTP/1.1 502")
    assert b"tunnel" not in answers


@pytest.mark.parametrize("before", [b"", INTERIM["100"], HINTS])
def test_a_websocket_opens_behind_it(gate, service, before):
    service.script = saying(before + SWITCH + b"hello", closes=True)
    with gate.connect() as connection:
        connection.send(message("GET", "/socket", HANDSHAKE))
        assert connection.head().status == 101
        assert connection.exactly(5) == b"hello"


def test_over_http2_with_curl(over_tls, service):
    service.script = saying(HINTS, answer(200), pause=0.02)
    done = subprocess.run(["curl", "-sk", "--http2", "-w", "%{http_version} %{http_code}", f"https://127.0.0.1:{over_tls.port}/page"],
                          capture_output=True, timeout=60, text=True)
    assert done.stdout == "fine2 200"
