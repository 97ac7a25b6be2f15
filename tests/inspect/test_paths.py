"""Row B8: a file that a field of the body names stays in its folder, links and all."""

import json

import pytest
from product import assert_refused

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, tmp_path_factory):
    base = tmp_path_factory.mktemp("files")
    (base / "inner").mkdir()
    (base / "in").symlink_to("inner")
    (base / "out").symlink_to("/etc")
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /json, methods: [POST], auth: none, inspect: json, file: {{ body: /file/name, base: {base} }} }}
  - {{ path: /form, methods: [POST], auth: none, inspect: field, fields: {{ against: sql }}, file: {{ body: name, base: {base} }} }}
""")


@pytest.mark.parametrize("name", ["report.txt", "inner/new.txt", "in/new.txt", "100 % + more.txt"])
def test_B8_names_inside_pass(gate, upstream, name):
    body = json.dumps({"file": {"name": name}}).encode()
    assert gate.request("POST", "/json", JSON, body).status == 200
    assert upstream.only.body == body


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "out/passwd", "in/../../x", "a\u0000b", "%2e%2e/x", "..\\x", "", 1, None])
def test_B8_names_that_lead_out_are_refused(gate, upstream, name):
    assert_refused(gate.request("POST", "/json", JSON, json.dumps({"file": {"name": name}}).encode()), 403, "Access denied")
    upstream.assert_untouched()


HONEST = ["..foo", "a..b", "foo..", "my file.txt", "r\u00e9sum\u00e9.pdf", "re\u0301sume\u0301.pdf", "a" * 255, "\u00e9" * 127, "\u65e5\u672c.txt", "\U0001f600.png", ".hidden",
          "100%.txt", "a&b;c.txt", "quote's \"x\".txt", "a,b(1)[2]{3}.txt", "x=y.txt", "#1.txt", "a+b.txt", "-dash.txt", "~tilde", "5:30 pm.txt", "v1..v2", "this...and that.txt",
          "inner/a..b", "CON", "file ", "file."]
LEADS_OUT = ["..", "../", "a/..", "inner/../..", "./x", "inner/./x", "inner//x", "C:\\x", "c:/x", "C:x", "\\\\srv\\share", "//srv/share", "inner\\..\\x", "a\\b", "%2e%2e/x", "..%2fx", "..%5cx",
             "%252e%252e/x", "%c0%ae%c0%ae/x", ".. /x", ". ./x", " ../x", "...", ".../x", "a\nb", "a\u0085b", "\x7f", "a" * 256, "/".join(["a" * 200] * 30), "\u2024\u2024/../x", "/proc/self/root/etc"]


def test_B8_honest_names_of_all_kinds_pass(gate, upstream):
    refused = [name for name in HONEST if gate.request("POST", "/json", JSON, json.dumps({"file": {"name": name}}).encode()).status != 200]
    assert not refused


def test_B8_names_of_other_systems_and_in_disguise_are_refused(gate, upstream):
    passed = [name for name in LEADS_OUT if gate.request("POST", "/json", JSON, json.dumps({"file": {"name": name}}).encode()).status != 403]
    assert not passed
    upstream.assert_untouched()


def test_B8_fields_of_forms(gate, upstream):
    assert gate.request("POST", "/form", FORM, b"name=report.txt").status == 200
    for body in (b"name=..%2Fx", b"name=out%2Fpasswd", b"name=a&name=b", b"n%61me=%2Fetc%2Fpasswd"):
        assert_refused(gate.request("POST", "/form", FORM, body), 403, "Access denied")
