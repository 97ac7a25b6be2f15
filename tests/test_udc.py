"""Row B6: UDC messages checked, whatever way the body comes, and routed to the droplet that they name."""

import json
import time

import pytest
from product import assert_refused, free_port
from raw_http import chunked, message
from upstream import Upstream

TRACE = "550e8400-e29b-41d4-a716-446655440000"


def udc(**changes) -> bytes:
    fields = {"trace_id": TRACE, "source": 14, "target": 21, "message_type": "event", "payload": {"note": "grüße"}, "timestamp": "2025-11-22T07:30:00Z"}
    fields.update(changes)
    return json.dumps({key: value for key, value in fields.items() if value is not ...}, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def droplet_21():
    service = Upstream("droplet 21")
    yield service
    service.close()


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, droplet_21):
    return make_gate(f"""
upstream: {_upstream.url}
droplets:
  14: {_upstream.url}
  21: {droplet_21.url}
  99: http://127.0.0.1:{free_port()}
body: {{ max_bytes: 1250000, max_members: 400000 }}
routes:
  - {{ path: /message, methods: [POST], inspect: udc }}
""")


@pytest.fixture
def target(droplet_21):
    droplet_21.clear()
    return droplet_21


def post(gate, token, body, headers=None, raw=None):
    items = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **(headers or {})}
    if raw is None:
        return gate.request("POST", "/message", items, body)
    with gate.connect() as connection:
        connection.send(message("POST", "/message", {**items, "Transfer-Encoding": "chunked"}) + raw)
        return connection.response()


def test_B6_a_message_reaches_the_droplet_that_it_names(gate, token, upstream, target):
    body = udc()
    answer = post(gate, token, body)
    assert (answer.status, answer.body) == (200, b"droplet 21")
    assert target.only.body == body
    assert target.only.target == "/message"
    assert target.only.one("X-Gatehouse-Droplet-Id") == "14"
    upstream.assert_untouched()


def test_B6_each_target_gets_its_own(gate, token, upstream, target):
    assert post(gate, token, udc(target=14)).body == b"default"
    assert post(gate, token, udc(target=21)).body == b"droplet 21"
    assert len(upstream.records) == len(target.records) == 1


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_B6_chunked(gate, token, target, size):
    body = udc(payload={"x": "y" * 3000})
    assert post(gate, token, b"", raw=chunked(body, size)).status == 200
    assert target.only.body == body


