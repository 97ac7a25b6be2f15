"""Tokens and key sets as real issuers write them pass; what is forged in the same places does not. B2, A8, A13, B3."""

import json
import socket
import time

import pytest
from issuers import AUDIENCE, Member, Signer, adfs, auth0, entra, keycloak, okta, ping, spring, uaa
from product import assert_refused, eventually, gatehouse

ISSUERS = {"entra": entra, "okta": okta, "keycloak": keycloak, "uaa": uaa, "spring": spring, "adfs": adfs, "auth0": auth0, "ping": ping}


@pytest.fixture(scope="module")
def signers() -> dict[str, Signer]:
    return {name: Signer(f"{name}-1") for name in ISSUERS}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, signers, tmp_path_factory):
    """One gate that believes all of them, with no word about how each writes its roles and scopes."""
    folder = tmp_path_factory.mktemp("jwks")
    entries = []
    for name, signer in signers.items():
        (folder / f"{name}.json").write_text(json.dumps({"keys": [signer.jwk(alg="RS256")]}))
        entries.append(f'  - {{ issuer: "{ISSUERS[name]()[1]["iss"]}", audience: "{AUDIENCE}", keys: {folder}/{name}.json }}')
    return make_gate(f"""
upstream: {_upstream.url}
tokens:
{chr(10).join(entries)}
routes:
  - {{ path: /role, require: {{ role: Orders.Read }} }}
  - {{ path: /scope, require: {{ scope: Orders.Read }} }}
  - {{ path: /admin, require: {{ role: admins }} }}
""")


def token_of(signers, name, **more):
    header, claims = ISSUERS[name]()
    return signers[name].token(claims, header, **more)


@pytest.mark.parametrize("name", ISSUERS)
def test_A13_a_token_as_the_issuer_writes_it_passes(gate, upstream, signers, name):
    answer = gate.request("GET", "/anything", token=token_of(signers, name))
    assert answer.status == 200, answer.body


ROLES = {"entra", "keycloak", "adfs"}


@pytest.mark.parametrize("name", ISSUERS)
def test_A13_its_roles_and_scopes_count(gate, upstream, signers, name):
    token = token_of(signers, name)
    assert gate.request("GET", "/role", token=token).status == (200 if name in ROLES else 403)
    assert gate.request("GET", "/scope", token=token).status == 200
    assert_refused(gate.request("GET", "/admin", token=token), 403, "Insufficient permissions")
    told = upstream.records[-1]
    assert "Orders.Read" in told.one("X-Gatehouse-Scopes").split(",")


@pytest.mark.parametrize("claims", [{"roles": {"Orders.Read": {}}}, {"roles": [["Orders.Read"], {"a": "Orders.Read"}, 1, None]}, {"scp": 7, "scope": None, "roles": None},
                                    {"realm_access": ["Orders.Read"]}, {"realm_access": {"roles": {"Orders.Read": True}}}, {"Scope": "Orders.Read"}, {"roles": "orders.read"}])
def test_A13_a_value_that_is_not_a_role_grants_none_and_the_others_still_count(gate, upstream, signers, claims):
    header, base = spring()
    token = signers["spring"].token({**base, "scope": None, **claims}, header)
    assert gate.request("GET", "/anything", token=token).status == 200
    assert gate.request("GET", "/role", token=token).status == 403
    assert gate.request("GET", "/scope", token=token).status == 403


