"""Request smuggling, h2c and other upgrades, CONNECT (threat list): nothing reaches the upstream that the gate has not seen as a request."""

import pytest
from product import PERMISSIONS
from raw_http import message, statuses

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: gate.example\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module", **PERMISSIONS)
def gate(request, make_gate, _upstream):
    keys, routes = request.param
    return make_gate(f"""
upstream: {_upstream.url}
{keys}
routes:
{routes}
  - {{ path: /open, auth: none }}
  - {{ path: /switch, auth: none }}
  - {{ path: /status/*, auth: none }}
  - {{ path: /json, auth: none, inspect: json }}
""")


def post(headers: bytes, body: bytes, target: bytes = b"/open") -> bytes:
    return b"POST " + target + b" HTTP/1.1\r\nHost: gate.example\r\n" + headers + b"\r\n\r\n" + body


def assert_nothing_smuggled(upstream):
    assert not upstream.broken, upstream.broken
    for record in upstream.records:
        assert "smuggled" not in record.target, record.head
        assert record.target in ("/open", "/json"), record.head
        assert len(record.all("Content-Length")) + len(record.all("Transfer-Encoding")) <= 1, record.head


CL_TE = [
    (b"Content-Length: %d\r\nTransfer-Encoding: chunked", "CL.TE"),
    (b"Transfer-Encoding: chunked\r\nContent-Length: %d", "TE.CL"),
    (b"Content-Length: %d\r\nTransfer-Encoding: Chunked", "case"),
    (b"Content-Length: %d\r\nTransfer-Encoding: xchunked", "xchunked"),
    (b"Content-Length: %d\r\nTransfer-Encoding: chunked, identity", "list"),
    (b"Content-Length: %d\r\nTransfer-Encoding: identity, chunked", "list turned"),
    (b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x", "second TE"),
    (b"Content-Length: %d\r\nTransfer-Encoding: x\r\nTransfer-Encoding: chunked", "first TE"),
    (b"Content-Length: %d\r\nTransfer-Encoding:\tchunked", "tab"),
    (b"Content-Length: %d\r\nTransfer-Encoding: chunked ", "space behind"),
    (b"Content-Length: %d\r\nTransfer-Encoding : chunked", "space before the colon"),
    (b"Content-Length: %d\r\nTransfer-Encoding\t: chunked", "tab before the colon"),
    (b"Content-Length: %d\r\n Transfer-Encoding: chunked", "folded"),
    (b"Content-Length: %d\r\nX: y\r\n Transfer-Encoding: chunked", "folded behind another"),
    (b"Content-Length: %d\r\nTransfer-Encoding: \x0bchunked", "vertical tab"),
    (b"Content-Length: %d\r\nTransfer-Encoding: \"chunked\"", "quoted"),
    (b"Content-Length: %d\r\nTransfer_Encoding: chunked", "underscore"),
    (b"Content-Length: %d\r\nTransfer Encoding: chunked", "space in the name"),
    (b"Content-Length: %d\r\nX: y\nTransfer-Encoding: chunked", "bare LF"),
    (b"Content-Length: %d\r\nX: y\rTransfer-Encoding: chunked", "bare CR"),
    (b"Content-Length: %d\r\nTransfer-Encoding:\r\n chunked", "value on the next line"),
    (b"Content-Length: %d\r\nTransfer-Encoding: chun\r\n ked", "value in two"),
    (b"Content-Length: %d\r\nTransfer-Encoding: gzip", "gzip"),
    (b"Content-Length: %d\r\nTransfer-Encoding: ", "empty"),
    (b"Content-Length: %d\r\n\x00Transfer-Encoding: chunked", "NUL before the name"),
    (b"Content-Length: %d\r\nTransfer-Encoding: chunked\x00", "NUL behind"),
    (b"Content-Length: %d\r\nX: Transfer-Encoding: chunked", "inside another"),
]


@pytest.mark.parametrize("headers, name", CL_TE, ids=[name for _, name in CL_TE])
def test_THREATS_length_and_transfer_encoding(gate, upstream, headers, name):
    """A request behind the first one is one that the gate has seen and checked by itself: /smuggled needs a token."""
    ended, hello = b"0\r\n\r\n" + SMUGGLED, b"5\r\nhello\r\n0\r\n\r\n" + SMUGGLED
    for target, body in ((b"/open", ended), (b"/open", hello), (b"/json", ended)):
        for length in (4, len(body)):
            gate.raw(post(headers % length, body, target))
            assert_nothing_smuggled(upstream)


def test_THREATS_both_framings_are_refused(gate, upstream):
    for headers in (b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 5"):
        data = gate.raw(post(headers, b"0\r\n\r\n"))
        assert statuses(data)[0] == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("lengths", [b"Content-Length: 5\r\nContent-Length: 0", b"Content-Length: 0\r\nContent-Length: 5", b"Content-Length: 5\r\nContent-Length: 5",
                                     b"Content-Length: 5, 5", b"Content-Length: 5,0", b"Content-Length: +5", b"Content-Length: -5", b"Content-Length: 0x5",
                                     b"Content-Length: 5.0", b"Content-Length: 5 0", b"Content-Length: 99999999999999999999", b"Content-Length: 18446744073709551621",
                                     b"Content-Length: \xef\xbc\x95", b"Content-Length: 5\x0b", b"Content-Length : 5", b"Content-Length: 5\r\n 0",
                                     b"Content-Length: ", b"Content-Length"])
def test_THREATS_doubtful_lengths(gate, upstream, lengths):
    data = gate.raw(post(lengths, b"hello" + SMUGGLED))
    assert statuses(data)[0] in (400, 411, 413), data[:200]
    upstream.assert_untouched()


@pytest.mark.parametrize("encoding", [b"Transfer-Encoding: identity", b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked, chunked",
                                      b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: x", b"Transfer-Encoding: chunked;q=1"])
def test_THREATS_doubtful_transfer_encodings(gate, upstream, encoding):
    data = gate.raw(post(encoding, b"0\r\n\r\n" + SMUGGLED))
    assert statuses(data)[0] in (400, 501), data[:200]
    upstream.assert_untouched()


@pytest.mark.parametrize("body", [b"5;\r\nhello\r\n0\r\n\r\n", b"5\nhello\n0\n\n", b"5\r\nhello0\r\n\r\n", b"5\r\nhelloXX0\r\n\r\n", b" 5\r\nhello\r\n0\r\n\r\n",
                                  b"0x5\r\nhello\r\n0\r\n\r\n", b"-5\r\nhello\r\n0\r\n\r\n", b"+5\r\nhello\r\n0\r\n\r\n", b"5 \r\nhello\r\n0\r\n\r\n",
                                  b"ffffffffffffffff5\r\nhello\r\n0\r\n\r\n", b"5\r\nhel", b"g\r\nhello\r\n0\r\n\r\n", b"5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
                                  b"5\rhello\r\n0\r\n\r\n", b"5\r\nhello\r\n0\r\nX-Gatehouse-Subject: admin\r\nContent-Length: 9\r\n\r\n"])
def test_THREATS_doubtful_chunks(gate, upstream, body):
    """Refused, or passed on in one plain framing of the gate's own."""
    for target in (b"/open", b"/json"):
        upstream.clear()
        gate.raw(post(b"Transfer-Encoding: chunked\r\nContent-Type: application/json", body + SMUGGLED, target))
        assert_nothing_smuggled(upstream)
        for record in upstream.records:
            assert b"X-Gatehouse-Subject" not in record.head + record.raw_body
            assert record.body in (b"hello", b""), record


@pytest.mark.parametrize("data", [b"GET /open HTTP/1.1\nHost: gate.example\n\n", b"GET /open HTTP/1.1\r\nHost: gate.example\n\r\n",
                                  b"GET /open HTTP/1.1\r\nHost: gate.example\r\nX: y\nZ: w\r\n\r\n", b"GET /open HTTP/1.1\r\nHost: gate.example\r\n\n",
                                  b"GET /open HTTP/1.1\nHost: gate.example\r\n\r\n"])
def test_THREATS_a_bare_lf(gate, upstream, data):
    assert statuses(gate.raw(data))[0] == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("lines", [b"X: y\r\n z", b"X: y\r\n\tz", b"X:\r\n y", b" X: y", b"\tX: y", b"Authorization:\r\n Bearer x"])
def test_THREATS_obs_fold(gate, upstream, lines):
    assert statuses(gate.raw(b"GET /open HTTP/1.1\r\nHost: gate.example\r\n" + lines + b"\r\n\r\n"))[0] == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("line", [b": x", b"no colon", b"X\x00: y", b"X: y\x00z", b"X y: z", b"X(y): z", b"\xc3\xa9: x", b"X: y\rZ: w", b"X : y"])
def test_THREATS_broken_header_lines(gate, upstream, line):
    data = gate.raw(b"GET /open HTTP/1.1\r\nHost: gate.example\r\n" + line + b"\r\n\r\n")
    assert not upstream.broken
    for record in upstream.records:
        assert line.split(b":")[0].strip() not in [name.encode("latin-1") for name, _ in record.headers] or line.split(b":")[0] == b"", record.head
        assert b"\x00" not in record.head and b"\r\n" not in record.head.replace(b"\r\n", b"") and b"\r" not in record.head.replace(b"\r\n", b"")
    if not upstream.records:
        assert statuses(data)[0] == 400


@pytest.mark.parametrize("lines", [b"GET /open HTTP/1.1 x\r\n", b"GET  /open HTTP/1.1\r\n", b"GET /open  HTTP/1.1\r\n", b"GET\t/open\tHTTP/1.1\r\n", b" GET /open HTTP/1.1\r\n",
                                   b"GET /open HTTP/1.1\r\nX", b"GET /open HTTP/2.0\r\n", b"GET /open HTTP/1.10\r\n", b"GET /open http/1.1\r\n", b"GET /open HTTP/01.1\r\n",
                                   b"GET /open\x00 HTTP/1.1\r\n", b"GE\x00T /open HTTP/1.1\r\n", b"GET /open FTP/1.1\r\n"])
def test_THREATS_doubtful_request_lines(gate, upstream, lines):
    gate.raw(lines + b"Host: gate.example\r\n\r\n")
    assert not upstream.broken
    for record in upstream.records:
        assert record.head.split(b"\r\n")[0] == b"GET /open HTTP/1.1", record.head


@pytest.mark.parametrize("hosts", [b"Host: gate.example\r\nHost: evil.example", b"Host: gate.example, evil.example", b"Host: gate.example\r\n Host: x", b"Host: a b",
                                   b"Host: gate.example/x", b"Host: user@gate.example", b"X: y", b"Host:", b"Host: gate.example\x00"])
def test_THREATS_doubtful_hosts(gate, upstream, hosts):
    data = gate.raw(b"GET /open HTTP/1.1\r\n" + hosts + b"\r\n\r\n")
    assert statuses(data)[0] == 400, data[:200]
    upstream.assert_untouched()


def test_THREATS_http_1_0_without_a_host_reaches_no_service_that_needs_one(gate, upstream):
    """Refused, or told on in HTTP/1.1 with the one Host that RFC 9112 §3.2 asks for."""
    data = gate.raw(b"GET /open HTTP/1.0\r\n\r\n")
    if statuses(data) != [400]:
        assert upstream.only.one("Host")


def test_THREATS_a_get_with_a_body_hides_no_request(gate, upstream):
    data = gate.raw(message("GET", "/open", {"Content-Length": str(len(SMUGGLED))}) + SMUGGLED)
    assert_nothing_smuggled(upstream)
    assert len(statuses(data)) == 1, "the body is a body"


def test_THREATS_a_refused_request_leaves_nothing_behind(gate, upstream):
    """The body of a refused request is not read as the next request."""
    data = gate.raw(message("POST", "/guarded", {"Content-Length": str(len(SMUGGLED.replace(b"smuggled", b"open")))}) + SMUGGLED.replace(b"smuggled", b"open"))
    assert statuses(data) == [401]
    upstream.assert_untouched()


def test_THREATS_pipelined_requests_are_each_checked(gate, upstream):
    data = gate.raw(message("GET", "/open") + message("GET", "/guarded") + message("GET", "/open") + message("GET", "/%2e%2e/x"))
    assert statuses(data) == [200, 401, 200, 400]
    assert [record.target for record in upstream.records] == ["/open", "/open"]


@pytest.mark.parametrize("doubt", [b"X: y\nZ: w", b"X y: z", b"Host: a", b" X: y", b"Transfer-Encoding: chunked"])
def test_THREATS_after_a_doubtful_message_the_connection_ends(gate, upstream, doubt):
    """Where the message ends is as doubtful as the message: what follows is not read as a request (RFC 9112 §6.3)."""
    hidden = SMUGGLED.replace(b"smuggled", b"open")
    data = gate.raw(b"POST /open HTTP/1.1\r\nHost: gate.example\r\n" + doubt + b"\r\nContent-Length: 4\r\n\r\nhide" + hidden)
    assert statuses(data) == [400]
    upstream.assert_untouched()


# ---- upgrades and tunnels


@pytest.mark.parametrize("headers", [{"Upgrade": "websocket", "Connection": "Upgrade"}, {"Upgrade": "websocket, h2c", "Connection": "Upgrade"},
                                     [("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Connection", "Upgrade")], {"Upgrade": "WebSocket"}])
def test_THREATS_a_websocket_that_no_route_takes(gate, upstream, headers):
    data = gate.raw(message("GET", "/open", headers))
    assert statuses(data)[0] == 400
    assert b"101" not in data.split(b"\r\n")[0]
    upstream.assert_untouched()


H2C = [{"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAMAAABkAAQCAAAAAAIAAAAA"}, {"Upgrade": "h2c", "Connection": "Upgrade"},
       {"Upgrade": "TLS/1.3", "Connection": "Upgrade"}, {"Upgrade": "h2c"}, [("Upgrade", "h2c"), ("upgrade", "TLS/1.2"), ("Connection", "upgrade")]]


@pytest.mark.parametrize("headers", H2C)
def test_THREATS_another_protocol_is_not_offered_to_the_service(gate, upstream, headers):
    data = gate.raw(message("GET", "/open", headers) + SMUGGLED)
    assert 101 not in statuses(data)
    assert [record.target for record in upstream.records] == ["/open"], "the second request needs a token, as any other"
    told = upstream.records[0]
    assert not told.all("Upgrade") and not told.all("HTTP2-Settings")
    assert b"upgrade" not in told.head.lower()


@pytest.mark.parametrize("headers", H2C)
def test_THREATS_a_service_that_upgrades_unasked_gets_no_tunnel(gate, upstream, headers):
    """Whatever follows is a request to the gate, or nothing; it never reaches the service as bytes."""
    gate.raw(message("GET", "/switch", headers) + b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SMUGGLED)
    assert [record.target for record in upstream.records] == ["/switch"]
    assert not upstream.tunnelled


def test_THREATS_http_2_without_tls(gate, upstream):
    gate.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
    upstream.assert_untouched()


@pytest.mark.parametrize("line", [b"CONNECT gate.example:443 HTTP/1.1", b"CONNECT /open HTTP/1.1", b"CONNECT 127.0.0.1:22 HTTP/1.1", b"CONNECT http://x/ HTTP/1.1"])
def test_THREATS_connect(gate, upstream, line):
    data = gate.raw(line + b"\r\nHost: gate.example\r\n\r\n" + SMUGGLED)
    assert all(400 <= status < 500 for status in statuses(data)), data[:200]
    upstream.assert_untouched()


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "DEBUG", "get", "GeT", "G@T", "PROPFIND", "X" * 100])
def test_THREATS_odd_methods_open_nothing(gate, upstream, method):
    data = gate.raw(message(method, "/guarded"))
    assert all(400 <= status < 500 for status in statuses(data)), data[:200]
    upstream.assert_untouched()


@pytest.mark.parametrize("value", ["close, X-Gatehouse-Subject", "Authorization", "close, Host", "Content-Length", "X-Request-ID, X-Forwarded-For"])
def test_THREATS_connection_names_no_header_away(gate, upstream, value):
    """RFC 9110 §7.6.1 lets a hop name headers to drop; those that the gate sets must not be among them."""
    gate.raw(message("GET", "/open", {"Connection": value}))
    record = upstream.only
    assert record.one("Host") == "gate.example"
    assert record.one("X-Forwarded-For") == "127.0.0.1"
    assert not any("gatehouse" in words.lower() or "forwarded" in words.lower() for words in record.all("Connection"))


def test_THREATS_a_broken_answer_is_502_and_no_more(gate, upstream, make_gate, _upstream):
    wide = make_gate(f"upstream: {_upstream.url}\nroutes: [{{ path: /*, auth: none }}]\n")
    for path in ("/garbage", "/silent"):
        answer = wide.request("GET", path)
        assert answer.status == 502 and answer.json()["detail"] == "An error occurred"


# ---- collections of payloads


def test_THREATS_published_permutations(gate, upstream, corpora):
    import json

    permutations = json.loads((corpora / "http_edge" / "anshuman_smuggling" / "payloads.json").read_text())["permute"]
    for each in permutations:
        te = f"{each['transfer_encoding']['te_key']}{each['transfer_encoding']['te_value']}"
        for length in (4, 6, 5 + len(SMUGGLED)):
            for headers in (f"{each['content_length_key']} {length}\r\n{te}", f"{te}\r\n{each['content_length_key']} {length}"):
                upstream.clear()
                gate.raw(post(headers.encode("utf-8"), b"0\r\n\r\n" + SMUGGLED))
                assert_nothing_smuggled(upstream)


def test_THREATS_llhttp_cases(make_gate, _upstream, upstream, corpora):
    """What a strict parser calls an error never reaches the upstream as more than the sound messages before the error."""
    import base64
    import json

    wide = make_gate(f"upstream: {_upstream.url}\nroutes: [{{ path: /*, auth: none }}]\n")
    wrong = []
    for line in (corpora / "http_edge" / "llhttp_cases.jsonl").read_text().splitlines():
        case = json.loads(line)
        if (case["meta"].get("type") or "request") != "request":
            continue
        upstream.clear()
        wide.raw(base64.b64decode(case["input_b64"]))
        sound = case["log"].count("message complete")
        if upstream.broken:
            wrong.append((case["id"], case["title"], "broken", upstream.broken))
        its_own_list = "Invalid method for" in case["log"]  # of methods; a gate passes on any that its policy does
        # Chunks that are read more kindly than llhttp does are harmless if none of them goes on: the gate frames the body again.
        reframed = "chunk" in case["log"] and all(record.all("Content-Length") for record in upstream.records)
        if case["expect"] == "error" and not its_own_list and not reframed and len(upstream.records) > sound:
            wrong.append((case["id"], case["title"], case["log"].splitlines()[-1], [record.head for record in upstream.records]))
    assert not wrong, wrong
