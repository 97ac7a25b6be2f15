"""Row B11: equal names of two issuers are different identities, so one does not use up the other's limits."""

import pytest
from product import AUDIENCE, ISSUER

PARTNER = "partner.example"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, keys, other_keys):
    return make_gate(f"""
upstream: {_upstream.url}
tokens:
  - {{ issuer: {ISSUER}, audience: {AUDIENCE}, keys: {keys.public} }}
  - {{ issuer: {PARTNER}, audience: {AUDIENCE}, keys: {other_keys.public} }}
routes:
  - {{ path: /mine, limit: 2/hour per identity }}
  - {{ path: /team, limit: "2/hour per claim:team" }}
""")


def partners(other_keys, **claims) -> str:
    return other_keys.forge(claims={"iss": PARTNER, **claims})


def test_B11_a_subject_of_two_issuers_has_places_of_its_own(gate, keys, other_keys):
    theirs = partners(other_keys, sub="alice")
    assert [gate.request("GET", "/mine", token=theirs).status for _ in range(3)] == [200, 200, 429]
    ours = keys.forge(claims={"sub": "alice"})
    assert [gate.request("GET", "/mine", token=ours).status for _ in range(3)] == [200, 200, 429]


def test_B11_a_claim_of_two_issuers_has_places_of_its_own(gate, keys, other_keys):
    theirs = partners(other_keys, team="red")
    assert [gate.request("GET", "/team", token=theirs).status for _ in range(3)] == [200, 200, 429]
    ours = keys.forge(claims={"team": "red"})
    assert [gate.request("GET", "/team", token=ours).status for _ in range(3)] == [200, 200, 429]
