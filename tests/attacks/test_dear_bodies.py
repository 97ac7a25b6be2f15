"""Row A11: a small body may not stop a worker. A filter schema that is recursive in every branch asks about each level again and again."""

import json
import threading

import pytest
from product import Stopwatch, assert_refused

FILTER = {"$ref": "#/definitions/filter", "definitions": {"filter": {"oneOf": [
    {"type": "object", "required": [word], "properties": {"and": {"type": "array", "items": {"$ref": "#/definitions/filter"}}}}
    for word in ("and", "or", "not")] + [
    {"type": "object", "properties": {"and": {"type": "array", "items": {"$ref": "#/definitions/filter"}}, "field": {"type": "string"}}}]}}}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, tmp_path_factory):
    schema = tmp_path_factory.mktemp("schema") / "filter.json"
    schema.write_text(json.dumps(FILTER))
    return make_gate(f"""
upstream: {_upstream.url}
workers: 1
routes:
  - {{ path: /search, methods: [POST], auth: none, schema: "{schema}" }}
  - {{ path: /health, auth: none }}
""")


def nested(depth: int) -> bytes:
    return b'{"and":[' * depth + b'{"field":"x"}' + b"]}" * depth


def search(gate, body):
    return gate.request("POST", "/search", {"Content-Type": "application/json"}, body)


@pytest.mark.parametrize("depth", [13, 14, 15])
def test_A11_a_deep_filter_is_refused_before_it_costs_a_second(gate, upstream, depth):
    watch = Stopwatch()
    answer = search(gate, nested(depth))
    took = watch.seconds
    assert_refused(answer, 422, "Request body takes too long to check against the schema")
    assert took < 2, "six seconds and more without a bound"
    upstream.assert_untouched()


def test_A11_others_on_the_worker_do_not_wait(gate):
    attack = threading.Thread(target=lambda: [search(gate, nested(15)) for _ in range(10)])
    attack.start()
    waits = []
    for _ in range(20):
        watch = Stopwatch()
        assert gate.request("GET", "/health").status == 200
        waits.append(watch.seconds)
    attack.join()
    assert sorted(waits)[len(waits) // 2] < 1, waits


def test_A11_honest_filters_pass(gate, upstream):
    assert search(gate, b'{"field":"name"}').status == 200
    assert json.loads(upstream.only.body) == {"field": "name"}


def warnings(gate) -> list[dict]:
    return [warning for warning in json.loads(gate.command("check", "--format", "json").stdout)["warnings"] if "schema" in warning["what"]]


def test_A11_check_names_the_schema_that_asks_again_and_again(gate, policy_file, tmp_path):
    assert [warning["where"] for warning in warnings(gate)] == ["POST /search"]
    assert "#/definitions/filter" in warnings(gate)[0]["what"]
    own_names = {"oneOf": [{"required": [word], "properties": {word: {"type": "array", "items": {"$ref": "#"}}}} for word in ("and", "or", "not")]}
    (tmp_path / "filter.json").write_text(json.dumps(own_names))
    honest = policy_file("upstream: http://127.0.0.1:9000\nroutes: [{ path: /search, methods: [POST], auth: none, schema: filter.json }]\n")
    assert warnings(honest) == []
