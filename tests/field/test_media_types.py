"""Content-Types and first bytes as real clients write them: what counts is that the type is JSON, and that every charset reads the
body as UTF-8 does."""

import pathlib
import shutil
import subprocess

import pytest
from product import assert_refused

HERE = pathlib.Path(__file__).resolve().parent
BODY = '{"text": "café"}'.encode()
TAKEN = [
    "application/json", "application/json;", "application/json; ", "application/json;charset=utf8", "application/json; charset=UTF-8;",
    'application/json; charset="utf-8"', "application/json; charset = utf-8", "APPLICATION/JSON; CHARSET=UTF8", "application/json; boundary=----WebKitFormBoundary",
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8", "application/json; version=1.0",
    'application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"', 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    "application/cloudevents+json; charset=utf8", "application/json; q=0.9; indent=4", "application/merge-patch+json;",
    "text/json", "text/json; charset=utf-8", "application/csp-report", "application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json-rpc",
    "application/jsonrequest",
]
REFUSED = [
    "application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset=iso-8859-1", "application/json; charset=utf-8; charset=utf-7",
    "application/json; charset=utf-7; charset=utf-8", 'application/json; x=";charset=utf-7"', "application/json; charset*=us-ascii''utf-7",
    "application/json; charset*0=utf; charset*1=-7", "application/json; x-charset=utf-7", "application/json; charset", "application/json; charset=",
    "application/json; charset=utf-8, text/html", "application/json; x=1, multipart/form-data; boundary=x", "text/plain", "application/jsonp",
    "text/json; charset=utf-7", "text/x+json", "application/x-ndjson", "application/json-seq",
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=application/json", 'application/json; x="',
]


ASCII = b'{"text": "caf\\u00e9"}'
MARK = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /items, auth: none, inspect: json }}
  - {{ path: /fields, auth: none, inspect: field, fields: {{ mode: strict }} }}
""")


@pytest.mark.parametrize("media_type", TAKEN)
def test_what_clients_write_is_taken_and_goes_on_as_sent(gate, upstream, media_type):
    assert gate.request("POST", "/items", {"Content-Type": media_type}, BODY).status == 200
    assert upstream.only.one("Content-Type") == media_type.strip()
    assert upstream.only.body == BODY


@pytest.mark.parametrize("media_type", REFUSED)
def test_THREATS_another_charset_or_type_is_not(gate, upstream, media_type):
    assert_refused(gate.request("POST", "/items", {"Content-Type": media_type}, BODY), 415, "Content-Type must be application/json in UTF-8")
    upstream.assert_untouched()


@pytest.mark.parametrize("charset", ["us-ascii", "US-ASCII", '"us-ascii"', "ascii", "ISO-8859-1", "latin1", "windows-1252"])
def test_a_charset_that_extends_ascii_is_fine_for_ascii_only(gate, upstream, charset):
    media_type = f"application/json; charset={charset}"
    assert gate.request("POST", "/items", {"Content-Type": media_type}, ASCII).status == 200
    assert upstream.only.body == ASCII
    upstream.clear()
    assert_refused(gate.request("POST", "/items", {"Content-Type": media_type}, BODY), 415, "Content-Type must be application/json in UTF-8")
    upstream.assert_untouched()


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8"])
def test_a_byte_order_mark_passes_and_goes_on_as_sent(gate, upstream, media_type):
    """As PowerShell, .NET's StreamWriter and curl with a file of Windows' Notepad send it (RFC 8259 section 8.1)."""
    assert gate.request("POST", "/items", {"Content-Type": media_type}, MARK + BODY).status == 200
    assert upstream.only.body == MARK + BODY


@pytest.mark.parametrize("body", [MARK, MARK * 2 + BODY, b" " + MARK + BODY, BODY + MARK, b'{' + MARK + b'"a":1}', "\ufeff{}".encode("utf-16-le"), "\ufeff{}".encode("utf-16-be")])
def test_THREATS_a_mark_elsewhere_or_of_another_charset_does_not(gate, upstream, body):
    assert gate.request("POST", "/items", {"Content-Type": "application/json"}, body).status == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("body, status", [(b'{"a": "fine"}', 200), (b'{"a": "1 UNION SELECT password FROM users"}', 422), (b'{"a": 1, "a": 2}', 400)])
def test_THREATS_what_comes_after_the_mark_is_checked_as_without_it(gate, upstream, body, status):
    for sent in (body, MARK + body):
        assert gate.request("POST", "/fields", {"Content-Type": "application/json"}, sent).status == status, sent


def test_THREATS_two_types_are_none(gate, upstream):
    assert gate.request("POST", "/items", [("Content-Type", "application/json"), ("Content-Type", "application/json;")], BODY).status == 400
    upstream.assert_untouched()


def test_what_says_utf_8_must_be_it(gate, upstream):
    assert gate.request("POST", "/items", {"Content-Type": "application/json; charset=utf8"}, '{"text": "café"}'.encode("latin-1")).status == 400
    upstream.assert_untouched()


def test_curl(gate, upstream):
    done = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "-H", "Content-Type: application/json;charset=utf8", "--data-binary", "@-",
                           f"http://127.0.0.1:{gate.port}/items"], input=BODY, capture_output=True, timeout=60, check=True)
    assert done.stdout == b"200"


def test_nodes_fetch(gate, upstream):
    script = f"""fetch('http://127.0.0.1:{gate.port}/items', {{method: 'POST', body: '{{"a":1}}', headers: {{'Content-Type': 'application/json;'}}}}).then(a => console.log(a.status));"""
    done = subprocess.run([shutil.which("node"), "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "200\n"


def test_javas_client(gate, upstream):
    done = subprocess.run(["java", "-XX:TieredStopAtLevel=1", HERE / "java" / "Post.java", f"http://127.0.0.1:{gate.port}/items", *TAKEN[:4]], capture_output=True, text=True, timeout=120)
    assert done.stdout == "200\n" * 4, done.stderr
