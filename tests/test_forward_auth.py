"""The gate as another proxy's question: 204 or the refusal, and only for peers that the policy names."""

import pytest
from product import assert_refused

PATH = "/_gatehouse/auth"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.2]
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /only-get, methods: [GET], auth: none }}
  - {{ path: /message, methods: [POST], inspect: udc }}
""")


def ask(gate, uri, method="GET", flavour="X-Original", token=None, more=(), source="127.0.0.2", path=PATH):
    names = {"X-Original": ("X-Original-URI", "X-Original-Method"), "X-Forwarded": ("X-Forwarded-Uri", "X-Forwarded-Method")}[flavour]
    headers = [(names[0], uri), (names[1], method), ("X-Forwarded-For", "203.0.113.5"), *more]
    return gate.request("GET", path, headers, token=token, source=source)


@pytest.mark.parametrize("flavour", ["X-Original", "X-Forwarded"])
def test_the_answer_is_204_or_the_refusal(gate, upstream, token, flavour):
    assert ask(gate, "/health", flavour=flavour).status == 204
    assert_refused(ask(gate, "/guarded", flavour=flavour), 401, "Missing authorization header")
    passed = ask(gate, "/guarded", flavour=flavour, token=token)
    assert passed.status == 204
    assert passed.one("X-Gatehouse-Subject") == "droplet:14"
    assert ask(gate, "/only-get", "POST", flavour=flavour).status == 405
    upstream.assert_untouched()


def test_envoy_asks_with_the_path_behind_ours(gate, upstream, token):
    assert gate.request("GET", PATH + "/health", source="127.0.0.2").status == 204
    assert_refused(gate.request("GET", PATH + "/guarded", source="127.0.0.2"), 401, "Missing authorization header")
    assert gate.request("GET", PATH + "/guarded", source="127.0.0.2", token=token).status == 204
    upstream.assert_untouched()


def test_THREATS_a_stranger_may_not_ask(gate, upstream, token):
    assert_refused(ask(gate, "/health", source="127.0.0.1"), 403, "Access denied")
    assert_refused(ask(gate, "/health", source="127.0.0.1", token=token), 403, "Access denied")
    upstream.assert_untouched()


def test_THREATS_two_questions_are_none(gate, upstream, token):
    assert ask(gate, "/health", more=[("X-Forwarded-Uri", "/guarded"), ("X-Forwarded-Method", "GET")]).status == 400
    assert ask(gate, "/health", more=[("X-Original-URI", "/guarded")]).status == 400
    assert ask(gate, "/health", path=PATH + "/guarded").status == 400
    assert gate.request("GET", PATH, source="127.0.0.2").status == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("uri", ["/health/../guarded", "/health/..%2fguarded", "//guarded", "/health;/../guarded", "guarded", "/%2e%2e/x", ""])
def test_THREATS_an_ambiguous_path_is_refused_here_too(gate, upstream, uri):
    assert ask(gate, uri).status == 400
    upstream.assert_untouched()


def test_THREATS_what_would_be_inspected_is_not_let_through_unread(gate, upstream, token):
    assert_refused(ask(gate, "/message", "POST", token=token), 403, "This route inspects the body, and the body was not passed on")
    upstream.assert_untouched()
