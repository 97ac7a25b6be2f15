"""Observe mode lets everything pass that can pass, whatever part of the gate would have refused it, and tells each refusal once. The same
requests are refused where the same gate enforces."""

import contextlib
import shutil
import subprocess

import pytest
from product import assert_refused, eventually
from raw_http import chunked, message

POLICY = """
upstream: {url}
workers: 1
inspected_bytes: 100KiB
mode: {mode}
body: {{ max_bytes: 1000 }}
routes:
  - {{ path: /in, methods: [POST], auth: none, inspect: json, body: {{ max_bytes: 90KiB }} }}
  - {{ path: /past, auth: none }}
  - {{ path: /stream, methods: [POST], auth: none, body: {{ max_bytes: 1000, buffer: off }} }}
  - {{ path: /live, token_in: ticket }}
"""
JSON = {"Content-Type": "application/json"}
LARGE = b"x" * 2000


@pytest.fixture(scope="module")
def enforcing(make_gate, _upstream):
    return make_gate(POLICY.format(url=_upstream.url, mode="enforce"))


@pytest.fixture(scope="module")
def observing(make_gate, _upstream):
    return make_gate(POLICY.format(url=_upstream.url, mode="observe"))


def reasons(gate, mode: str) -> list[str]:
    return [event["reason"] for event in gate.events if event.get("mode") == mode and "reason" in event]


def observed_once(gate, reason: str, before: list[str]) -> bool:
    return eventually(lambda: reasons(gate, "observed").count(reason) == before.count(reason) + 1)


@pytest.mark.parametrize("data", [b"GET /past HTTP/1.1\nHost: gate.example\r\nConnection: close\r\n\r\n", b"GET /past HTTP/1.1\r\nHost: gate.example\r\nX: y\nConnection: close\r\n\r\n"],
                         ids=["the request line", "a header line"])
def test_THREATS_smuggling_a_line_in_doubt(enforcing, observing, upstream, data):
    assert enforcing.raw(data).startswith(b"HTTP/1.1 400")
    upstream.assert_untouched()
    before = reasons(observing, "observed")
    assert observing.raw(data).startswith(b"HTTP/1.1 200")
    assert upstream.only.target == "/past"
    assert observed_once(observing, "header_malformed", before)


def test_a_target_that_is_too_long(enforcing, observing, upstream):
    target = "/past?" + "x" * 17_000
    refused = enforcing.request("GET", target)
    assert refused.status == 414 and enforcing.event_of(refused)["reason"] == "target_too_long"
    before = reasons(observing, "observed")
    assert observing.request("GET", target).status == 200
    assert upstream.only.target == target
    assert observed_once(observing, "target_too_long", before)


@pytest.mark.parametrize("path", ["/past", "/stream"])
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
def test_A11_a_body_that_is_too_large(enforcing, observing, upstream, path, announced):
    headers, body = ({}, LARGE) if announced else ({"Transfer-Encoding": "chunked"}, chunked(LARGE, 700))
    assert enforcing.request("POST", path, headers, body).status == 413
    upstream.clear()
    before = reasons(observing, "observed")
    assert observing.request("POST", path, headers, body).status == 200
    assert upstream.only.body == LARGE
    assert observed_once(observing, "body_too_large", before)


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
def test_A11_a_large_body_passes_without_inspection(enforcing, observing, upstream, announced):
    broken = b"{" + b"x" * 100_000
    headers, body = (JSON, broken) if announced else ({**JSON, "Transfer-Encoding": "chunked"}, chunked(broken, 50_000))
    assert enforcing.request("POST", "/in", headers, body).status == 413
    upstream.assert_untouched()
    before = reasons(observing, "observed")
    assert observing.request("POST", "/in", headers, body).status == 200
    assert upstream.only.body == broken
    assert observed_once(observing, "body_too_large", before)
    assert reasons(observing, "observed").count("json_syntax") == before.count("json_syntax"), "nobody has read it"


@contextlib.contextmanager
def held(gate):
    """A body that has its room and does not come."""
    with gate.connect() as connection:
        connection.send(message("POST", "/in", JSON, b'"' + b"x" * 80_000 + b'"')[:-100])
        yield


def test_C13_a_body_that_has_no_room(enforcing, observing, upstream):
    body = b'"' + b"y" * 80_000 + b'"'
    with held(enforcing):
        assert eventually(lambda: enforcing.request("POST", "/in", JSON, body).status == 503)
        assert_refused(enforcing.request("POST", "/in", JSON, body), 503, "Too many request bodies at once. Please try again later.")
    with held(observing):
        def passes_without_room() -> bool:
            before = reasons(observing, "observed").count("bodies_full")
            assert observing.request("POST", "/in", JSON, body).status == 200
            return eventually(lambda: reasons(observing, "observed").count("bodies_full") > before, 2)
        assert eventually(passes_without_room), "the one before it takes its room when it has arrived"


def test_grpc_is_refused_in_both(enforcing, observing, upstream):
    for gate in (enforcing, observing):
        answer = gate.request("POST", "/past", {"Content-Type": "application/grpc"}, b"\0\0\0\0\0")
        assert (answer.status, answer.one("grpc-status")) == (200, "12")
        assert eventually(lambda: "grpc_unsupported" in reasons(gate, "enforced"))
    upstream.assert_untouched()


def test_a_ticket_for_nobody_is_refused_in_both(enforcing, observing, upstream):
    for gate in (enforcing, observing):
        assert_refused(gate.request("POST", "/_gatehouse/ticket"), 401, "Missing authorization header")
    upstream.assert_untouched()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_the_first_route_is_guarded_as_before_where_only_the_body_is_observed(make_gate, _upstream, upstream):
    gate = make_gate(f"upstream: {_upstream.url}\nobserve: body\nbody: {{ max_bytes: 1000 }}\nroutes: [{{ path: /past, auth: none }}, {{ path: /no, auth: deny }}]\n")
    assert gate.request("POST", "/past", {}, LARGE).status == 200
    assert upstream.only.body == LARGE
    upstream.clear()
    assert gate.request("POST", "/no", {}, LARGE).status == 403
    done = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--data-binary", "@-", f"http://127.0.0.1:{gate.port}/no"],
                          input=LARGE, capture_output=True, timeout=60, check=True)
    assert done.stdout == b"403"
    upstream.assert_untouched()