def test_B6_dribbled(gate, token, target):
    body = udc()
    head = message("POST", "/message", {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Content-Length": str(len(body))})
    with gate.connect() as connection:
        for at in range(0, len(head), 97):
            connection.send(head[at : at + 97])
            time.sleep(0.002)
        for at in range(0, len(body), 11):
            connection.send(body[at : at + 11])
            time.sleep(0.002)
        assert connection.response().status == 200
    assert target.only.body == body


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_B6_spooled_to_a_file(gate, token, target, how):
    """Larger than the buffer that nginx keeps a body in; 1,000,000 bytes of payload with white space around it."""
    text = udc(payload={"x": "y" * 990_000})
    body = text[:-1] + b" " * (1_200_000 - len(text)) + b"}"
    answer = post(gate, token, body) if how == "length" else post(gate, token, b"", raw=chunked(body, 50_000))
    assert answer.status == 200, answer.body
    assert target.only.body == body


def test_B6_several_on_one_connection(gate, token, target):
    with gate.connect() as connection:
        for n in range(5):
            connection.send(message("POST", "/message", {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                                    udc(payload={"n": n})))
            assert connection.response().status == 200
    assert [json.loads(record.body)["payload"]["n"] for record in target.records] == list(range(5))


def test_B6_a_body_after_expect_continue(gate, token, target):
    body = udc()
    with gate.connect() as connection:
        connection.send(message("POST", "/message", {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                                                     "Content-Length": str(len(body)), "Expect": "100-continue"}))
        assert connection.head().status == 100
        connection.send(body)
        assert connection.response().status == 200
    assert target.only.body == body


def test_B6_a_forged_source_is_403(gate, token, upstream, target):
    assert_refused(post(gate, token, udc(source=21)), 403, "source must be the token's droplet_id")
    assert_refused(post(gate, token, b"", raw=chunked(udc(source=15))), 403, "source must be the token's droplet_id")
    upstream.assert_untouched()
    target.assert_untouched()


def test_B6_an_unknown_target_is_404(gate, token, upstream, target):
    assert_refused(post(gate, token, udc(target=22)), 404, "target is not a known droplet")
    upstream.assert_untouched()
    target.assert_untouched()


def test_B6_a_target_that_is_down_is_502(gate, token, upstream, target):
    assert_refused(post(gate, token, udc(target=99)), 502, "An error occurred")
    upstream.assert_untouched()
    target.assert_untouched()


NUMBER = "{} must be an integer from 1 to 999"


@pytest.mark.parametrize("field, values, detail", [
    ("trace_id", ["", "x" * 36, TRACE[:-1], TRACE + "0", 5, None, ..., "550e8400e29b41d4a716446655440000", "{" + TRACE + "}", TRACE + "\n"],
     "trace_id must be valid UUID"),
    ("source", [0, 1000, -14, "14", 14.5, None, True, ..., [14], 10**30], NUMBER.format("source")),
    ("target", [0, 1000, -21, "21", 21.5, None, True, ...], NUMBER.format("target")),
    ("message_type", ["", "Event", "event ", "delete", None, 1, ..., ["event"]], "message_type must be one of status, event, command, query"),
    ("payload", [None, [], "x", 1, ...], "payload must be an object"),
    ("timestamp", ["", "yesterday", "2025-13-01T00:00:00Z", "2025-02-30T00:00:00Z", 1732260600, None, ...], "timestamp must be ISO 8601 format"),
])
def test_B6_each_refusal_names_its_field(gate, token, upstream, target, field, values, detail):
    for value in values:
        assert_refused(post(gate, token, udc(**{field: value})), 422, detail)
    upstream.assert_untouched()
    target.assert_untouched()


def test_B6_a_payload_over_a_million_bytes(gate, token, upstream, target):
    assert_refused(post(gate, token, udc(payload={"x": "y" * 1_000_000})), 413, "payload too large (max 1MB)")
    target.assert_untouched()


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null", b"[" + udc() + b"]"])
def test_B6_something_other_than_an_object(gate, token, target, body):
    assert_refused(post(gate, token, body), 422, "A UDC message must be an object")
    target.assert_untouched()


def test_B6_without_a_token_the_body_is_not_even_looked_at(gate, target):
    assert_refused(gate.request("POST", "/message", {"Content-Type": "application/json"}, b"no json"), 401, "Missing authorization header")
    target.assert_untouched()


# ---- how bodies were smuggled past other gates


def test_THREATS_a_repeated_key(gate, token, target):
    text = udc().decode()
    for body in (text[:-1] + ', "source": 21}', '{"source": 21, ' + text[1:], text[:-1] + ', "\\u0073ource": 21}'):
        assert_refused(post(gate, token, body.encode()), 400, "Request body repeats a key")
    target.assert_untouched()


def test_B6_the_payload_may_have_names_that_differ_in_case(gate, token, target):
    """Such as units: nothing is judged by them."""
    assert post(gate, token, udc(payload={"mW": 1, "MW": 2})).status == 200


@pytest.mark.parametrize("field", ["source", "target"])
def test_B6_a_whole_number_may_have_a_point(gate, token, target, field):
    body = udc().decode()
    number = {"source": "14", "target": "21"}[field]
    for written, status in ((number + ".0", 200), (number + ".000", 200), (number + ".5", 422), (number[0] + "." + number[1] + "e1", 422)):
        assert post(gate, token, body.replace(f'"{field}": {number}', f'"{field}": {written}').encode()).status == status, written


def test_THREATS_deep_nesting_and_many_members(gate, token, target):
    deep = udc(payload=...)[:-1] + b', "payload": {"x": ' + b"[" * 5000 + b"]" * 5000 + b"}}"
    assert_refused(post(gate, token, deep), 400, "Request body is nested too deeply")
    many = udc(payload={"x": [1] * 400_001})
    assert_refused(post(gate, token, many.replace(b", ", b",")), 400, "Request body has too many members")
    target.assert_untouched()


@pytest.mark.parametrize("body", [b"", b" ", b"{", udc()[:-1], udc() + b"}", udc() + b"{}", b"\xef\xbb\xbf" * 2 + udc(), udc().replace(b"14", b"014"),
                                  udc().replace(b'"', b"'"), b"{" + b"}" * 3, udc()[:-1] + b",}", udc() + b"\x00", b"NaN"])
def test_THREATS_broken_json(gate, token, target, body):
    answer = post(gate, token, body)
    assert answer.status in (400, 422), answer.body
    target.assert_untouched()


def test_THREATS_bytes_that_are_not_utf_8(gate, token, target):
    for bad in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x80"):
        answer = post(gate, token, udc().replace("grüße".encode(), bad))
        assert answer.status == 400
    target.assert_untouched()


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp",
                                          "application/json; charset=utf-7", "application/json; charset=utf-16", "application/json; charset=ibm500",
                                          "application/json, text/plain", "application/json; charset=utf-8; charset=utf-7", "json", ""])
def test_THREATS_another_content_type(gate, token, target, content_type):
    answer = post(gate, token, udc(), {"Content-Type": content_type})
    assert answer.status in (400, 415), answer.body
    target.assert_untouched()


def test_THREATS_a_missing_and_a_repeated_content_type(gate, token, target):
    bearer = ("Authorization", f"Bearer {token}")
    assert gate.request("POST", "/message", [bearer], udc()).status == 415
    assert gate.request("POST", "/message", [bearer, ("Content-Type", "application/json"), ("Content-Type", "text/plain")], udc()).status == 400
    target.assert_untouched()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip", "x", "gzip, identity"])
def test_THREATS_a_compressed_body(gate, token, target, encoding):
    assert_refused(post(gate, token, udc(), {"Content-Encoding": encoding}), 415, "Content-Encoding is not accepted here")
    target.assert_untouched()


def test_THREATS_a_body_that_is_too_large_in_either_framing(gate, token, target):
    body = udc()[:-1] + b" " * 1_250_000 + b"}"
    assert_refused(post(gate, token, body), 413, "Request body too large")
    with gate.connect() as connection:
        connection.send(message("POST", "/message", {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                                                     "Transfer-Encoding": "chunked"}))
        try:
            connection.send(chunked(body, 60_000))
        except ConnectionError:
            pass  # the gate need not listen to the end
        assert connection.response().status == 413
    target.assert_untouched()


def test_THREATS_a_method_override_does_not_open_the_route(gate, token, upstream, target):
    answer = gate.request("GET", "/message", {"X-HTTP-Method-Override": "POST", "Authorization": f"Bearer {token}"})
    assert answer.status == 405
    assert answer.one("Allow") == "POST"
    upstream.assert_untouched()
