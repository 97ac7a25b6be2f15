"""Uploads of clients that ask first (`Expect: 100-continue`, RFC 9110 §10.1.1): who is refused is not told to send the body."""

import pytest
from product import assert_refused
from raw_http import message

EXPECTING = {"Expect": "100-continue", "Content-Length": "5"}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /denied, auth: deny }}
  - {{ path: /json, auth: none, inspect: json }}
""")


@pytest.mark.parametrize("headers", [EXPECTING, {"Expect": "100-Continue", "Transfer-Encoding": "chunked"}], ids=["length", "chunked"])
@pytest.mark.parametrize("path, status", [("/guarded", 401), ("/denied", 403)])
def test_a_refusal_comes_in_place_of_100_continue_and_ends_the_connection(gate, upstream, path, status, headers):
    with gate.connect() as connection:
        connection.send(message("PUT", path, headers))
        answer = connection.response()
        assert answer.status == status, "nothing came before it"
        assert answer.one("Connection") == "close", "the gate cannot tell whether what comes next is the body"
    upstream.assert_untouched()


def test_a_body_that_comes_all_the_same_is_not_read_as_a_request(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("PUT", "/guarded", {**EXPECTING, "Content-Length": "57"}))
        assert connection.response().status == 401
        connection.send(message("GET", "/open"))
    upstream.assert_untouched()


def test_without_a_body_there_is_nothing_to_wait_for(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("GET", "/guarded", {"Expect": "100-continue"}))
        assert connection.response().status == 401
        connection.send(message("GET", "/open"))
        assert connection.response().status == 200


@pytest.mark.parametrize("path", ["/open", "/json"])
def test_who_may_pass_is_told_to_go_on(gate, upstream, path):
    with gate.connect() as connection:
        connection.send(message("POST", path, {**EXPECTING, "Content-Type": "application/json"}))
        assert connection.head().status == 100
        connection.send(b"[1,2]")
        assert connection.response().status == 200
    assert upstream.only.body == b"[1,2]"


def test_a_body_that_is_judged_and_refused_was_asked_for_once(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("POST", "/json", {**EXPECTING, "Content-Type": "application/json"}))
        assert connection.head().status == 100
        connection.send(b"[1,2}")
        assert_refused(connection.response(), 400, "Request body is not valid JSON")
    upstream.assert_untouched()
