"""Answers with large headers pass: a login that sets several signed cookies, a policy of many sources, a long redirect. The bound is the
policy's."""

import subprocess

import pytest
from product import SIX_HEADERS, assert_refused
from raw_http import message
from scripted import answer, saying

HANDSHAKE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
ROUTES = """
routes:
  - { path: /socket, websocket: true, auth: none }
  - { path: /*, auth: none }
"""


@pytest.fixture(scope="module")
def gate(make_gate, service):
    return make_gate(f"upstream: {service.url}\n{ROUTES}")


@pytest.fixture(scope="module")
def narrow(make_gate, service):
    return make_gate(f"upstream: {service.url}\nanswer_headers: 8KiB\n{ROUTES}")


@pytest.fixture(scope="module")
def over_tls(make_gate, service):
    return make_gate(f"upstream: {service.url}\n{ROUTES}", tls=True)


LARGE = {
    "one cookie of 5,000 bytes": ["Set-Cookie: sid=" + "x" * 5_000],
    "one cookie of 16 KiB": ["Set-Cookie: sid=" + "x" * 16_384],
    "sixty headers of 1,000 bytes": [f"X-Part-{n}: " + "y" * 1_000 for n in range(60)],
    "a thousand short headers": [f"X-{n}: {n}" for n in range(1_000)],
    "many links": ["Link: " + ", ".join(f"</asset-{n}.js>; rel=preload" for n in range(400))],
    "a long redirect": ["Location: /next?state=" + "z" * 12_000],
}


@pytest.mark.parametrize("what", LARGE)
def test_large_headers_pass(gate, service, what):
    service.script = saying(answer(200, LARGE[what]))
    got = gate.request("GET", "/login")
    assert got.status == 200 and got.body == b"fine"
    for line in LARGE[what]:
        name, _, value = line.partition(": ")
        assert value in got.all(name)


@pytest.mark.parametrize("status", [204, 302, 304, 404])
def test_with_any_status(gate, service, status):
    service.script = saying(answer(status, ["Set-Cookie: sid=" + "x" * 30_000]))
    got = gate.request("GET", "/login")
    assert got.status == status
    assert got.one("Set-Cookie") == "sid=" + "x" * 30_000


def test_for_head(gate, service):
    service.script = saying(b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=" + b"x" * 30_000 + b"\r\nContent-Length: 4\r\n\r\n")
    assert gate.request("HEAD", "/login").one("Set-Cookie") == "sid=" + "x" * 30_000


def test_for_a_websocket(gate, service):
    service.script = saying(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSet-Cookie: sid=" + b"x" * 30_000 + b"\r\n\r\nhello", closes=True)
    with gate.connect() as connection:
        connection.send(message("GET", "/socket", HANDSHAKE))
        assert connection.head().status == 101
        assert connection.exactly(5) == b"hello"


def test_over_http2(over_tls, service):
    service.script = saying(answer(200, ["Set-Cookie: sid=" + "x" * 30_000]))
    done = subprocess.run(["curl", "-sk", "--http2", "-D", "-", f"https://127.0.0.1:{over_tls.port}/login"], capture_output=True, timeout=60)
    assert done.stdout.startswith(b"HTTP/2 200"), done.stdout[:200]
    assert b"x" * 30_000 in done.stdout and done.stdout.endswith(b"fine")


def test_a_masked_failure_with_large_headers_is_masked(gate, service):
    service.script = saying(answer(500, ["X-Debug: " + "x" * 30_000]))
    got = gate.request("GET", "/login")
    assert_refused(got, 500, "An error occurred")
    assert got.all("X-Debug") == []


def test_more_than_the_bound_is_502_and_the_gate_goes_on(gate, service):
    service.script = saying(answer(200, ["Set-Cookie: sid=" + "x" * 66_000]))
    assert_refused(gate.request("GET", "/login"), 502, "An error occurred")
    service.script = saying(answer(200))
    assert gate.request("GET", "/login").status == 200


def test_the_bound_is_the_policys(narrow, service):
    service.script = saying(answer(200, ["Set-Cookie: sid=" + "x" * 5_000]))
    assert narrow.request("GET", "/login").status == 200
    service.script = saying(answer(200, ["Set-Cookie: sid=" + "x" * 10_000]))
    assert narrow.request("GET", "/login").status == 502


@pytest.mark.parametrize("value", ["1KiB", "1MiB", "many", "0"])
def test_a_bound_that_cannot_be_is_refused_with_its_place(policy_file, value):
    file = policy_file(f"upstream: http://127.0.0.1:1\nanswer_headers: {value}\nroutes: []\n")
    done = file.command("check", check=False)
    assert done.returncode != 0
    assert "gatehouse.yaml:" in done.stderr + done.stdout and "answer_headers" in done.stderr + done.stdout


def test_B13_the_gates_own_headers_are_there_too(gate, service):
    service.script = saying(answer(200, ["Set-Cookie: sid=" + "x" * 60_000]))
    got = gate.request("GET", "/login")
    for name, value in SIX_HEADERS.items():
        assert got.all(name) == [value]
