"""Row C13: the inspected bodies of a worker have a common limit; a refused request gets Retry-After."""

import contextlib

import pytest
from product import assert_refused, eventually
from raw_http import message

BODY = b'{"text": "' + b"x" * 60_000 + b'"}'


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
workers: 1
inspected_bytes: 200KiB
routes:
  - {{ path: /in, methods: [POST], auth: none, inspect: json }}
  - {{ path: /past, methods: [POST], auth: none }}
""")


@contextlib.contextmanager
def held(gate, count: int):
    """Bodies that are announced and do not come."""
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(gate.connect()) for _ in range(count)]
        for connection in connections:
            connection.send(message("POST", "/in", {"Content-Type": "application/json"}, BODY)[:-100])
        yield connections


def post(gate, path: str = "/in", body: bytes = BODY):
    return gate.request("POST", path, {"Content-Type": "application/json"}, body=body)


def full(gate) -> bool:
    return post(gate).status == 503


def test_C13_bodies_in_sum_are_bounded_and_their_room_comes_back(gate, upstream):
    with held(gate, 3) as connections:
        assert eventually(lambda: full(gate)), "three of them leave no room for a fourth"
        answer = post(gate)
        assert_refused(answer, 503, "Too many request bodies at once. Please try again later.")
        assert answer.all("Retry-After") == ["1"]
        event = gate.event_of(answer)
        assert (event["reason"], event["severity"]) == ("bodies_full", "high"), event
        assert post(gate, body=b'{"small": 1}').status == 200, "a small one has room"
        assert post(gate, "/past").status == 200, "what is not looked into takes none"
        connections[0].send(BODY[-100:])
        assert connections[0].response("POST").status == 200
        assert eventually(lambda: post(gate).status == 200), "one that is answered gives its room back"
    assert eventually(lambda: post(gate).status == 200), "so do those that went away"


def test_C13_a_body_of_unknown_length_counts_too(gate, upstream):
    with gate.connect() as connection:
        connection.send(b"POST /in HTTP/1.1\r\nHost: gate.example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
        assert eventually(lambda: full(gate))
    assert eventually(lambda: post(gate).status == 200)


def test_C13_a_single_body_has_room_whatever_the_bound(gate, upstream):
    assert post(gate, body=b'{"text": "' + b"x" * 500_000 + b'"}').status == 200
