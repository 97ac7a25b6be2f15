"""Tokens that are bound to a key of their sender (RFC 9449), with proofs as clients make them. B2."""

import base64
import concurrent.futures
import hashlib
import json
import secrets
import subprocess
import time

import pytest
from authlib.jose import JsonWebKey, JsonWebSignature
from issuers import AUDIENCE, Signer, base64url, keycloak
from product import assert_refused, gatehouse

ALGORITHMS = 'algs="RS256 PS256 ES256 EdDSA"'
BAD_PROOF = f'DPoP error="invalid_dpop_proof", {ALGORITHMS}'
BAD_TOKEN = f'DPoP error="invalid_token", {ALGORITHMS}'
ISSUER = keycloak()[1]["iss"]
KINDS = {"ES256": ("EC", "P-256"), "RS256": ("RSA", 2048), "PS256": ("RSA", 2048), "EdDSA": ("OKP", "Ed25519")}


def signed(header: dict, claims: dict, key) -> str:
    return JsonWebSignature().serialize_compact(header, json.dumps(claims), key).decode()


class Client:
    """A client with a key of its own, and tokens that are bound to it."""

    def __init__(self, signer: Signer, algorithm: str = "ES256"):
        self.signer, self.algorithm = signer, algorithm
        self.key = JsonWebKey.generate_key(*KINDS[algorithm], is_private=True)
        header, claims = keycloak()
        self.claims, self.header = claims, header
        self.token = signer.token({**claims, "cnf": {"jkt": self.key.thumbprint()}}, header)

    def proof(self, url: str, method: str = "GET", *, token: str | None = None, header: dict | None = None, key=None, **claims) -> str:
        """A proof for one request. A claim or header member that is None is left out."""
        signing = key or self.key
        full_header = {"typ": "dpop+jwt", "alg": self.algorithm, "jwk": signing.as_dict(is_private=False), **(header or {})}
        digest = base64url(hashlib.sha256((token or self.token).encode()).digest())
        full = {"jti": secrets.token_urlsafe(), "htm": method, "htu": url, "iat": int(time.time()), "ath": digest, **claims}
        return signed(*[{name: value for name, value in members.items() if value is not None} for members in (full_header, full)], signing)

    def headers(self, proof: str, token: str | None = None, **more) -> dict:
        return {"Authorization": f"DPoP {token or self.token}", "DPoP": proof, **more}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer("kc-1")


