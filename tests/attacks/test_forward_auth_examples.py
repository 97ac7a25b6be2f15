"""The examples of doc/forward_auth.md, run as they are except for their ports: no identity of a client's own reaches the service, and no
foreign page opens a WebSocket."""

import pytest
from forward_auth_example import PROXIES, Example

FORGED = ["X-Gatehouse-Subject", "X-Gatehouse-Issuer", "X-Gatehouse-Droplet-Id", "X-Gatehouse-Roles", "X-Gatehouse-Scopes", "X-Gatehouse-Token-Id",
          "X-Gatehouse-Assertion", "x-gatehouse-roles", "X_Gatehouse_Roles", "X-Gatehouse_Subject", "REMOTE_USER", "X_Remote_User", "X_Forwarded_User",
          "X-Forwarded_Email", "X_Forwarded-Groups", "X_Auth_Request_User", "X_Auth-Request-User", "X_WebAuth_User", "Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Auth-Request-User", "X-WebAuth-User"]
MARK = "forged-4711"


@pytest.fixture(scope="module", params=PROXIES)
def example(request, tmp_path_factory, keys):
    example = Example(tmp_path_factory.mktemp("example"), keys, request.param)
    yield example
    example.stop()


@pytest.mark.parametrize("name", FORGED)
def test_B1_no_identity_of_a_clients_own_reaches_the_service(example, token, name):
    for path, more in (("/health", []), ("/page", [("Authorization", f"Bearer {token}")])):
        assert example.ask("GET", path, [(name, MARK), *more]).status == 200
        assert MARK.encode() not in example.service.only.head, example.service.only.head


def test_B1_the_verified_identity_does(example, token):
    assert example.ask("GET", "/page", [("Authorization", f"Bearer {token}")]).status == 200
    told = example.service.only
    assert told.one("X-Gatehouse-Subject") == "droplet:14"
    assert told.one("X-Gatehouse-Roles") == "operator"
    assert not any(told.all("X-Gatehouse-Scopes")), "what the token does not have is empty or absent"


def test_B1_an_open_route_tells_no_identity(example, token):
    assert example.ask("GET", "/health", [("Authorization", f"Bearer {token}")]).status == 200
    assert not [value for name, value in example.service.only.headers if name.lower().startswith("x-gatehouse-") and value]


def test_B2_without_a_token_nothing_reaches_the_service(example):
    assert example.ask("GET", "/page").status == 401
    example.service.assert_untouched()


UPGRADE = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13")]


def test_B10_no_foreign_page_opens_a_websocket(example):
    assert example.ask("GET", "/live", [*UPGRADE, ("Origin", "https://evil.example")]).status == 403
    example.service.assert_untouched()


def test_B10_a_foreign_pages_plain_get_passes_as_it_did(example):
    assert example.ask("GET", "/health", [("Origin", "https://evil.example")]).status == 200


def test_an_upgrade_where_no_route_takes_one_is_refused(example, token):
    assert example.ask("GET", "/page", [*UPGRADE, ("Authorization", f"Bearer {token}")]).status in (400, 403, 500)
    example.service.assert_untouched()


@pytest.mark.parametrize("offer", ["h2c", "TLS/1.2", "h2c, TLS/1.3"])
def test_an_offer_of_another_protocol_is_served_and_left_out(example, token, offer):
    """As Java's client and Apache's make it: neither refused, nor passed on for the service to take up."""
    headers = [("Upgrade", offer), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"), ("Authorization", f"Bearer {token}")]
    assert example.ask("GET", "/page", headers).status == 200
    told = {name.lower(): value for name, value in example.service.only.headers}
    assert not told.get("upgrade") and "http2-settings" not in told, told
