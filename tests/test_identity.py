"""Row B2 (A8, B3, A13) and the token classes of the threat list, against the running gate."""

import base64
import hashlib
import hmac
import json
import subprocess
import time

import pytest
from product import AUDIENCE, ISSUER, assert_refused, assert_six_headers, base64url, gatehouse
from raw_http import message
from test_udc import udc

MALFORMED = "Invalid token: malformed"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /process, methods: [POST] }}
  - {{ path: /admin/*, require: {{ role: admin }} }}
  - {{ path: /operate, require: {{ role: operator }} }}
  - {{ path: /scoped, require: {{ scopes: [read, write] }} }}
  - {{ path: /team, require: {{ claims: {{ team: [blue, green] }} }} }}
  - {{ path: /closed, auth: deny }}
""")


def refused(gate, upstream, token, detail):
    answer = gate.request("GET", "/anything", token=token)
    assert_refused(answer, 401, detail)
    upstream.assert_untouched()


def test_B2_missing_token(gate, upstream):
    assert_refused(gate.request("GET", "/anything"), 401, "Missing authorization header")
    upstream.assert_untouched()


def test_B2_an_open_route_needs_none(gate, upstream):
    answer = gate.request("GET", "/health")
    assert answer.status == 200
    assert upstream.only.target == "/health"


def test_B2_every_unlisted_path_needs_one(gate, upstream):
    for target in ("/", "/healthz", "/health/x", "/Health", "/HEALTH", "/process/x", "/new", "/health.json", "/xhealth"):
        assert_refused(gate.request("GET", target), 401, "Missing authorization header")
    upstream.assert_untouched()


def test_B2_a_good_token_passes(gate, upstream, token):
    answer = gate.request("GET", "/anything", token=token)
    assert answer.status == 200
    assert_six_headers(answer)
    assert upstream.only.target == "/anything"


@pytest.mark.parametrize("value", ["Basic dTpw", "Bearer", "Bearer ", "Bearer   ", "Token x.y.z", "x.y.z", "Bearer x.y.z extra",
                                   "Bearer,x", "Bearerx.y.z", ""])
def test_B2_wrong_format(gate, upstream, value):
    answer = gate.request("GET", "/anything", {"Authorization": value})
    assert answer.status == 401
    assert answer.one("WWW-Authenticate") == "Bearer"
    assert answer.json()["detail"] in ("Invalid authorization header format", "Missing authorization header"), value
    assert_six_headers(answer)
    upstream.assert_untouched()


def test_B2_expired(gate, upstream, keys):
    now = int(time.time())
    refused(gate, upstream, keys.forge(claims={"iat": now - 7200, "exp": now - 1}), "Token has expired")


def test_B2_issued_by_the_product_in_the_past(gate, upstream, keys):
    refused(gate, upstream, keys.issue(14, "--now", str(int(time.time()) - 7200)), "Token has expired")


@pytest.mark.parametrize("claims", [{"iss": "somebody.else"}, {"iss": ISSUER + "."}, {"iss": ISSUER.upper()}, {"iss": ""}])
def test_B2_wrong_issuer(gate, upstream, keys, claims):
    refused(gate, upstream, keys.forge(claims=claims), "Invalid token claims: wrong issuer")


@pytest.mark.parametrize("claims", [{"aud": "other"}, {"aud": ["other", "more"]}, {"aud": AUDIENCE + "x"}])
def test_B2_wrong_audience(gate, upstream, keys, claims):
    refused(gate, upstream, keys.forge(claims=claims), "Invalid token claims: wrong audience")


def test_B2_one_of_several_audiences_is_enough(gate, upstream, keys):
    assert gate.request("GET", "/x", token=keys.forge(claims={"aud": ["other", AUDIENCE]})).status == 200


def test_B2_times(gate, upstream, keys):
    now = int(time.time())
    refused(gate, upstream, keys.forge(claims={"nbf": now + 300}), "Invalid token claims: not valid yet")
    refused(gate, upstream, keys.forge(claims={"iat": now + 300, "exp": now + 600}), "Invalid token claims: issued in the future")
    refused(gate, upstream, keys.forge(claims={"iat": now - 1, "exp": now + 86400 + 60}), "Invalid token claims: lifetime longer than allowed")


@pytest.mark.parametrize("missing", ["exp", "iat", "iss", "aud"])
def test_B2_a_claim_is_missing(gate, upstream, keys, missing):
    answer = gate.request("GET", "/x", token=keys.forge(drop=(missing,)))
    assert answer.status == 401 and answer.json()["detail"].startswith("Invalid token claims: "), answer.body
    upstream.assert_untouched()


def test_B2_droplet_id_is_missing(gate, upstream, keys):
    refused(gate, upstream, keys.forge(drop=("droplet_id",)), "Token missing droplet_id claim")


@pytest.mark.parametrize("claims", [{"exp": "tomorrow"}, {"exp": None}, {"iat": "now"}, {"exp": 1e300}, {"exp": -1}, {"droplet_id": "14; DROP"},
                                    {"droplet_id": 0}, {"droplet_id": 1000}, {"droplet_id": 14.5}, {"droplet_id": [14]}, {"droplet_id": True}])
def test_B2_claims_of_a_wrong_type(gate, upstream, keys, claims):
    answer = gate.request("GET", "/x", token=keys.forge(claims=claims))
    assert answer.status == 401, claims
    assert answer.one("WWW-Authenticate") == "Bearer"
    upstream.assert_untouched()


def test_B2_the_detail_repeats_nothing_of_the_token(gate, upstream, keys):
    mark = "tell-tale-4711"
    for claims in ({"iss": mark}, {"aud": mark}, {"exp": mark}, {"droplet_id": mark}):
        assert mark.encode() not in gate.request("GET", "/x", token=keys.forge(claims=claims)).body
    for header in ({"kid": mark}, {"alg": mark}, {"typ": mark}, {"jku": mark}):
        assert mark.encode() not in gate.request("GET", "/x", token=keys.forge(header=header)).body


# ---- algorithm confusion, none, embedded keys, null signature


def test_THREATS_none_in_every_spelling(gate, upstream, keys):
    payload = keys.forge().split(".")[1]
    for name in ("none", "None", "NONE", "nOnE", ""):
        header = base64url(json.dumps({"alg": name, "typ": "JWT"}).encode())
        for signature in ("", base64url(b""), base64url(b"x")):
            answer = gate.request("GET", "/x", token=f"{header}.{payload}.{signature}")
            assert answer.status == 401 and answer.one("WWW-Authenticate") == "Bearer"
    upstream.assert_untouched()


def test_THREATS_the_public_key_is_no_hmac_secret(gate, upstream, keys):
    payload = keys.forge().split(".")[1]
    pem = keys.public.read_bytes()
    for secret in (pem, pem.strip(), pem.replace(b"\n", b"\r\n"), b"", b"secret"):
        for name, digest in (("HS256", hashlib.sha256), ("HS384", hashlib.sha384), ("HS512", hashlib.sha512)):
            header = base64url(json.dumps({"alg": name}).encode())
            signature = hmac.new(secret, f"{header}.{payload}".encode(), digest).digest()
            refused(gate, upstream, f"{header}.{payload}.{base64url(signature)}", "Invalid token: algorithm not allowed")


def test_THREATS_a_key_that_came_with_the_token(gate, upstream, other_keys):
    numbers = subprocess.run(["openssl", "rsa", "-pubin", "-in", other_keys.public, "-noout", "-modulus"], capture_output=True, text=True,
                             check=True).stdout.strip().split("=")[1]
    jwk = {"kty": "RSA", "n": base64url(bytes.fromhex(numbers)), "e": "AQAB", "alg": "RS256", "use": "sig"}
    for header in ({"jwk": jwk}, {"crit": ["exp"]}, {"crit": ["b64"], "b64": False}, {"zip": "DEF"}):
        refused(gate, upstream, other_keys.forge(header=header), "Invalid token: header not allowed")
    for header in ({"jku": "http://127.0.0.1:9/keys"}, {"x5u": "http://127.0.0.1:9/c"}, {"x5c": ["MIIB"]}):
        refused(gate, upstream, other_keys.forge(header=header), "Invalid token: signature verification failed")


def test_THREATS_another_key(gate, upstream, other_keys):
    answer = gate.request("GET", "/x", token=other_keys.forge())
    assert_refused(answer, 401, "Invalid token: signature verification failed")
    upstream.assert_untouched()


def test_THREATS_null_cut_and_changed_signatures(gate, upstream, keys):
    good = keys.forge()
    head, payload, signature = good.split(".")
    size = len(base64.urlsafe_b64decode(signature + "=="))
    changed = base64url(json.dumps({"iss": ISSUER, "aud": AUDIENCE, "iat": int(time.time()), "exp": int(time.time()) + 60,
                                    "droplet_id": 1}).encode())
    for bad in (f"{head}.{payload}.", f"{head}.{payload}", f"{head}.{payload}.{signature}.{signature}", f"{head}.{changed}.{signature}",
                f"{head}.{payload}.{base64url(bytes(size))}", f"{head}.{payload}.{signature[:-4]}", f"{head}.{payload}.{signature}=",
                f"{head}.{payload}.{signature}A", f".{payload}.{signature}", f"{head}..{signature}", "..", ".", "a", f"{head}.{payload}.{signature}\x00"[:-1] + "%00",
                f"{payload}.{head}.{signature}"):
        answer = gate.request("GET", "/x", token=bad)
        assert answer.status == 401, bad
        assert answer.json()["detail"].startswith("Invalid ")
    upstream.assert_untouched()


def test_THREATS_kid_is_compared_and_never_opened(gate, upstream, other_keys):
    for kid in ("../../../../../../dev/null", "/dev/null", str(other_keys.public), "' OR '1'='1", "|id", "file:///etc/passwd", "x" * 5000, "\u0000"):
        answer = gate.request("GET", "/x", token=other_keys.forge(header={"kid": kid}))
        assert answer.status == 401, kid
    upstream.assert_untouched()


@pytest.mark.parametrize("kind", ["gatehouse-assertion+jwt", "session+jwt", "logout+jwt", "dpop+jwt", "JOSE"])
def test_THREATS_one_kind_of_token_for_another(gate, upstream, keys, kind):
    refused(gate, upstream, keys.forge(header={"typ": kind}), "Invalid token claims: wrong token type")


def test_THREATS_a_token_too_large(gate, upstream, keys):
    refused(gate, upstream, keys.forge(claims={"more": "x" * 13_000}), "Invalid token: too large")


def test_THREATS_two_authorization_headers(gate, upstream, token, other_keys):
    for first, second in ((token, other_keys.forge()), (other_keys.forge(), token), (token, token)):
        data = gate.raw(message("GET", "/x", [("Authorization", f"Bearer {first}"), ("Authorization", f"Bearer {second}")]))
        assert data.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401")), data[:200]
    upstream.assert_untouched()


def test_THREATS_repeated_claims(gate, upstream, keys):
    now = int(time.time())
    claims = f'{{"iss":"evil","iss":"{ISSUER}","aud":"{AUDIENCE}","iat":{now},"exp":{now + 60},"droplet_id":14}}'
    signed = base64url(b'{"alg":"RS256"}') + "." + base64url(claims.encode())
    answer = gate.request("GET", "/x", token=signed + "." + base64url(keys.sign(signed.encode())))
    assert answer.status == 401
    upstream.assert_untouched()


def test_THREATS_the_cache_tells_tokens_apart(gate, upstream, keys, token):
    """A token that was just verified warms the cache; one that differs in its last byte is another token."""
    assert gate.request("GET", "/x", token=token).status == 200
    upstream.clear()
    head, payload, signature = token.split(".")
    for at in (0, len(signature) // 2, len(signature) - 3):
        other = signature[:at] + ("A" if signature[at] != "A" else "B") + signature[at + 1 :]
        assert gate.request("GET", "/x", token=f"{head}.{payload}.{other}").status == 401
    upstream.assert_untouched()


# ---- A13: what a good token may do


def test_A13_roles(gate, upstream, keys):
    assert_refused(gate.request("GET", "/admin/x", token=keys.forge(claims={"role": "operator"})), 403, "Insufficient permissions")
    assert_refused(gate.request("GET", "/admin/x", token=keys.forge(claims={"roles": ["administrator", "admin2", "ADMIN"]})), 403,
                   "Insufficient permissions")
    upstream.assert_untouched()
    assert gate.request("GET", "/admin/x", token=keys.forge(claims={"roles": ["reader", "admin"]})).status == 200
    assert gate.request("GET", "/operate", token=keys.forge(claims={"role": "operator"})).status == 200


def test_A13_scopes_and_claims(gate, upstream, keys):
    assert_refused(gate.request("GET", "/scoped", token=keys.forge(claims={"scope": "read writer"})), 403, "Insufficient permissions")
    assert_refused(gate.request("GET", "/team", token=keys.forge(claims={"team": "red"})), 403, "Insufficient permissions")
    upstream.assert_untouched()
    assert gate.request("GET", "/scoped", token=keys.forge(claims={"scope": "write read"})).status == 200
    assert gate.request("GET", "/team", token=keys.forge(claims={"team": "green"})).status == 200


def test_B1_a_denied_route_is_closed_to_everybody(gate, upstream, token):
    assert_refused(gate.request("GET", "/closed", token=token), 403, "Access denied")
    upstream.assert_untouched()


# ---- B3


def test_B3_a_missing_key_is_no_start(policy_file):
    gate = policy_file("upstream: http://127.0.0.1:9\ntokens: { issuer: i, audience: a, keys: nowhere/key.pem }\n")
    done = gate.command("up --detach", check=False)
    assert done.returncode == 2
    assert f"Registry public key not found: {gate.folder}/nowhere/key.pem" in done.stderr
    assert gate.master() is None


def test_B3_a_reload_brings_the_new_key_and_keeps_the_old_one(make_gate, keys, other_keys, _upstream):
    def policy(*files):
        listed = ", ".join(str(file) for file in files)
        return (f"upstream: {_upstream.url}\ntokens: {{ issuer: {ISSUER}, audience: {AUDIENCE}, require_claims: droplet_id, keys: [{listed}] }}\n")

    gate = make_gate(policy(keys.public))
    old, new = keys.forge(), other_keys.forge()
    assert gate.request("GET", "/x", token=old).status == 200
    assert gate.request("GET", "/x", token=new).status == 401
    gate.write(policy(keys.public, other_keys.public))
    gate.command("reload")
    assert gate.request("GET", "/x", token=old).status == 200
    assert gate.request("GET", "/x", token=new).status == 200
    gate.write(policy(other_keys.public))
    gate.command("reload")
    assert gate.request("GET", "/x", token=old).status == 401, "the cache must not outlive the key"
    assert gate.request("GET", "/x", token=new).status == 200


def test_B2_token_verify_says_the_same_as_the_gate(gate, keys, other_keys, tmp_path):
    lines = "\n".join([keys.forge(), other_keys.forge(), keys.forge(claims={"aud": "x"})]) + "\n"
    done = gatehouse("token", "verify", "--key", keys.public, "--issuer", ISSUER, "--audience", AUDIENCE, "--require-claim", "droplet_id",
                     check=False, input=lines)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["valid"] for verdict in verdicts] == [True, False, False]


# ---- what a request waits for, and who it is meanwhile


@pytest.mark.parametrize("source, status", [(14, 200), (21, 403)])
def test_B2_the_identity_does_not_change_while_a_body_arrives(make_gate, _upstream, upstream, keys, source, status):
    """A verified token lies in a cache that other requests put theirs into while this one waits for its body."""
    gate = make_gate(f"""
workers: 1
upstream: {_upstream.url}
droplets: {{ 7: {_upstream.url} }}
routes:
  - {{ path: /message, methods: [POST], inspect: udc }}
""")

    def issue(number, droplet_id):
        return keys.forge(claims={"sub": "fleet", "jti": str(number), "droplet_id": droplet_id})

    body = udc(source=source, target=7)
    with gate.connect() as connection:
        connection.send(message("POST", "/message", {"Authorization": f"Bearer {issue(0, 14)}", "Content-Type": "application/json",
                                                     "Content-Length": str(len(body))}))
        connection.send(body[:1])
        time.sleep(0.1)
        for number in range(1, 9):  # more than one subject's share of the cache
            assert gate.request("GET", "/x", token=issue(number, 21)).status == 200
        connection.send(body[1:])
        assert connection.response().status == status
    seen = [record for record in upstream.records if record.method == "POST"]
    assert len(seen) == (1 if status == 200 else 0)
    for record in seen:
        assert (record.one("X-Gatehouse-Droplet-Id"), record.one("X-Gatehouse-Token-Id")) == ("14", "0")
