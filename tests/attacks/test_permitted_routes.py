"""What must stay shut stays shut on routes that have every permission of browsers' tokens and health checks, and beside them: the tests of
identity, run again on a policy where the routes that they ask take tokens in protocols and tickets, and others take plain HTTP. B2, B9."""

import pytest

# Run again here, with this module's gate.
from test_identity import (  # noqa: F401
    test_B1_a_denied_route_is_closed_to_everybody,
    test_B2_claims_of_a_wrong_type,
    test_B2_every_unlisted_path_needs_one,
    test_B2_expired,
    test_B2_missing_token,
    test_B2_times,
    test_B2_wrong_audience,
    test_B2_wrong_format,
    test_B2_wrong_issuer,
    test_THREATS_a_key_that_came_with_the_token,
    test_THREATS_a_token_too_large,
    test_THREATS_another_key,
    test_THREATS_kid_is_compared_and_never_opened,
    test_THREATS_none_in_every_spelling,
    test_THREATS_null_cut_and_changed_signatures,
    test_THREATS_one_kind_of_token_for_another,
    test_THREATS_repeated_claims,
    test_THREATS_the_cache_tells_tokens_apart,
    test_THREATS_the_public_key_is_no_hmac_secret,
    test_THREATS_two_authorization_headers,
)


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.1]
proxy_host: true
routes:
  - {{ path: /health, auth: none, transport: any }}
  - {{ path: /anything, websocket: true, token_in: [protocol, ticket] }}
  - {{ path: /x, websocket: true, token_in: [protocol, ticket] }}
  - {{ path: /admin/*, require: {{ role: admin }}, token_in: ticket }}
  - {{ path: /closed, auth: deny }}
""")


HANDSHAKE = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]


@pytest.mark.parametrize("claims, header", [({"iss": "somebody.else"}, {}), ({"aud": "other"}, {}), ({"exp": 1}, {}), ({}, {"typ": "session+jwt"}), ({}, {"crit": ["exp"]}),
                                            ({}, {"alg": "none"}), ({}, {"alg": "HS256"}), ({"droplet_id": 0}, {})])
def test_B2_a_token_that_is_no_good_is_none_in_the_protocols_either(gate, upstream, keys, claims, header):
    token = keys.forge(header=header, claims=claims)
    answer = gate.request("GET", "/x", [*HANDSHAKE, ("Sec-WebSocket-Protocol", f"bearer, {token}")])
    assert answer.status == 401 and answer.json()["detail"].startswith(("Invalid token", "Token has expired")), answer.body
    assert gate.request("POST", "/_gatehouse/ticket", token=token).status == 401
    upstream.assert_untouched()


def test_A13_a_ticket_brings_no_role(gate, upstream, token):
    ticket = gate.request("POST", "/_gatehouse/ticket", token=token).json()["ticket"]
    assert gate.request("GET", f"/admin/x?ticket={ticket}").status == 403
    upstream.assert_untouched()
