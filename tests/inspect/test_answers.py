"""Rows C9 A12: secrets, canaries and markup in JSON strings of responses: complete, in pieces, as events, compressed, partial."""

import base64
import gzip
import html
import json
import threading
import urllib.parse

import pytest
from product import eventually
from raw_http import message
from upstream import Upstream

# Assembled, so that no scanner takes this file for one that leaks.
KEY = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"
CANARY = "canary-7f3a91c4"
ODD_CANARY = 'kanarie-größe/"x"-1'
PEM = "-----BEGIN PRIVATE KEY-----\n" + ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n" * 26) + "-----END PRIVATE KEY-----"
BIG = ("An ordinary line of text, number one of many; nothing in it is a secret.\n" * 16_000).encode()


class LeakyUpstream(Upstream):
    """Answers as its tests tell it to, piece by piece: `pieces` are sent one chunk each, the next when `go` allows it."""

    def __init__(self):
        self.pieces = []
        self.answer_headers = []
        self.go = None
        self.status = 200
        super().__init__("leaky")

    def _path_leak(self, connection, _reader, record, _rest) -> bool:
        head = "\r\n".join(["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *self.answer_headers]) + "\r\n\r\n"
        connection.sendall(head.encode())
        if record.method == "HEAD":
            return True
        for piece in self.pieces:
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            if self.go is not None and not self.go.acquire(timeout=60):
                return False
        connection.sendall(b"0\r\n\r\n")
        return True

    def _path_length(self, connection, _reader, record, _rest) -> bool:
        self._send(connection, record, self.status, b"".join(self.pieces), self.answer_headers)
        return True


@pytest.fixture(scope="module")
def leaky():
    service = LeakyUpstream()
    yield service
    service.close()


@pytest.fixture(scope="module")
def gate(make_gate, leaky):
    rules = f"redact: true, canaries: [{CANARY}, '{ODD_CANARY}']"
    return make_gate(f"""
upstream: {leaky.url}
routes:
  - {{ path: "/leak/*", auth: none, answers: {{ {rules} }} }}
  - {{ path: "/length/*", auth: none, answers: {{ {rules} }} }}
  - {{ path: "/leak/json/*", auth: none, answers: {{ escape: [/comment, "/items/*/title"] }} }}
  - {{ path: "/leak/plain", auth: none }}
  - {{ path: "/length/plain", auth: none }}
  - {{ path: "/status/*", auth: none, answers: {{ {rules} }} }}
""")


@pytest.fixture(autouse=True)
def fresh(leaky):
    leaky.clear()
    leaky.pieces, leaky.answer_headers, leaky.go, leaky.status = [], ["Content-Type: text/plain"], None, 200


def answer_of(gate, leaky, path, *pieces, headers=("Content-Type: text/plain",), asked=None, method="GET"):
    leaky.pieces, leaky.answer_headers = [p if isinstance(p, bytes) else p.encode() for p in pieces], list(headers)
    return gate.request(method, path, asked or {})


def test_A12_secrets_are_taken_out_and_the_rest_stays(gate, leaky):
    answer = answer_of(gate, leaky, "/leak/a", f"one {KEY} two\n{PEM}\nthree postgres://app:hunter2pass@db/x {CANARY} end")
    assert answer.status == 200
    assert answer.body == b"one [REDACTED] two\n[REDACTED]\nthree postgres://app:[REDACTED]@db/x [REDACTED] end"


def test_A12_what_holds_no_secret_passes_byte_for_byte(gate, leaky):
    assert answer_of(gate, leaky, "/leak/a", BIG).body == BIG
    binary = bytes(range(256)) * 100
    assert answer_of(gate, leaky, "/leak/a", binary, headers=["Content-Type: application/octet-stream"]).body == binary


def test_A12_a_secret_across_the_pieces_of_an_answer_with_a_length(gate, leaky):
    body = BIG[: 16_384 - 20] + KEY.encode() + b" " + BIG[:40_000] + PEM.encode() + BIG
    leaky.pieces = [body]
    answer = gate.request("GET", "/length/a")
    assert answer.body == body.replace(KEY.encode(), b"[REDACTED]").replace(PEM.encode(), b"[REDACTED]")


def test_A12_a_large_answer_with_secrets_in_it_to_a_slow_reader(gate, leaky):
    line = f"row {KEY} of a table with more text in it than there is key\n".encode()
    leaky.pieces = [line * 40_000]
    answer = gate.request("GET", "/length/a")
    assert answer.body == line.replace(KEY.encode(), b"[REDACTED]") * 40_000


def test_A12_length_validators_and_ranges_do_not_outlive_the_change(gate, leaky):
    headers = ["Content-Type: text/plain", 'ETag: "abc"', "Accept-Ranges: bytes", "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==", "Repr-Digest: sha-256=:AAAA:"]
    leaky.pieces, leaky.answer_headers = [KEY.encode()], headers
    answer = gate.request("GET", "/length/a", {"Range": "bytes=0-3", "If-Range": '"abc"', "Accept-Encoding": "gzip, br"})
    assert answer.status == 200 and answer.body == b"[REDACTED]"
    for name in ("Content-Length", "ETag", "Accept-Ranges", "Content-MD5", "Repr-Digest"):
        assert not answer.all(name), name
    for name in ("Range", "If-Range", "Accept-Encoding"):
        assert not leaky.only.all(name), name
    assert not gate.request("HEAD", "/length/a").all("Content-Length")


@pytest.mark.parametrize("headers, status", [(["Content-Encoding: gzip"], 502), (["Content-Encoding: identity"], 200)])
def test_A12_a_response_that_is_encoded_unasked_is_not_sent(gate, leaky, headers, status):
    body = gzip.compress(KEY.encode()) if status == 502 else b"plain"
    answer = answer_of(gate, leaky, "/leak/a", body, headers=["Content-Type: text/plain", *headers])
    assert answer.status == status
    if status == 502:
        assert KEY.encode() not in answer.body and gate.event_of(answer)["reason"] == "answer_encoded"


IN_JSON = {"as most write it": lambda text: json.dumps({"a": text}, ensure_ascii=False),
           "as PHP": lambda text: json.dumps({"a": text}).replace("/", "\\/"),
           "as .NET": lambda text: json.dumps({"a": text}).replace("/", "\\u002F").replace("+", "\\u002B"),
           "every letter": lambda text: '{"a": "' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"}',
           "as JSON in JSON": lambda text: json.dumps(json.dumps({"a": text}))}
SECRETS = {"key": "AK" + "IAIOSFODNN7EXAMPL2", "address": "postgres://app:hunter2pass@db/x", "private key": PEM, "canary": CANARY,
           "hash": "$2b$12$" + "R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW", "bearer": "Bearer abcdefghij0123456789/+ABCDEFGHIJabcdefghij",
           "webhook": "https://hooks." + "slack.com/services/T00000000/B00000000/abcdEFGHijklMNOPqrstUVWX"}


@pytest.mark.parametrize("how", IN_JSON)
def test_A12_secrets_in_every_spelling_of_json(gate, leaky, how):
    for name, secret in SECRETS.items():
        text = IN_JSON[how](secret)
        for pieces in ([text], list(text)):
            answer = answer_of(gate, leaky, "/leak/a", *pieces, headers=["Content-Type: application/json"])
            said = json.loads(answer.body)
            said = json.loads(said) if isinstance(said, str) else said
            kept = {"address": "postgres://app:[REDACTED]@db/x", "bearer": "Bearer [REDACTED]", "webhook": "https://hooks.slack.com/services/[REDACTED]"}
            assert said == {"a": kept.get(name, "[REDACTED]")}, (name, answer.body)


@pytest.mark.parametrize("spelled", [ODD_CANARY, json.dumps(ODD_CANARY)[1:-1], json.dumps(ODD_CANARY, ensure_ascii=False)[1:-1].replace("/", "\\/"), html.escape(ODD_CANARY),
                                     urllib.parse.quote(ODD_CANARY), urllib.parse.quote(ODD_CANARY, safe="")])
def test_A12_canaries_in_every_spelling(gate, leaky, spelled):
    for pieces in ([f'{{"a": "{spelled}"}}'], list(f'{{"a": "{spelled}"}}')):
        assert answer_of(gate, leaky, "/leak/a", *pieces, headers=["Content-Type: application/json"]).body == b'{"a": "[REDACTED]"}'


BASE64 = base64.b64encode


@pytest.mark.parametrize("pieces", [lambda text: [text], lambda text: [text[at : at + 1] for at in range(len(text))]])
def test_A12_secrets_in_base64_and_percent_encoding(gate, leaky, pieces):
    secret = json.dumps({"kind": "Secret", "data": {"tls.key": BASE64(PEM.encode()).decode(), "name": BASE64(b"only a name, no secret").decode()}})
    answer = answer_of(gate, leaky, "/leak/a", *pieces(secret.encode()), headers=["Content-Type: application/json"])
    assert answer.json()["data"] == {"tls.key": "[REDACTED]", "name": BASE64(b"only a name, no secret").decode()}
    for text in (urllib.parse.quote(f"/cb?token={KEY}&n=1", safe=""), f"a={BASE64(CANARY.encode()).decode()}", CANARY.encode().hex()):
        answer = answer_of(gate, leaky, "/leak/a", *pieces(text.encode()))
        assert b"[REDACTED]" in answer.body and KEY.encode() not in answer.body, answer.body
    picture = BASE64(bytes(at * at * 2654435761 >> 13 & 255 for at in range(30_000)))
    assert answer_of(gate, leaky, "/leak/a", *pieces(picture[:2_000])).body == picture[:2_000]
    assert answer_of(gate, leaky, "/leak/a", picture).body == picture


def test_A12_headers_lose_keys_and_canaries_and_keep_what_a_client_needs(gate, leaky):
    signed = "https://b.s3.amazonaws.com/f?X-Amz-Credential=AK" + "IAIOSFODNN7EXAMPL2%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=abc"
    token = "Bearer abcdefghij0123456789ABCDEFGHIJabcdefghij"
    given = ["Content-Type: image/png", f"X-Debug: key={KEY}; n=1", f"X-Prompt: you are {CANARY}", f"Set-Cookie: a={KEY}; Path=/", f"Set-Cookie: b={CANARY}",
             f"X-Config: {BASE64(KEY.encode()).decode()}", f"Authorization: {token}", f"Location: {signed}", f"Link: </a?next=%2F{urllib.parse.quote(ODD_CANARY)}>; rel=next"]
    answer = answer_of(gate, leaky, "/leak/heads", b"x", headers=given)
    assert answer.one("X-Debug") == "key=[REDACTED]; n=1" and answer.one("X-Prompt") == "you are [REDACTED]" and answer.one("X-Config") == "[REDACTED]"
    assert answer.all("Set-Cookie") == [f"a={KEY}; Path=/", "b=[REDACTED]"]
    assert answer.one("Authorization") == token and answer.one("Location") == signed and answer.one("Link") == "</a?next=%2F[REDACTED]>; rel=next"
    assert eventually(lambda: sum(event.get("path") == "/leak/heads" for event in gate.events) == 2)
    told = {event["reason"]: event["details"] for event in gate.events if event.get("path") == "/leak/heads"}
    assert told["answer_secret"].startswith("2 ") and told["answer_canary"].startswith("3 ")
    assert gate.request("HEAD", "/leak/heads").one("X-Debug") == "key=[REDACTED]; n=1"
    assert answer_of(gate, leaky, "/leak/plain", b"x", headers=given).one("X-Debug") == f"key={KEY}; n=1"


def test_A12_json_says_the_same_without_the_escapes_that_it_does_not_need(gate, leaky):
    text = r'{"a":"\u0041 \/ \u003cb\u003e <\/script> \n \" \\ \u00e9 C:\\u0041","b":[1,2]}'
    answer = answer_of(gate, leaky, "/leak/a", text, headers=["Content-Type: application/json"])
    assert json.loads(answer.body) == json.loads(text)
    assert answer.body == r'{"a":"A / \u003cb\u003e <\/script> \n \" \\ \u00e9 C:\\u0041","b":[1,2]}'.encode()
    assert answer_of(gate, leaky, "/leak/a", text, headers=["Content-Type: text/plain"]).body == text.encode()


@pytest.mark.parametrize("charset", ["utf-16", "UTF-16LE", "utf-32"])
def test_A12_a_response_that_is_not_written_in_ascii_is_not_sent(gate, leaky, charset):
    answer = answer_of(gate, leaky, "/leak/a", KEY.encode(charset), headers=[f"Content-Type: application/json; charset={charset}"])
    assert answer.status == 502 and gate.event_of(answer)["reason"] == "answer_encoded"
    latin = answer_of(gate, leaky, "/leak/a", f"größe {KEY}".encode("latin-1"), headers=["Content-Type: text/plain; charset=iso-8859-1"])
    assert latin.body == "größe [REDACTED]".encode("latin-1")


def test_A12_pictures_keep_their_length(gate, leaky):
    leaky.pieces, leaky.answer_headers = [b"\x89PNG" + b"x" * 100], ["Content-Type: image/png", 'ETag: "p"']
    answer = gate.request("GET", "/length/a")
    assert answer.one("Content-Length") == "104" and answer.one("ETag") == '"p"'


def test_A12_events_leave_at_once_and_redacted(gate, leaky):
    leaky.go = threading.Semaphore(0)
    leaky.pieces = [f"data: one {KEY}\n\n".encode(), b"data: ends in gh\n\n", f"data: {CANARY}\n\n".encode()]
    leaky.answer_headers = ["Content-Type: text/event-stream"]
    with gate.connect() as connection:
        connection.send(message("GET", "/leak/events", []))
        seen = b""
        for expected in (b"data: one [REDACTED]\n\n", b"data: ends in gh\n\n", b"data: [REDACTED]\n\n"):
            while expected not in seen:  # the service waits until this event was seen
                got = connection.socket.recv(65536)
                assert got, seen
                seen += got
            leaky.go.release()
        assert KEY.encode() not in seen


def test_A12_each_finding_is_an_event_that_tells_how_many_and_not_what(gate, leaky):
    answer_of(gate, leaky, "/leak/told", f"{KEY} {KEY} {CANARY}")
    assert eventually(lambda: sum(event.get("path") == "/leak/told" for event in gate.events) == 2)
    told = {event["reason"]: event for event in gate.events if event.get("path") == "/leak/told"}
    assert told["answer_secret"]["severity"] == "high" and "2" in told["answer_secret"]["details"]
    assert told["answer_canary"]["severity"] == "critical"
    text = json.dumps(told)
    assert KEY not in text and CANARY not in text


def test_A12_routes_that_do_not_ask_are_left_alone(gate, leaky):
    answer = answer_of(gate, leaky, "/leak/plain", KEY, headers=["Content-Type: text/plain", 'ETag: "abc"'], asked={"Accept-Encoding": "gzip"})
    assert answer.body == KEY.encode() and answer.one("ETag") == '"abc"'
    assert leaky.only.one("Accept-Encoding") == "gzip"


def test_C9_errors_of_the_service_are_still_masked(gate, leaky):
    answer = gate.request("GET", "/status/500")
    assert answer.status == 500 and answer.json()["detail"] == "An error occurred"


@pytest.mark.parametrize("status", [500, 501, 503, 507])
@pytest.mark.parametrize("kind", ["text/html", "application/json", "text/plain", "application/problem+json", "application/xml", "application/grpc", ""])
@pytest.mark.parametrize("path", ["/length/a", "/length/plain"])
def test_C9_no_word_of_a_failed_service_is_sent(gate, leaky, status, kind, path):
    leaky.status, leaky.pieces = status, [b"Traceback: db.internal refused sa/hunter2"]
    leaky.answer_headers = ([f"Content-Type: {kind}"] if kind else []) + ["X-Debug: db.internal", "Retry-After: 5"]
    answer = gate.request("GET", path)
    assert answer.status == status and answer.json()["detail"] == "An error occurred" and answer.one("Retry-After") == "5"
    assert b"internal" not in answer.body and not answer.all("X-Debug")
    head = gate.request("HEAD", path)
    assert head.status == status and not head.all("X-Debug") and not head.body


def test_C9_a_failure_that_is_compressed_is_masked_too(gate, leaky):
    leaky.status, leaky.pieces, leaky.answer_headers = 500, [gzip.compress(b"db.internal")], ["Content-Type: text/html", "Content-Encoding: gzip"]
    for path in ("/length/a", "/length/plain"):
        answer = gate.request("GET", path)
        assert answer.status == 500 and answer.json()["detail"] == "An error occurred" and not answer.all("Content-Encoding")


@pytest.mark.parametrize("status", [400, 404, 409, 422, 429])
@pytest.mark.parametrize("path", ["/length/a", "/length/plain"])
def test_C9_what_a_form_needs_to_know_passes(gate, leaky, status, path):
    body = b'{"detail":[{"loc":["body","age"],"msg":"must be > 0","type":"value_error"}]}'
    leaky.status, leaky.pieces, leaky.answer_headers = status, [body], ["Content-Type: application/problem+json", "X-Field: age"]
    answer = gate.request("GET", path)
    assert answer.status == status and answer.body == body and answer.one("Content-Type") == "application/problem+json" and answer.one("X-Field") == "age"


def test_C9_chosen_strings_are_escaped_for_html(gate, leaky):
    text = '{"comment":"<b onclick=\\"x\\">&","other":"<b>","items":[{"title":"\\u003cscript>"},{"name":"<"}]}'
    answer = answer_of(gate, leaky, "/leak/json/a", text[:15], text[15:70], text[70:], headers=["Content-Type: application/json; charset=utf-8"])
    assert answer.body.decode() == ('{"comment":"&lt;b onclick=&quot;x&quot;&gt;&amp;","other":"<b>",'
                                    '"items":[{"title":"&lt;script&gt;"},{"name":"<"}]}')
    page = answer_of(gate, leaky, "/leak/json/a", "<p>a page</p>", headers=["Content-Type: text/html"])
    assert page.body == b"<p>a page</p>"
