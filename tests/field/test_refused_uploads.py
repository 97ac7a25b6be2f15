"""Uploads of clients that ask first (`Expect: 100-continue`, RFC 9110 §10.1.1). `100 Continue` comes before a refusal, too: Java's HttpClient before
version 20 waits for ever if the first response is the refusal (JDK-8286171)."""

import pytest
from product import assert_refused, within
from raw_http import message

EXPECTING = {"Expect": "100-continue", "Content-Length": "5", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /denied, auth: deny }}
  - {{ path: /json, auth: none, inspect: json }}
""")


@pytest.mark.parametrize("path, status", [("/open", 200), ("/json", 200), ("/guarded", 401), ("/denied", 403)])
def test_the_client_is_told_to_go_on_once_and_the_connection_stays(gate, upstream, path, status):
    with gate.connect() as connection:
        for _ in range(2):
            connection.send(message("POST", path, EXPECTING))
            assert connection.head().status == 100
            connection.send(b"[1,2]")
            assert connection.response().status == status
    assert [record.body for record in upstream.records] == ([b"[1,2]"] * 2 if status == 200 else [])


def test_a_body_that_is_judged_and_refused_was_asked_for_once(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("POST", "/json", EXPECTING))
        assert connection.head().status == 100
        connection.send(b"[1,2}")
        assert_refused(connection.response(), 400, "Request body is not valid JSON")
    upstream.assert_untouched()


@pytest.mark.parametrize("path, size, status", [("/guarded", 5000, 401), ("/denied", 5000, 403), ("/open", 2 << 30, 413)])
def test_B12_a_body_that_comes_slowly_does_not_delay_the_event(gate, upstream, path, size, status):
    """nginx takes the rest of a refused body for a while. Until its end is reached, or the client goes, the attack would not be counted."""
    before = len(gate.events)
    with gate.connect() as connection:
        connection.send(message("POST", path, {"Content-Length": str(size)}) + b"x")
        assert connection.response().status == status
        assert within(3, lambda: len(gate.events) > before), "nginx waits for 5 seconds"
        assert len(gate.events) == before + 1
    upstream.assert_untouched()
