"""Long targets and headers as real clients send them: searches, signed links, large tokens and cookies. What is too long says which part."""

import json
import shutil
import subprocess
import urllib.error
import urllib.request

import pytest
from product import assert_refused

LONGEST = 16 * 1024  # of a target, path and query together


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /search, auth: none }}
  - {{ path: "/files/*", auth: none }}
""")


def filled(start: str, size: int) -> str:
    return start + "x" * (size - len(start))


@pytest.mark.parametrize("target", [filled("/search?q=", 9000), filled("/search?q=", LONGEST), filled("/files/", LONGEST), "/search?" + "&".join(f"id={n}" for n in range(1500)),
                                    "/search?X-Amz-Security-Token=" + "%2B" * 4000, "/files/" + "/".join("d" * 60 for _ in range(200)) + "?download"],
                         ids=["9,000 bytes", "the longest query", "the longest path", "many arguments", "a signed link", "a deep path"])
def test_a_long_target_reaches_the_service_as_sent(gate, upstream, target):
    assert len(target) <= LONGEST
    assert gate.request("GET", target).status == 200
    assert upstream.only.target == target


@pytest.mark.parametrize("size", [LONGEST + 1, 18 * 1024, 30 * 1024, 200 * 1024])
def test_past_the_bound_it_is_the_target_that_is_too_long(gate, upstream, size):
    for start in ("/search?q=", "/files/"):
        answer = gate.request("GET", filled(start, size))
        assert answer.status == 414, answer.body
        assert answer.json()["type"] == "urn:gatehouse:reason:uri-too-long"
    upstream.assert_untouched()


def test_a_target_with_two_readings_is_no_long_one(gate, upstream):
    assert_refused(gate.request("GET", filled("/files//", 9000)), 400, "The request path can be read in more than one way")


@pytest.mark.parametrize("name", ["Cookie", "X-Amz-Security-Token", "Referer", "User-Agent"])
def test_a_header_of_16_kib_passes(gate, upstream, name):
    assert gate.request("GET", "/search", {name: "y" * LONGEST}).status == 200
    assert upstream.only.one(name) == "y" * LONGEST


@pytest.mark.parametrize("headers", [{"X-One": "y" * 21000}, {"X-One": "y" * 500_000}, {f"X-{n}": "y" * 18000 for n in range(6)}, {"X" * 25000: "y"}],
                         ids=["one line", "one endless line", "many lines", "an endless name"])
def test_headers_that_are_too_large_are_431(gate, upstream, headers):
    answer = gate.request("GET", "/search", headers)
    assert answer.status == 431, (answer.status, answer.body)
    assert answer.reason == "Request Header Fields Too Large"
    problem = answer.json()
    assert problem["status"] == 431 and problem["type"] == "urn:gatehouse:reason:headers-too-large"
    upstream.assert_untouched()


@pytest.mark.parametrize("data", [b"GET /search HTTP/1.1\r\nHost: gate.example\r\nBroken Line\r\n\r\n",
                                  b"POST /search HTTP/1.1\r\nHost: gate.example\r\nContent-Length: x\r\n\r\n" + b"y" * 9000,
                                  b"GET /search HTTP/1.1\r\nHost: a b\r\nX: " + b"y" * 15000 + b"\r\n\r\n"])
def test_other_broken_requests_stay_400(gate, upstream, data):
    assert gate.raw(data).startswith(b"HTTP/1.1 400")
    upstream.assert_untouched()


def test_curl(gate, upstream):
    url = f"http://127.0.0.1:{gate.port}"
    for target, status in ((filled("/search?q=", 9000), "200"), (filled("/search?q=", LONGEST + 1), "414")):
        done = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", url + target], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout == status
    done = subprocess.run(["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "-H", "X-Large: " + "y" * 30000, url + "/search"],
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "431"


def test_node(gate, upstream):
    script = f"""const get = (path, headers) => new Promise(done => require('http').get({{port: {gate.port}, path, headers}}, a => {{ a.resume(); done(a.statusCode); }}));
(async () => console.log(JSON.stringify([await get('/search?q=' + 'x'.repeat(9000)), await get('/search?q=' + 'x'.repeat(17000)),
                                         await get('/search', {{'X-Large': 'y'.repeat(30000)}})])))();"""
    done = subprocess.run([shutil.which("node"), "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == [200, 414, 431]


def test_pythons_urllib(gate, upstream):
    with urllib.request.urlopen(f"http://127.0.0.1:{gate.port}" + filled("/search?q=", 9000), timeout=60) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{gate.port}" + filled("/search?q=", LONGEST + 1), timeout=60)
    assert refused.value.code == 414
