"""All permissive keys at once, on a separate route and on the attacked route: the promises of SECURITY.md hold on both."""

import pytest
from product import assert_refused, assert_six_headers
from raw_http import chunked, message, statuses
from test_smuggling import CL_TE, SMUGGLED, post

OPEN = "stream: true, body: { buffer: off, max_bytes: unlimited }, service_headers: { X-Frame-Options: service, Content-Security-Policy: stricter }"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
answer_headers: 128KiB
routes:
  - {{ path: /open, auth: none, {OPEN} }}
  - {{ path: /wide/*, auth: none, {OPEN} }}
  - {{ path: /guarded, {OPEN} }}
  - {{ path: /json, auth: none, inspect: json, stream: true }}
  - {{ path: /small, auth: none, body: {{ max_bytes: 1000 }} }}
""")


def assert_nothing_smuggled(upstream):
    """A body that the gate cut off is a broken message at the service, and none that begins another."""
    assert not [piece for piece in upstream.broken if piece.startswith((b"GET /smuggled", b"POST /smuggled"))], upstream.broken
    for record in upstream.records:
        assert "smuggled" not in record.target, record.head
        assert len(record.all("Content-Length")) + len(record.all("Transfer-Encoding")) <= 1, record.head


@pytest.mark.parametrize("headers, name", CL_TE, ids=[name for _, name in CL_TE])
def test_THREATS_length_and_transfer_encoding_where_bodies_are_not_kept(gate, upstream, headers, name):
    for body in (b"0\r\n\r\n" + SMUGGLED, b"5\r\nhello\r\n0\r\n\r\n" + SMUGGLED):
        for length in (4, len(body)):
            gate.raw(post(headers % length, body))
            assert_nothing_smuggled(upstream)


@pytest.mark.parametrize("body", [b"5\r\nhello", b"5\r\nhelloX\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n", b"-1\r\n", b"5;\r\nhello\r\n0\r\n\r\n" + SMUGGLED,
                                  b"0x5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"5\r\nhello\r\n" + SMUGGLED])
def test_THREATS_broken_chunks_where_bodies_are_not_kept(gate, upstream, body):
    gate.raw(message("POST", "/open", {"Transfer-Encoding": "chunked"}) + body)
    assert_nothing_smuggled(upstream)
    assert gate.request("GET", "/open").status == 200


def test_THREATS_an_upload_that_is_cut_is_not_made_whole(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("POST", "/open", {"Content-Length": "1000"}) + b"x" * 100)
    assert gate.request("GET", "/open").status == 200
    assert [record.target for record in upstream.records if record.method == "POST"] == []


def test_B2_a_guarded_route_takes_no_byte_of_a_body_before_its_token(gate, upstream):
    assert_refused(gate.request("POST", "/guarded", body=b"x" * 1000), 401, "Missing authorization header")
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/wide/../guarded", "/wide/%2e%2e/guarded", "/wide/..%2fguarded", "//wide/x", "/wide/a;/../guarded"])
def test_THREATS_a_path_with_two_readings(gate, upstream, target):
    assert gate.request("GET", target).status == 400
    upstream.assert_untouched()


def test_B13_an_answer_without_headers_of_its_own_has_the_six(gate, upstream):
    assert_six_headers(gate.request("GET", "/open"))
    assert_six_headers(gate.request("GET", "/small"))


def test_A11_other_routes_bounds_hold(gate, upstream):
    assert_refused(gate.request("POST", "/small", body=b"x" * 1001), 413, "Request body too large")
    answers = gate.raw(message("POST", "/small", {"Transfer-Encoding": "chunked"}) + chunked(b"x" * 1001, 100))
    assert statuses(answers)[0] == 413
    upstream.assert_untouched()


def test_A11_an_inspected_body_is_read_whole(gate, upstream):
    assert gate.request("POST", "/json", {"Content-Type": "application/json"}, b'{"a": 1, "a": 2}').status == 400
    upstream.assert_untouched()