@pytest.fixture(scope="module")
def key_file(signer, tmp_path_factory):
    file = tmp_path_factory.mktemp("jwks") / "keys.json"
    file.write_text(json.dumps({"keys": [signer.jwk(alg="RS256")]}))
    return file


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, key_file):
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.9/32]
tokens: {{ issuer: "{ISSUER}", audience: "{AUDIENCE}", keys: {key_file} }}
""")


@pytest.fixture(scope="module")
def client(signer) -> Client:
    return Client(signer)


def url_of(gate, path: str = "/x") -> str:
    return f"http://gate.example{path}"


def ask(gate, headers, method: str = "GET", path: str = "/x", **more):
    items = list(headers.items()) if isinstance(headers, dict) else headers
    return gate.request(method, path, [("Host", "gate.example"), *items], **more)


@pytest.mark.parametrize("algorithm", KINDS)
def test_B2_a_bound_token_with_its_proof_passes(gate, upstream, signer, algorithm):
    client = Client(signer, algorithm)
    for method in ("GET", "POST"):  # the second one finds the token in the cache
        answer = ask(gate, client.headers(client.proof(url_of(gate), method)), method)
        assert answer.status == 200, answer.body
    got = upstream.records[-1]
    assert got.one("Authorization") == f"DPoP {client.token}"
    assert got.one("X-Gatehouse-Subject") == "f-1"


@pytest.mark.parametrize("url", ["HTTP://Gate.Example/x", "http://gate.example:80/x", "http://gate.example/%78", "http://gate.example/x?q=1#f",
                                 "http://gate.example/y/../x"])
def test_B2_the_url_is_compared_after_normalization(gate, client, url):
    assert ask(gate, client.headers(client.proof(url)), path="/x?q=2").status == 200


def test_THREATS_a_proof_is_accepted_once_by_all_workers(gate, upstream, client):
    proof = client.proof(url_of(gate))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: ask(gate, client.headers(proof)), range(64)))
    assert sorted(answer.status for answer in answers) == [200] + [401] * 63
    assert len(upstream.records) == 1
    refused = next(answer for answer in answers if answer.status == 401)
    assert_refused(refused, 401, "Invalid token: the DPoP proof was used before", BAD_PROOF)
    assert gate.event_of(refused)["reason"] == "proof_replayed"


def test_THREATS_a_reload_forgets_no_proof(make_gate, _upstream, key_file, client):
    gate = make_gate(f'upstream: {_upstream.url}\ntokens: {{ issuer: "{ISSUER}", audience: "{AUDIENCE}", keys: {key_file} }}\n')
    proof = client.proof(url_of(gate))
    assert ask(gate, client.headers(proof)).status == 200
    gate.command("reload")
    for _ in range(8):
        assert_refused(ask(gate, client.headers(proof)), 401, "Invalid token: the DPoP proof was used before", BAD_PROOF)
    assert ask(gate, client.headers(client.proof(url_of(gate)))).status == 200


REQUEST, TOKEN, TIME = ("Invalid token: the DPoP proof is for another request", "Invalid token: the DPoP proof is for another token",
                        "Invalid token: the DPoP proof is too old or from the future")
MALFORMED = "Invalid token: the DPoP proof is malformed"
FOREIGN = {
    "method": ({"htm": "POST"}, REQUEST, "proof_request"), "method's case": ({"htm": "get"}, REQUEST, "proof_request"),
    "path": ({"htu": "http://gate.example/y"}, REQUEST, "proof_request"), "host": ({"htu": "http://evil.example/x"}, REQUEST, "proof_request"),
    "scheme": ({"htu": "https://gate.example/x"}, REQUEST, "proof_request"), "port": ({"htu": "http://gate.example:81/x"}, REQUEST, "proof_request"),
    "user": ({"htu": "http://gate.example@evil.example/x"}, REQUEST, "proof_request"), "no URL": ({"htu": "/x"}, REQUEST, "proof_request"),
    "token": ({"ath": base64url(hashlib.sha256(b"another").digest())}, TOKEN, "proof_token"), "no token": ({"ath": None}, MALFORMED, "proof_malformed"),
    "padding": ({"ath": base64.urlsafe_b64encode(hashlib.sha256(b"x").digest()).decode()}, TOKEN, "proof_token"),
    "old": ({"iat": int(time.time()) - 3600}, TIME, "proof_time"), "future": ({"iat": int(time.time()) + 3600}, TIME, "proof_time"),
    "no time": ({"iat": None}, MALFORMED, "proof_malformed"), "no id": ({"jti": None}, MALFORMED, "proof_malformed"),
    "empty id": ({"jti": ""}, MALFORMED, "proof_malformed"), "long id": ({"jti": "a" * 300}, MALFORMED, "proof_malformed"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_THREATS_a_proof_for_something_else(gate, upstream, client, what):
    claims, words, reason = FOREIGN[what]
    answer = ask(gate, client.headers(client.proof(url_of(gate), **claims)))
    assert_refused(answer, 401, words, BAD_PROOF)
    assert gate.event_of(answer)["reason"] == reason
    upstream.assert_untouched()


def unsigned(header: dict, claims: dict) -> str:
    return ".".join(base64url(json.dumps(part).encode()) for part in (header, claims)) + "."


def test_THREATS_keys_and_algorithms_that_prove_nothing(gate, upstream, client):
    public = client.key.as_dict(is_private=False)
    claims = {"jti": "n", "htm": "GET", "htu": url_of(gate), "iat": int(time.time()), "ath": base64url(hashlib.sha256(client.token.encode()).digest())}
    secret = JsonWebKey.import_key({"kty": "oct", "k": base64url(b"s" * 32)})
    proofs = [client.proof(url_of(gate), header={"jwk": client.key.as_dict(is_private=True)}),
              client.proof(url_of(gate), header={"jwk": None}), client.proof(url_of(gate), header={"typ": "JWT"}), client.proof(url_of(gate), header={"typ": None}),
              client.proof(url_of(gate), header={"jwk": {"keys": [public]}}),
              unsigned({"typ": "dpop+jwt", "alg": "none", "jwk": public}, claims), unsigned({"typ": "dpop+jwt", "alg": "ES384", "jwk": public}, claims),
              signed({"typ": "dpop+jwt", "alg": "HS256", "jwk": secret.as_dict(is_private=True)}, claims, secret),
              signed({"typ": "dpop+jwt", "alg": "HS256", "jwk": public}, claims, secret),
              "", "a.b.c", "a" * 9000, client.token, client.proof(url_of(gate)) + ", " + client.proof(url_of(gate))]
    for proof in proofs:
        assert_refused(ask(gate, client.headers(proof)), 401, MALFORMED, BAD_PROOF)
    forged = unsigned({"typ": "dpop+jwt", "alg": "ES256", "jwk": public}, claims)
    assert_refused(ask(gate, client.headers(forged)), 401, "Invalid token: the DPoP proof has no valid signature", BAD_PROOF)
    assert_refused(ask(gate, client.headers(forged + base64url(b"\0" * 64))), 401, "Invalid token: the DPoP proof has no valid signature", BAD_PROOF)
    upstream.assert_untouched()


def test_THREATS_a_stolen_token_is_useless(gate, upstream, signer, client):
    thief = Client(signer)
    assert_refused(ask(gate, thief.headers(thief.proof(url_of(gate), token=client.token), client.token)), 401, "Invalid token: the DPoP proof is of another key", BAD_TOKEN)
    missing = "Invalid token: bound to a key, and sent without a DPoP proof"
    assert_refused(ask(gate, {"Authorization": f"DPoP {client.token}"}), 401, missing, BAD_TOKEN)
    for _ in range(2):
        assert_refused(ask(gate, {"Authorization": f"Bearer {client.token}"}), 401, missing, BAD_TOKEN)
    assert_refused(ask(gate, {"Authorization": f"Bearer {client.token}", "DPoP": client.proof(url_of(gate))}), 401, missing, BAD_TOKEN)
    for query in ("access_token", "ticket"):
        assert ask(gate, {"Cookie": f"access_token={client.token}"}, path=f"/x?{query}={client.token}").status == 401
    upstream.assert_untouched()


def test_THREATS_two_proofs_and_two_tokens(gate, upstream, client):
    first, second = client.proof(url_of(gate)), client.proof(url_of(gate))
    authorization = ("Authorization", f"DPoP {client.token}")
    for headers in ([authorization, ("DPoP", first), ("DPoP", second)], [authorization, ("DPoP", first), ("dpop", first)],
                    [authorization, authorization, ("DPoP", first)], [authorization, ("Authorization", f"Bearer {client.token}"), ("DPoP", first)]):
        assert ask(gate, headers).status in (400, 401)
    upstream.assert_untouched()
    assert ask(gate, client.headers(first)).status == 200, "what was refused used no proof up"


def test_THREATS_an_unbound_token_with_the_scheme_of_bound_ones(gate, upstream, signer, client):
    header, claims = keycloak()
    plain = signer.token(claims, header)
    assert_refused(ask(gate, client.headers(client.proof(url_of(gate), token=plain), plain)), 401, "Invalid token: not bound to a key of its sender", BAD_TOKEN)
    upstream.assert_untouched()
    assert ask(gate, {"Authorization": f"Bearer {plain}", "DPoP": "a.b.c"}).status == 200, "the header of a request that needs no proof means nothing"


def test_B2_behind_a_trusted_proxy_the_url_is_the_clients(gate, upstream, client):
    forwarded = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example", "X-Forwarded-Prefix": "/shop"}
    url = "https://shop.example/shop/x"
    assert ask(gate, client.headers(client.proof(url), **forwarded), source="127.0.0.9").status == 200
    for other in ("https://shop.example/x", "https://gate.example/shop/x", "http://shop.example/shop/x"):
        assert_refused(ask(gate, client.headers(client.proof(other), **forwarded), source="127.0.0.9"), 401, REQUEST, BAD_PROOF)
    assert_refused(ask(gate, client.headers(client.proof(url), **forwarded)), 401, REQUEST, BAD_PROOF), "from anybody else these headers are nothing"


def test_B2_asked_by_another_proxy_the_url_is_that_of_the_request_in_question(make_gate, _upstream, key_file, client):
    gate = make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.2]
tokens: {{ issuer: "{ISSUER}", audience: "{AUDIENCE}", keys: {key_file} }}
""", alone=True)

    def question(url: str, method: str = "DELETE"):
        told = [("X-Forwarded-Method", method), ("X-Forwarded-Uri", "/orders/7?x=1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example:8443"),
                ("X-Forwarded-For", "203.0.113.5")]
        return gate.request("GET", "/_gatehouse/auth", [("Host", "gate.internal"), *told, *client.headers(client.proof(url, "DELETE")).items()], source="127.0.0.2")

    assert question("https://shop.example:8443/orders/7").status == 204
    for url in ("https://gate.internal/_gatehouse/auth", "https://gate.internal/orders/7", "https://shop.example/orders/7", "https://shop.example:8443/orders/8"):
        assert_refused(question(url), 401, REQUEST, BAD_PROOF)
    assert_refused(question("https://shop.example:8443/orders/7", "GET"), 401, REQUEST, BAD_PROOF)


