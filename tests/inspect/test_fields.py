"""Rows A12 B8: ordinary input that would be SQL, markup, a command or a path where it is used, through the running gate and on published payloads."""

import json
import pathlib
import re
import subprocess
import sys

import pytest
from product import BINARY, assert_refused, eventually

SENTENCE = "A field contains content that is not accepted here"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /search, auth: none, inspect: field }}
  - {{ path: /order, methods: [POST], auth: none, inspect: json, fields: {{ against: [sql, path], except: [note] }} }}
  - {{ path: /watched, auth: none, inspect: field, observe: fields }}
  - {{ path: /plain, auth: none }}
""")


@pytest.mark.parametrize("query", ["q=shoes", "q=Western+Union%3A+select+a+branch", "q=rock+%27n%27+roll&page=2", "q=a+%3C+b", "", "flag"])
def test_A12_ordinary_queries_pass_byte_for_byte(gate, upstream, query):
    assert gate.request("GET", "/search?" + query).status == 200
    assert upstream.only.target == "/search?" + query


@pytest.mark.parametrize("query", ["id=1+or+1%3D1", "id=1%27%20union%20select%202--%20", "q=%3Cscript%3Ealert(1)%3C/script%3E", "q=x%22%20onfocus%3Dalert(1)%20autofocus",
                                   "host=a.example;+cat+/etc/hosts", "file=..%252f..%252fetc%252fpasswd", "next=x%0d%0aSet-Cookie:%20a=b", "a=1&b=2&c=%27%20or%20%27a%27=%27a"])
def test_A12_attacks_in_the_query_are_refused(gate, upstream, query):
    assert_refused(gate.request("GET", "/search?" + query), 422, SENTENCE)
    upstream.assert_untouched()


def test_A12_forms_and_json_are_judged_and_pass_unchanged(gate, upstream):
    assert gate.request("POST", "/search", FORM, b"name=Anna&text=a%26b").status == 200
    assert upstream.only.body == b"name=Anna&text=a%26b"
    assert_refused(gate.request("POST", "/search", FORM, b"name=Anna&text=1+or+1=1"), 422, SENTENCE)
    assert_refused(gate.request("POST", "/search", JSON, b'{"a":[{"b":"\\u003cscript\\u003e"}]}'), 422, SENTENCE)
    assert gate.request("POST", "/search", {"Content-Type": "text/plain"}, b"x").status == 415


def test_A12_a_route_says_what_it_looks_for_and_where_not(gate, upstream):
    assert gate.request("POST", "/order", JSON, b'{"text":"<script>","note":"1 or 1=1"}').status == 200
    assert_refused(gate.request("POST", "/order", JSON, b'{"text":"1 or 1=1"}'), 422, SENTENCE)
    assert gate.request("GET", "/plain?q=1+or+1%3D1").status == 200


def test_A12_observed_fields_pass_and_are_written_down(gate, upstream):
    assert gate.request("GET", "/watched?q=1+or+1%3D1").status == 200
    assert eventually(lambda: any(event.get("mode") == "observed" and "field_sql" in json.dumps(event) for event in gate.events)), gate.events


def test_A12_explain_names_the_signal(gate):
    run = gate.command("explain", "GET", "/search?id=1+union+select+2", check=False)
    assert run.returncode != 0 and "field_sql" in run.stdout and "union select" in run.stdout, run.stdout + run.stderr


def verdicts(texts, *options):
    data = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run([BINARY, "inspect", "field", *options], input=data.encode(), capture_output=True, timeout=120)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(texts), run.stderr.decode()
    return answers


def test_A12_inspect_field_answers_each_line():
    good, bad = verdicts(["plain", "1 or 1=1"])
    assert good == {"allow": True, "reason": "allowed", "score": 0.0}
    assert bad["allow"] is False and bad["reason"] == "field_sql" and bad["score"] >= 0.7 and bad["signals"]
    assert [v["allow"] for v in verdicts(["<script>", "1 or 1=1"], "--against", "markup")] == [False, True]
    assert [v["allow"] for v in verdicts(["sleep 10"], "--mode", "strict")] == [False]


def test_A12_invalid_lines_get_a_verdict_and_later_lines_are_judged():
    data = b'{"text": "\\ud800"}\nnot json\n{"text": 1}\n' + b'{"text": "' + b"<a b=" * 100_000 + b'"}\n{"text": "a\\u0000b"}\n{"text": "fine"}\n'
    run = subprocess.run([BINARY, "inspect", "field"], input=data, capture_output=True, timeout=60)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [a["allow"] for a in answers] == [False, False, False, False, False, True]


def test_A12_honest_values_of_every_kind_pass():
    """Names, companies, addresses, sums, Markdown, reviews, logs, links, mail, CSV, passwords, JSON, paths, versions, searches."""
    texts = [json.loads(line)["text"] for line in pathlib.Path(__file__).with_name("honest_fields.jsonl").open(encoding="utf-8")]
    assert len(texts) > 500
    assert [(text, verdict["signals"]) for text, verdict in zip(texts, verdicts(texts)) if not verdict["allow"]] == []


# The least share of each list that must be refused, or the most of those that must not be. The lists hold fragments and headings, so not all can be.
LISTS = [("sqli_libinjection", 0.98, 1), ("sqli_lists", 0.93, 1), ("xss_libinjection", 0.98, 1), ("path_traversal", 0.98, 1), ("command_injection", 0.86, 1),
         ("sqli_lookalikes_benign", 0, 0.02), ("gotestwaf_benign", 0, 0.02)]


@pytest.mark.parametrize("name, least, most", LISTS)
def test_A12_B8_published_payloads(corpora, name, least, most):
    texts = [json.loads(line)["text"] for line in (corpora / "injection_payloads" / f"{name}.jsonl").open(encoding="utf-8")]
    refused = sum(not verdict["allow"] for verdict in verdicts(texts)) / len(texts)
    assert least <= refused <= most, f"{refused:.4f}"


def test_A12_B8_the_rates_of_the_documentation(corpora):
    tool = pathlib.Path(__file__).parents[2] / "tools/field_rates.py"
    run = subprocess.run([sys.executable, tool, BINARY, corpora / "injection_payloads"], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    rates = {line.split("  ")[0]: [float(rate) for rate in re.findall(r"([\d.]+) \(", line)] for line in run.stdout.splitlines()[1:]}
    for kind, least in [("all of SQL", 97), ("all of markup", 97), ("all of path", 97), ("all of command", 85)]:
        assert rates[kind][-1] >= least, run.stdout
    assert rates["all of SQL"][0] >= 97 and rates["all of honest"][0] <= 2, run.stdout
