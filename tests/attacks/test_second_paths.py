"""Requests that name a second path in a header: the rules of both apply. B1, and the class "the path that was checked is not the path that was served"."""

import pytest
from product import assert_refused

HOST = "http://gate.example"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
unlisted: deny
routes:
  - {{ path: /dav/*, auth: none }}
  - {{ path: /dav/private/*, require: {{ role: operator }} }}
  - {{ path: /dav/closed/*, auth: deny }}
  - {{ path: /bucket/*, auth: none }}
  - {{ path: /vault/*, auth: deny }}
""")


@pytest.mark.parametrize("method", ["COPY", "MOVE"])
@pytest.mark.parametrize("destination", [f"{HOST}/dav/b.txt", "/dav/b.txt", "https://gate.example:8443/dav/a%20folder/", f"{HOST}/dav/%C3%A4.txt"])
def test_B1_an_honest_copy_passes_unchanged(gate, upstream, method, destination):
    headers = {"Destination": destination, "Overwrite": "F", "Depth": "infinity", "If": "(<urn:uuid:1>)"}
    assert gate.request(method, "/dav/a.txt", headers).status == 200
    assert (upstream.only.method, upstream.only.one("Destination"), upstream.only.one("If")) == (method, destination, "(<urn:uuid:1>)")


@pytest.mark.parametrize("method", ["COPY", "MOVE"])
@pytest.mark.parametrize("destination", [f"{HOST}/dav/closed/x", "/dav/closed/x", "/dav/%63losed/x", "http://elsewhere.example/dav/closed/x", "/nowhere"])
def test_B1_nothing_is_written_where_the_route_denies_it(gate, upstream, token, method, destination):
    assert_refused(gate.request(method, "/dav/a.txt", {"Destination": destination}, token=token), 403, "Access denied")
    upstream.assert_untouched()


def test_B1_the_credential_of_the_second_path_is_asked_for(gate, upstream, keys, token):
    to_private = {"Destination": f"{HOST}/dav/private/x"}
    assert_refused(gate.request("MOVE", "/dav/a.txt", to_private), 401, "Missing authorization header")
    assert_refused(gate.request("MOVE", "/dav/a.txt", to_private, token=keys.issue(15)), 403, "Insufficient permissions")
    upstream.assert_untouched()
    assert gate.request("MOVE", "/dav/a.txt", to_private, token=token).status == 200


@pytest.mark.parametrize("destination", ["/dav/../dav/closed/x", "/dav/%2e%2e/dav/closed/x", "//dav/closed/x", "/dav/closed%2Fx", "dav/closed/x", "/dav\\closed", ""])
def test_B8_a_destination_in_doubt_is_refused(gate, upstream, token, destination):
    assert_refused(gate.request("COPY", "/dav/a.txt", {"Destination": destination}, token=token), 400, "The request path can be read in more than one way")
    upstream.assert_untouched()


def test_B1_two_destinations_are_none(gate, upstream):
    answer = gate.request("COPY", "/dav/a.txt", [("Destination", "/dav/b"), ("destination", "/dav/closed/b")])
    assert_refused(answer, 400, "A header that must not be repeated is repeated")
    upstream.assert_untouched()


def test_B1_nothing_is_copied_from_where_the_route_denies_it(gate, upstream):
    for source in ("/bucket/b", "bucket/b%20c?versionId=3"):
        assert gate.request("PUT", "/bucket/a", {"x-amz-copy-source": source}).status == 200
    upstream.clear()
    for source in ("/vault/key", "vault/key", "%76ault/key"):
        assert_refused(gate.request("PUT", "/bucket/a", {"x-amz-copy-source": source}), 403, "Access denied")
    upstream.assert_untouched()