def test_B2_bound_tokens_can_be_required(make_gate, _upstream, upstream, key_file, signer, client):
    gate = make_gate(f'upstream: {_upstream.url}\ntokens: {{ issuer: "{ISSUER}", audience: "{AUDIENCE}", keys: {key_file}, bound: required }}\n')
    header, claims = keycloak()
    assert_refused(ask(gate, {"Authorization": f"Bearer {signer.token(claims, header)}"}), 401, "Invalid token: not bound to a key of its sender", BAD_TOKEN)
    upstream.assert_untouched()
    assert ask(gate, client.headers(client.proof(url_of(gate)))).status == 200


def test_B2_over_http_2_and_tls(make_gate, _upstream, key_file, client, tmp_path):
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    gate = make_gate(f"""
upstream: {_upstream.url}
tls: {{ certificate: {certificate}, key: {key} }}
tokens: {{ issuer: "{ISSUER}", audience: "{AUDIENCE}", keys: {key_file} }}
""", tls=True)
    url = f"https://localhost:{gate.port}/x"

    def statuses(proof: str, count: int = 1) -> list[str]:
        done = subprocess.run(["curl", "--silent", "--http2", "--cacert", certificate, "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}\n",
                               "-H", f"Authorization: DPoP {client.token}", "-H", f"DPoP: {proof}", *[f"{url}?{i}" for i in range(count)]],
                              capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.split("\n")[:count]

    assert statuses(client.proof(url), 2)[0] == "2 200"
    assert statuses(client.proof("https://localhost/x")) == ["2 401"], "another port is another server"
    assert statuses(client.proof(url.replace("https", "http"))) == ["2 401"]


def test_explain_judges_the_proof_and_uses_none_up(gate, client, tmp_path):
    token = tmp_path / "token"
    token.write_text(client.token)

    def explain(proof: str):
        return gatehouse("explain", "GET", "/x", "--policy", gate.file, "--token", token, "-H", "Host: gate.example", "-H", f"DPoP: {proof}", check=False).stdout

    assert "proof_request" in explain(client.proof("http://gate.example/y"))
    assert "proof_malformed" in explain("a.b.c")
    good = client.proof(url_of(gate))
    for _ in range(2):
        told = explain(good)
        assert "proof_" not in told and "f-1" in told
    assert ask(gate, client.headers(good)).status == 200
    assert "proof_replayed" in explain(good)


def test_a_registry_issues_no_bound_tokens(policy_file):
    done = policy_file("upstream: http://127.0.0.1:9\ncontrol: { registry: {} }\ntokens: { issuer: i, audience: a, bound: required }\n").command("check", check=False)
    assert done.returncode == 1 and "'bound' requires it" in done.stdout + done.stderr
