"""Row A11: JSON bodies on other routes, by schema and within bounds."""

import json

import pytest
from product import assert_refused
from raw_http import chunked, message

SCHEMA = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "additionalProperties": False, "required": ["prompt"],
          "properties": {"prompt": {"type": "string", "minLength": 1, "maxLength": 50000}, "model": {"enum": ["small", "large"]},
                         "tags": {"type": "array", "maxItems": 3, "items": {"type": "string", "pattern": "^[a-z]+$"}}}}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, tmp_path_factory):
    schema = tmp_path_factory.mktemp("schema") / "enhance.json"
    schema.write_text(json.dumps(SCHEMA))
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /api/enhance, methods: [POST], auth: none, schema: {schema} }}
  - {{ path: /json, auth: none, inspect: json, body: {{ max_bytes: 1000, max_depth: 5, max_members: 20 }} }}
""")


@pytest.mark.parametrize("body", [b'{"prompt":"x"}', b' { "prompt" : "gr\xc3\xbc\xc3\x9fe" , "model":"large" } ', b'{"tags":["a","b"],"prompt":"\\u00e9"}'])
def test_A11_what_fits_passes_byte_for_byte(gate, upstream, body):
    assert gate.request("POST", "/api/enhance", JSON, body).status == 200
    assert upstream.only.body == body


@pytest.mark.parametrize("body, where", [(b"{}", ""), (b'{"prompt":1}', "/prompt"), (b'{"prompt":""}', "/prompt"), (b'{"prompt":"x","model":"huge"}', "/model"),
                                         (b'{"prompt":"x","more":1}', ""), (b'{"prompt":"x","tags":["a","B"]}', "/tags/1"), (b"[]", ""), (b'"x"', "")])
def test_A11_what_does_not_fit_is_422_with_its_place(gate, upstream, body, where):
    answer = gate.request("POST", "/api/enhance", JSON, body)
    assert_refused(answer, 422, "Request body does not match the schema")
    assert answer.json().get("where", "").startswith(where)
    upstream.assert_untouched()


def test_A11_bounds(gate, upstream):
    assert_refused(gate.request("POST", "/json", JSON, b'"' + b"x" * 1000 + b'"'), 413, "Request body too large")
    assert_refused(gate.request("POST", "/json", JSON, b"[" * 6 + b"]" * 6), 400, "Request body is nested too deeply")
    assert_refused(gate.request("POST", "/json", JSON, json.dumps(list(range(21))).encode()), 400, "Request body has too many members")
    assert_refused(gate.request("POST", "/json", JSON, b'{"a":1,"a":2}'), 400, "Request body repeats a key")
    assert_refused(gate.request("POST", "/json", JSON, b"{"), 400, "Request body is not valid JSON")
    assert_refused(gate.request("POST", "/json", JSON, b'"\xff"'), 400, "Request body is not valid UTF-8")
    upstream.assert_untouched()
    with gate.connect() as connection:
        connection.send(message("POST", "/json", {**JSON, "Transfer-Encoding": "chunked"}) + chunked(b'"' + b"x" * 2000 + b'"', 100))
        assert connection.response().status == 413
    upstream.assert_untouched()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("headers", [{}, JSON], ids=["no type", "a type"])
def test_A11_no_body_is_no_json_that_could_be_wrong(gate, upstream, method, headers):
    """`POST /jobs/7/cancel`, as curl and fetch send it, and as clients do that name a type with every POST."""
    assert gate.request(method, "/json", headers).status == 200
    assert upstream.only.body == b""
    upstream.clear()
    with gate.connect() as connection:
        connection.send(message(method, "/json", {**headers, "Transfer-Encoding": "chunked"}) + chunked(b""))
        assert connection.response().status == 200
    upstream.clear()
    assert_refused(gate.request(method, "/json", {}, b"{}"), 415, "Content-Type must be application/json in UTF-8")
    assert gate.request(method, "/json", JSON, b" ").status == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("headers", [{}, JSON], ids=["no type", "a type"])
def test_A11_a_schema_wants_a_body(gate, upstream, headers):
    assert_refused(gate.request("POST", "/api/enhance", headers), 400, "Request body is empty")
    upstream.assert_untouched()


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "PATCH", "OPTIONS"])
def test_A11_another_method_is_no_way_around(gate, upstream, method):
    answer = gate.request(method, "/json", {**JSON, "Content-Length": "9"}, b'{"a":1,"a')
    assert answer.status == 400, answer.status
    upstream.assert_untouched()


def test_json_parsing_collection(gate, upstream, corpora):
    """n_ must be refused and never reach the upstream; y_ must pass unchanged, unless a repeated key makes it ambiguous."""
    files = sorted((corpora / "json_parsing_nst").rglob("*.json"))
    wrong = []
    for file in files:
        body = file.read_bytes()
        if file.name[:2] not in ("n_", "y_") or not body or len(body) > 1000:
            continue
        upstream.clear()
        status = gate.request("POST", "/json", JSON, body).status
        passed = status == 200 and upstream.only.body == body
        repeated = "duplicated_key" in file.name
        if passed != (file.name.startswith("y_") and not repeated):
            wrong.append((file.name, status))
    assert files and not wrong, wrong