def test_A13_claims_that_the_policy_names(make_gate, _upstream, upstream, signers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("named")
    for name in ("okta", "keycloak", "auth0", "uaa"):
        (folder / f"{name}.pem").write_bytes(signers[name].pem())
    names = {"okta": "groups", "keycloak": "resource_access.my.client.roles", "auth0": "https://shop.example/roles", "uaa": "authorities"}
    entries = "\n".join(f'  - {{ issuer: "{ISSUERS[name]()[1]["iss"]}", audience: "{AUDIENCE}", keys: {folder}/{name}.pem, role_claims: ["{claim}"] }}'
                        for name, claim in names.items())
    gate = make_gate(f"upstream: {_upstream.url}\ntokens:\n{entries}\nroutes:\n"
                     "  - { path: /x, require: { roles: [admins, manager, Orders.Read, Orders.Write] } }\n  - { path: /y, require: { role: offline_access } }\n")
    for name in names:
        assert gate.request("GET", "/x", token=token_of(signers, name)).status == 200, name
    assert gate.request("GET", "/y", token=token_of(signers, "keycloak")).status == 403, "the usual names are replaced, not added to"


def test_B1_a_claim_that_is_a_list_has_the_value_of_each_element(make_gate, _upstream, upstream, signers, tmp_path_factory):
    """Groups without `role_claims`, in the words that come to mind first."""
    folder = tmp_path_factory.mktemp("elements")
    (folder / "okta.pem").write_bytes(signers["okta"].pem())
    gate = make_gate(f"""
upstream: {_upstream.url}
tokens: {{ issuer: "{okta()[1]["iss"]}", audience: "{AUDIENCE}", keys: {folder}/okta.pem }}
routes:
  - {{ path: /groups, require: {{ claims: {{ groups: [owners, admins] }} }} }}
  - {{ path: /number, require: {{ claims: {{ levels: 3, mfa: true }} }} }}
""")
    header, claims = okta()

    def status(path, **more):
        return gate.request("GET", path, token=signers["okta"].token({**claims, **more}, header)).status

    assert status("/groups") == 200
    assert [status("/groups", groups=value) for value in ("admins", ["Everyone", "owners"])] == [200, 200]
    assert [status("/groups", groups=value) for value in ([], ["admin"], ["Admins"], [["admins"]], [{"a": "admins"}], {"admins": "admins"}, "admins owners", None)] == [403] * 8
    assert status("/number", levels=[1, 3], mfa=True) == 200
    assert [status("/number", levels=value, mfa=True) for value in ([1, 30], [[3]], 33)] == [403] * 3


JKT = {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}
X5T = {"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}


@pytest.mark.parametrize("bound", [{**X5T, "kid": "k"}, {**JKT, **X5T, "kid": "k"}, {**JKT, "x5t#S256": "short"}, {"x5t#S256": 7}, [X5T], {"kid": "k"},
                                   {"jwk": {"kty": "EC"}}, {}, [], "x", False, {"jkt": 7}, {"jkt": ""}, [JKT]])
def test_THREATS_a_token_that_is_bound_to_its_sender_is_no_bearer_token(gate, upstream, signers, bound):
    """RFC 8705 §3: sent without a proof that the gate cannot verify, it may be stolen. Those bound to a key alone: test_dpop.py."""
    header, claims = keycloak()
    token = signers["keycloak"].token({**claims, "cnf": bound}, header)
    for _ in range(2):
        assert_refused(gate.request("GET", "/x", token=token), 401, "Invalid token: bound to a sender that cannot be verified here")
    assert_refused(gate.request("GET", "/x", {"Authorization": f"DPoP {token}", "DPoP": "a.b.c"}), 401, "Invalid token: bound to a sender that cannot be verified here")
    upstream.assert_untouched()


def test_THREATS_a_token_that_is_bound_to_a_certificate_is_refused_where_nobody_asks_for_one(gate, upstream, signers):
    """Where somebody does: test_client_certificates.py."""
    header, claims = keycloak()
    once, twice = [signers["keycloak"].token({**claims, "cnf": bound}, header) for bound in (X5T, {**JKT, **X5T})]
    for _ in range(2):
        assert_refused(gate.request("GET", "/x", token=once), 401, "Invalid token: bound to a sender that cannot be verified here")
        assert_refused(gate.request("GET", "/x", {"Authorization": f"DPoP {twice}", "DPoP": "a.b.c"}), 401, "Invalid token: bound to a sender that cannot be verified here")
        assert gate.request("GET", "/x", token=twice).status == 401
        assert gate.request("GET", "/x", {"Authorization": f"DPoP {once}", "DPoP": "a.b.c"}).status == 401
    upstream.assert_untouched()


def test_a_token_whose_binding_is_null_is_not_bound(gate, upstream, signers):
    header, claims = keycloak()
    assert gate.request("GET", "/x", token=signers["keycloak"].token({**claims, "cnf": None}, header)).status == 200


# ---- the size


def test_a_token_with_all_groups_that_Entra_lists(gate, upstream, signers):
    header, claims = entra(groups=200)
    token = signers["entra"].token(claims, header)
    assert 8192 < len(token) <= 16384
    for _ in range(2):  # the second one from the cache
        assert gate.request("GET", "/role", token=token).status == 200
    assert upstream.records[-1].one("Authorization") == f"Bearer {token}"


def test_THREATS_one_that_is_larger_still_is_refused(gate, upstream, signers):
    header, claims = entra(groups=310)
    token = signers["entra"].token(claims, header)
    assert 16384 < len(token) < 20000
    assert_refused(gate.request("GET", "/x", token=token), 401, "Invalid token: too large")
    many = {**entra()[1], "groups": ["a"] * 1100}
    assert gate.request("GET", "/x", token=signers["entra"].token(many, header)).status == 401
    upstream.assert_untouched()


# ---- where a header says keys are


def test_THREATS_no_address_in_a_header_is_ever_followed(gate, upstream, signers):
    stranger = Signer("uaa-1")
    header, claims = uaa()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/keys"
        for where in ({"jku": url}, {"x5u": url}, {"jku": url, "x5u": url, "x5c": ["MIIB"]}):
            assert gate.request("GET", "/x", token=signers["uaa"].token(claims, {**header, **where})).status == 200
            answer = gate.request("GET", "/x", token=stranger.token(claims, {**header, **where}))
            assert_refused(answer, 401, "Invalid token: signature verification failed")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert_refused(gate.request("GET", "/x", token=stranger.token(claims, {**header, "jwk": stranger.jwk()})), 401, "Invalid token: header not allowed")


# ---- clocks


@pytest.mark.parametrize("ahead", [0.3, 1, 5, 25])
def test_B2_an_issuer_whose_clock_is_a_little_ahead(gate, upstream, signers, ahead):
    for name in ("okta", "entra"):
        header, claims = ISSUERS[name]()
        if "nbf" in claims:
            claims["nbf"] = int(time.time() + ahead)
        assert gate.request("GET", "/x", token=signers[name].token(claims, header, ahead=ahead)).status == 200, name


def test_B2_one_that_is_far_ahead_is_refused_and_exp_has_no_leeway(gate, upstream, signers):
    assert_refused(gate.request("GET", "/x", token=token_of(signers, "okta", ahead=90)), 401, "Invalid token claims: issued in the future")
    header, claims = spring()
    assert_refused(gate.request("GET", "/x", token=signers["spring"].token({**claims, "nbf": int(time.time()) + 90}, header)), 401,
                   "Invalid token claims: not valid yet")
    assert_refused(gate.request("GET", "/x", token=token_of(signers, "okta", ahead=-3601)), 401, "Token has expired")
    upstream.assert_untouched()


def test_B2_without_leeway_where_the_policy_says_so(make_gate, _upstream, signers, tmp_path_factory):
    file = tmp_path_factory.mktemp("strict") / "okta.pem"
    file.write_bytes(signers["okta"].pem())
    gate = make_gate(f'upstream: {_upstream.url}\ntokens: {{ issuer: "{okta()[1]["iss"]}", audience: "{AUDIENCE}", keys: {file}, leeway: 0s }}\n')
    assert gate.request("GET", "/x", token=token_of(signers, "okta")).status == 200
    assert_refused(gate.request("GET", "/x", token=token_of(signers, "okta", ahead=5)), 401, "Invalid token claims: issued in the future")


# ---- the Authorization header


@pytest.mark.parametrize("prefix", ["Bearer ", "Bearer  ", "Bearer     ", "bearer  ", "BEARER "])
def test_B2_spaces_behind_Bearer(gate, upstream, signers, prefix):
    assert gate.request("GET", "/x", {"Authorization": prefix + token_of(signers, "okta")}).status == 200


def test_B2_two_tokens_are_none(gate, upstream, signers):
    token = token_of(signers, "okta")
    for value in (f"Bearer {token} {token}", f"Bearer {token}, Bearer {token}", f"Bearer \t{token}", f"Bearer  {token}  x", f"Bearer,{token}"):
        assert_refused(gate.request("GET", "/x", {"Authorization": value}), 401, "Invalid authorization header format")
    upstream.assert_untouched()


# ---- key sets


OCT = {"kty": "oct", "kid": "hmac", "alg": "HS256", "k": "c2VjcmV0LXRoYXQtZXZlcnlib2R5LWtub3dz"}
ENCRYPTION = {"kty": "RSA", "kid": "enc", "use": "enc", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB"}
UNKNOWN = {"kty": "AKP", "kid": "pq", "alg": "ML-DSA-65", "pub": "AAAA"}
P521 = {"kty": "EC", "kid": "p521", "crv": "P-521", "alg": "ES512", "x": "AA", "y": "AA"}


def set_gate(make_gate, _upstream, folder, members):
    file = folder / "keys.json"
    file.write_text(json.dumps({"keys": members}))
    return make_gate(f'upstream: {_upstream.url}\ntokens: {{ issuer: i, audience: "{AUDIENCE}", keys: {file} }}\n'), file


def test_B3_an_unusable_key_does_not_affect_the_others_and_is_reported_once(make_gate, _upstream, upstream, tmp_path_factory):
    good = Signer("good")
    gate, file = set_gate(make_gate, _upstream, tmp_path_factory.mktemp("set"), [OCT, ENCRYPTION, UNKNOWN, P521, 7, good.jwk()])
    assert gate.request("GET", "/x", token=good.token({"iss": "i"})).status == 200
    assert gate.request("GET", "/x", token=Signer("good").token({"iss": "i"})).status == 401
    log = gate.run_dir / "error.log"
    words = "Left out of the key set: 1 symmetric or private key, 3 keys that cannot verify RS256, PS256, ES256 or EdDSA"
    assert eventually(lambda: words in log.read_text())
    assert eventually(lambda: any(event["type"] == "refused" for event in gate.events))  # the 401 has been logged
    for _ in range(3):  # the file is written again with the same members
        file.write_text(file.read_text() + " ")
        before = len(gate.events)
        time.sleep(1.2)  # the gate looks at its key files once a second
        assert len(gate.events) == before
    assert log.read_text().count(words) == 1
    assert [event["type"] for event in gate.events].count("keys_left_out") == 1
    assert words in gatehouse("check", gate.file).stdout


def test_THREATS_a_symmetric_or_private_key_in_a_set_verifies_nothing(make_gate, _upstream, upstream, tmp_path_factory):
    good, leaked = Signer("good"), Signer("leaked")
    private = leaked.key.private_numbers()
    member = leaked.jwk(d=f"{private.d:x}", p="AQ", q="AQ")
    gate, _ = set_gate(make_gate, _upstream, tmp_path_factory.mktemp("leak"), [member, OCT, good.jwk()])
    assert gate.request("GET", "/x", token=good.token({"iss": "i"})).status == 200
    assert_refused(gate.request("GET", "/x", token=leaked.token({"iss": "i"})), 401, "Invalid token: unknown key")
    assert_refused(gate.request("GET", "/x", token=good.token({"iss": "i"}, {"alg": "HS256", "kid": "hmac"})), 401, "Invalid token: algorithm not allowed")


def test_B3_a_set_of_nothing_but_secrets_does_not_start(policy_file, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [OCT]}))
    done = policy_file("upstream: http://127.0.0.1:9\ntokens: { issuer: i, audience: a, keys: keys.json }\n").command("check", check=False)
    assert done.returncode == 1 and "private or symmetric key" in done.stderr


def test_B3_a_token_without_kid_is_tried_with_each_key(make_gate, _upstream, upstream, tmp_path_factory):
    first, second, unnamed = Signer("a"), Signer("b"), Signer()
    gate, _ = set_gate(make_gate, _upstream, tmp_path_factory.mktemp("kid"), [first.jwk(), second.jwk(), unnamed.jwk()])
    for signer in (first, second, unnamed):
        assert gate.request("GET", "/x", token=signer.token({"iss": "i"}, {"kid": None})).status == 200
    assert gate.request("GET", "/x", token=unnamed.token({"iss": "i"}, {"kid": "a name that its key set does not say"})).status == 200
    assert_refused(gate.request("GET", "/x", token=Signer().token({"iss": "i"})), 401, "Invalid token: signature verification failed")
    assert_refused(gate.request("GET", "/x", token=first.token({"iss": "i"}, {"kid": "b"})), 401, "Invalid token: signature verification failed")
    assert_refused(gate.request("GET", "/x", token=first.token({"iss": "i"}, {"kid": "c"})), 401, "Invalid token: unknown key")


def test_THREATS_what_a_token_without_kid_costs_is_bounded(make_gate, _upstream, upstream, tmp_path_factory):
    """Of more keys than the bound the first sixteen are tried, and no more."""
    signers = [Member(f"k{i}") if i < 15 else Signer(f"k{i}") for i in range(18)]
    gate, _ = set_gate(make_gate, _upstream, tmp_path_factory.mktemp("many"), [signer.jwk() for signer in signers])
    assert gate.request("GET", "/x", token=signers[15].token({"iss": "i"}, {"kid": None})).status == 200
    assert gate.request("GET", "/x", token=signers[16].token({"iss": "i"}, {"kid": None})).status == 401
    assert gate.request("GET", "/x", token=signers[17].token({"iss": "i"})).status == 200, "by its name any is found"


@pytest.mark.parametrize("claims", [{"aud": None}, {"sub": 7}, {"jti": 7}, {"exp": None}, {"iss": None}])
def test_B2_what_is_still_refused(gate, upstream, signers, claims):
    """Cognito's access tokens are for nobody in particular; a subject is a text; without an end a token would be good for ever."""
    header, base = spring()
    assert gate.request("GET", "/x", token=signers["spring"].token({**base, **claims}, header)).status == 401
    upstream.assert_untouched()
