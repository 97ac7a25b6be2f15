"""Clients that offer another protocol with every request (RFC 9110 §7.8): the offer is not taken, the request is served."""

import pathlib
import shutil
import subprocess

import pytest
from raw_http import message

HERE = pathlib.Path(__file__).resolve().parent
# As clients send them: Java's HttpClient, curl --http2, Apache HttpClient 5.4; then what others have sent.
H2C = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"}
OFFERS = {
    "java": H2C,
    "curl": {**H2C, "HTTP2-Settings": "AAMAAABkAAQCAAAAAAIAAAAA"},
    "apache 5.4": {"Connection": "Upgrade", "Upgrade": "TLS/1.2"},
    "tls 1.3": {"Connection": "Upgrade", "Upgrade": "TLS/1.3"},
    "a list": {"Connection": "keep-alive, Upgrade", "Upgrade": "h2c, TLS/1.2"},
    "two lines": [("Connection", "Upgrade"), ("Upgrade", "TLS/1.2"), ("Upgrade", "h2c")],
    "a draft of HTTP/2": {"Connection": "Upgrade", "Upgrade": "HTTP/2.0"},
    "without Connection": {"Upgrade": "h2c"},
    "what RFC 9110 names": {"Connection": "upgrade", "Upgrade": "IRC/6.9, RTA/x11"},
}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /open, auth: none, inspect: json, methods: [POST] }}
  - {{ path: /open, auth: none, methods: [GET] }}
  - {{ path: /guarded }}
  - {{ path: /socket, auth: none, websocket: true }}
""")


@pytest.mark.parametrize("offer", OFFERS)
def test_an_offer_that_is_not_taken_refuses_nothing(gate, upstream, token, offer):
    for target, bearer in (("/open", None), ("/guarded", token)):
        upstream.clear()
        answer = gate.request("GET", target, OFFERS[offer], token=bearer)
        assert answer.status == 200, (answer.status, answer.body)
        assert answer.all("Upgrade") == []
        assert not {name.lower() for name, _ in upstream.only.headers} & {"upgrade", "http2-settings", "connection", "proxy-connection"}


def test_an_offer_opens_no_route(gate, upstream):
    assert gate.request("GET", "/guarded", H2C).status == 401
    upstream.assert_untouched()


def test_a_body_comes_with_an_offer(gate, upstream):
    assert gate.request("POST", "/open", {**H2C, "Content-Type": "application/json"}, b'{"a":1}').status == 200
    assert upstream.only.body == b'{"a":1}'


def test_the_connection_goes_on_behind_an_offer(gate, upstream):
    with gate.connect() as connection:
        for _ in range(3):
            connection.send(message("GET", "/open", H2C))
            assert connection.response().status == 200
    assert len(upstream.records) == 3


@pytest.mark.parametrize("offered", ["websocket", "websocket, h2c", "h2c, websocket"])
def test_a_websocket_is_taken_where_the_route_says_so(gate, upstream, offered):
    with gate.connect() as connection:
        connection.send(message("GET", "/socket", {"Upgrade": offered, "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                                                   "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}))
        assert connection.head().status == 101
    assert upstream.only.all("Upgrade") == ["websocket"]


def test_javas_default_client(gate, upstream, token):
    done = subprocess.run(["java", "-XX:TieredStopAtLevel=1", HERE / "java" / "Ask.java", f"http://127.0.0.1:{gate.port}/open"], capture_output=True, text=True, timeout=120)
    assert done.stdout == "GET 200 HTTP_1_1 default\nPOST 200 HTTP_1_1 default\n", done.stderr
    assert [record.method for record in upstream.records] == ["GET", "POST"]


def test_curl_that_asks_for_http_2(gate, upstream, token):
    url = f"http://127.0.0.1:{gate.port}/guarded"
    done = subprocess.run(["curl", "--silent", "--http2", "--write-out", " %{http_code} %{http_version}", "-H", f"Authorization: Bearer {token}", url],
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "default 200 1.1"
    assert not upstream.only.all("Upgrade")


def test_node_that_offers_tls(gate, upstream):
    """Node's client takes part in an upgrade only where somebody listens for it; else it reads the answer."""
    script = f"""require('http').get({{port: {gate.port}, path: '/open', headers: {{Connection: 'Upgrade', Upgrade: 'TLS/1.2'}}}},
                                    answer => {{ console.log(answer.statusCode); answer.resume(); }});"""
    done = subprocess.run([shutil.which("node"), "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "200\n"
    assert not upstream.only.all("Upgrade")
