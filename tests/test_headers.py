"""Identity and forwarded headers from outside, and the headers that the upstream gets instead (threat list)."""

import json
import base64

import pytest
from product import PERMISSIONS, assert_refused
from raw_http import message

FORGED = ["X-Gatehouse-Subject", "x-gatehouse-roles", "X-GATEHOUSE-DROPLET-ID", "X-Gatehouse-Assertion", "X_Gatehouse_Subject", "X-Gatehouse_Roles",
          "X.Gatehouse.Subject", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Method-Override", "X-Forwarded-User",
          "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Auth-Request-User", "X-Remote-User", "Remote-User", "REMOTE_USER", "X-WEBAUTH-USER",
          "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP", "Proxy", "X-Forwarded_For", "X_Forwarded_Proto"]
MARK = "forged-4711"


@pytest.fixture(scope="module", **PERMISSIONS)
def gate(request, make_gate, _upstream):
    keys, routes = request.param
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.2]
{keys}
routes:
{routes}
  - {{ path: /health, auth: none }}
""")


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("path", ["/health", "/guarded"])
def test_THREATS_identity_headers_from_outside_are_stripped(gate, upstream, token, name, path):
    answer = gate.request("GET", path, [(name, MARK), (name, MARK + " ")], token=token)
    if answer.status == 400:
        upstream.assert_untouched()
        return
    assert answer.status == 200
    assert MARK.encode() not in upstream.only.head, upstream.only.head


@pytest.mark.parametrize("line", [b"X-Gatehouse-Subject : x", b"X-Gatehouse-Subject\t: x", b" X-Gatehouse-Subject: x", b"X-Gatehouse-Subject\x00: x",
                                  b"X-Gatehouse-\xc2\xa0Subject: x", b"X-Other: y\nX-Gatehouse-Subject: x", b"X-Other: y\rX-Gatehouse-Subject: x",
                                  b"X-Other: y\r\n X-Gatehouse-Subject: x", b"X-Other: y\x0bX-Gatehouse-Subject: x"])
def test_THREATS_nor_do_they_come_in_broken_lines(gate, upstream, line):
    gate.raw(b"GET /health HTTP/1.1\r\nHost: gate.example\r\n" + line + b"\r\n\r\n")
    for record in upstream.records:
        assert b"gatehouse-subject" not in record.head.lower(), record.head
    assert not upstream.broken


def test_THREATS_the_upstream_gets_the_verified_identity(gate, upstream, keys):
    token = keys.forge(claims={"sub": "droplet:14", "roles": ["operator", "a,admin"], "scope": "read write", "jti": "one\r\nX-Gatehouse-Roles: admin"})
    assert gate.request("GET", "/guarded", {"X-Gatehouse-Droplet-Id": "21", "X-Gatehouse-Roles": "admin"}, token=token).status == 200
    record = upstream.only
    assert record.one("X-Gatehouse-Subject") == "droplet:14"
    assert record.one("X-Gatehouse-Droplet-Id") == "14"
    assert record.one("X-Gatehouse-Roles") == "operator,a%2Cadmin"
    assert record.one("X-Gatehouse-Scopes") == "read,write"
    assert record.one("X-Gatehouse-Token-Id") == "one%0D%0AX-Gatehouse-Roles:%20admin"


def test_THREATS_an_open_route_has_no_identity_at_all(gate, upstream, token):
    gate.request("GET", "/health", token=token)
    assert not [name for name, _ in upstream.only.headers if name.lower().startswith("x-gatehouse-")]


# ---- forwarded headers believed


def test_THREATS_forwarded_headers_of_a_stranger_are_replaced(gate, upstream):
    gate.request("GET", "/health", [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Real-IP", "203.0.113.7")])
    record = upstream.only
    assert record.one("X-Forwarded-For") == "127.0.0.1"
    assert record.one("X-Forwarded-Proto") == "http"
    assert b"203.0.113.7" not in record.head


def test_THREATS_a_trusted_proxy_is_believed(gate, upstream):
    gate.request("GET", "/health", [("X-Forwarded-For", "198.51.100.1, 203.0.113.7"), ("X-Forwarded-Proto", "https")], source="127.0.0.2")
    record = upstream.only
    assert record.one("X-Forwarded-For") == "203.0.113.7", "the rightmost that is not a proxy of ours"
    assert record.one("X-Forwarded-Proto") == "https"


def test_THREATS_a_client_cannot_choose_its_trace_or_request_id(gate, upstream):
    answer = gate.request("GET", "/health", {"X-Request-ID": "a\"b<script>", "traceparent": "garbage"})
    record = upstream.only
    assert record.one("X-Request-ID") == answer.one("X-Request-ID")
    assert "<" not in record.one("X-Request-ID")
    version, trace, span, flags = record.one("traceparent").split("-")
    assert (len(version), len(trace), len(span), len(flags)) == (2, 32, 16, 2)


def test_THREATS_a_good_trace_is_passed_on(gate, upstream):
    trace = "0af7651916cd43dd8448eb211c80319c"
    gate.request("GET", "/health", {"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert upstream.only.one("traceparent").split("-")[1] == trace


def test_the_authorization_header_reaches_the_upstream_or_nothing_of_it(gate, upstream, token):
    """Where it is passed on it is passed on whole, so that the service can check it too."""
    gate.request("GET", "/guarded", token=token)
    assert upstream.only.all("Authorization") in ([f"Bearer {token}"], [])


# ---- the signed assertion


def test_an_assertion_is_signed_short_lived_and_made_once(make_gate, keys, token, tmp_path_factory, _upstream):
    from product import Keys

    signer = Keys(tmp_path_factory.mktemp("assertion"), "assertion", "ES256")
    gate = make_gate(f"""
upstream: {_upstream.url}
assertion: {{ key: {signer.private}, algorithm: ES256, audience: the-service, life: 60s }}
workers: 1
""")
    _upstream.clear()
    for _ in range(3):
        assert gate.request("GET", "/x", {"X-Gatehouse-Assertion": "forged"}, token=token).status == 200
    assertions = {record.one("X-Gatehouse-Assertion") for record in _upstream.records}
    assert len(assertions) == 1, "made once per identity, not once per request"
    header, claims, _ = assertions.pop().split(".")

    def decode(part):
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))

    assert decode(header)["alg"] == "ES256"
    assert decode(header)["typ"] == "gatehouse-assertion+jwt"
    assert decode(claims)["aud"] == "the-service"
    assert decode(claims)["sub"] == "droplet:14"
    assert decode(claims)["exp"] - decode(claims)["iat"] <= 60
    published = gate.request("GET", "/.well-known/gatehouse-assertion-jwks.json")
    assert published.status == 200
    assert published.json()["keys"][0]["kty"] == "EC"
    assert "d" not in published.json()["keys"][0], "a private key must not be published"
    whole = _upstream.records[0].one("X-Gatehouse-Assertion")
    assert_refused(gate.request("GET", "/x", token=whole), 401, "Invalid token: algorithm not allowed")
