"""Streams go through as they come: server-sent events, WebSockets, large bodies in both directions."""

import hashlib

import pytest
from product import assert_refused, assert_six_headers
from raw_http import chunked, message
from upstream import BLOCK, EVENTS, LARGE

HANDSHAKE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /events }}
  - {{ path: /socket, websocket: true }}
  - {{ path: /large, auth: none }}
  - {{ path: /upload, auth: none, body: {{ max_bytes: 64MiB }} }}
""")


def test_server_sent_events_leave_without_delay(gate, upstream, token):
    """The service sends the next event only when the client has seen the one before: an event held back would never come."""
    with gate.connect() as connection:
        connection.send(message("GET", "/events", {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}))
        answer = connection.head()
        assert answer.status == 200
        assert_six_headers(answer)
        for number in range(EVENTS):
            assert connection.chunk() == b"data: %d\n\n" % number
            upstream.event_seen.release()
        assert connection.chunk() == b""


def test_a_websocket_echoes_both_ways(gate, upstream, token):
    with gate.connect() as connection:
        connection.send(message("GET", "/socket", {**HANDSHAKE, "Authorization": f"Bearer {token}"}))
        answer = connection.head()
        assert answer.status == 101
        assert answer.one("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        assert_six_headers(answer)
        for text in (b"\x81\x85\x01\x02\x03\x04ignmk", b"\x82\x7e\x10\x00" + b"x" * 4096, b"last"):
            connection.send(text)
            assert connection.exactly(len(text)) == text
    assert upstream.only.one("X-Gatehouse-Droplet-Id") == "14"


def test_THREATS_a_websocket_needs_a_token_as_anything_else(gate, upstream):
    assert_refused(gate.request("GET", "/socket", HANDSHAKE), 401, "Missing authorization header")
    upstream.assert_untouched()


def test_THREATS_bytes_after_a_refused_upgrade_do_not_use_a_tunnel(gate, upstream, token):
    data = gate.raw(message("GET", "/large", HANDSHAKE) + b"\x81\x85\x01\x02\x03\x04ignmk")
    assert data.startswith(b"HTTP/1.1 400")
    upstream.assert_untouched()


def test_a_large_answer_comes_whole(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("GET", "/large"))
        answer = connection.response()
    assert len(answer.body) == LARGE
    assert len(BLOCK) * (LARGE // len(BLOCK)) == LARGE, "whole blocks"
    expected = hashlib.sha256(BLOCK * (LARGE // len(BLOCK)))
    assert hashlib.sha256(answer.body).digest() == expected.digest()


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_a_large_body_goes_whole(gate, upstream, how):
    body = BLOCK * 256
    with gate.connect() as connection:
        if how == "length":
            connection.send(message("POST", "/upload", body=body))
        else:
            connection.send(message("POST", "/upload", {"Transfer-Encoding": "chunked"}) + chunked(body, 100_003))
        assert connection.response().status == 200
    assert hashlib.sha256(upstream.only.body).digest() == hashlib.sha256(body).digest()


def test_a_body_over_the_routes_bound_is_413(gate, upstream):
    assert_refused(gate.request("POST", "/large", body=b"x" * 1_048_577), 413, "Request body too large")
    with gate.connect() as connection:
        connection.send(message("POST", "/large", {"Transfer-Encoding": "chunked"}))
        try:
            connection.send(chunked(b"x" * 1_100_000, 50_000))
        except ConnectionError:
            pass
        assert connection.response().status == 413
    upstream.assert_untouched()


def test_keep_alive_holds_over_many_requests(gate, upstream):
    with gate.connect() as connection:
        for n in range(50):
            connection.send(message("POST", "/upload", body=b"x" * n))
            assert connection.response().status == 200
    assert [len(record.body) for record in upstream.records] == list(range(50))


def test_head_has_no_body(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("HEAD", "/upload") + message("GET", "/upload"))
        assert connection.response("HEAD").status == 200
        assert connection.response("GET").body == b"default"
