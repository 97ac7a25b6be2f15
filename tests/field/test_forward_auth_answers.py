"""What the client of a proxy gets that asks the gate: the gate's own status, body and wait, and an answer to its preflights. The proxies'
configurations are the examples' own."""

import urllib.parse

import pytest
from forward_auth_example import EXAMPLES, PROXIES, Example

ROUTES = """\
  - { path: /limited, auth: none, limit: 2/day }
  - { path: /only-get, methods: [GET], auth: none }
  - { path: /operators, require: { role: admin } }
  - { path: /message, methods: [POST], auth: none, inspect: json }
  - { path: /api, methods: [GET, PUT], auth: none }
"""
PAGE = "https://app.example"
PREFLIGHT = [("Origin", PAGE), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")]


@pytest.fixture(scope="module", params=PROXIES)
def example(request, tmp_path_factory, keys):
    example = Example(tmp_path_factory.mktemp("example"), keys, request.param, ROUTES)
    yield example
    example.stop()


@pytest.fixture(params=PROXIES)
def example_with_people(request, tmp_path, keys):
    example = Example(tmp_path, keys, request.param, "  - { path: /app/*, auth: session }\ncontrol: { people: {} }\n")
    yield example
    example.stop()


def test_A9_a_browser_is_sent_to_the_login_and_from_there_to_the_whole_path(example_with_people):
    target = "/app/page?a=1&b=%2F&c=x"
    got = example_with_people.ask("GET", target, [("Accept", "text/html")])
    assert got.status == 303, (got.status, got.body)
    login = urllib.parse.urlsplit(got.one("Location"))
    assert login.path == "/_gatehouse/login" and urllib.parse.parse_qs(login.query) == {"next": [target]}
    refused(example_with_people, 401, "Login required", "GET", target)


def test_A9_the_proxy_passes_the_login_on_and_nothing_of_forward_auth(example_with_people):
    page = example_with_people.ask("GET", "/_gatehouse/login?next=/app/x")
    assert page.status == 200 and b'name="password"' in page.body
    for target in ("/_gatehouse/auth", "/_gatehouse/auth/", "/_gatehouse/auth/health", "/_gatehouse/%61uth/health", "/_gatehouse%2Fauth/health",
                   "//_gatehouse/auth/health", "/_gatehouse/x/../auth/health"):
        got = example_with_people.ask("GET", target)
        assert got.status in (400, 401, 404), (target, got.status)
        assert got.all("X-Gatehouse-Subject") == [], target
        example_with_people.service.assert_untouched()


def refused(example, status: int, detail: str, method: str, target: str, headers=()):
    got = example.ask(method, target, headers)
    assert got.status == status, (got.status, got.headers, got.body)
    assert got.one("Content-Type") == "application/problem+json"
    assert got.json()["detail"] == detail and got.json()["status"] == status and got.json()["trace_id"]
    example.service.assert_untouched()
    return got


def test_A13_a_limit_is_429_with_its_wait(example):
    statuses = [example.ask("GET", "/limited").status for _ in range(3)]
    assert statuses == [200, 200, 429]
    got = refused(example, 429, "Rate limit exceeded. Please try again later.", "GET", "/limited")
    assert int(got.one("Retry-After")) > 0


def test_a_method_that_is_not_taken_is_405(example):
    got = refused(example, 405, "Method not allowed", "POST", "/only-get", [("Content-Length", "0")])
    assert got.one("Allow") == "GET"


def test_a_path_with_two_readings_is_400(example):
    assert example.ask("GET", "/health/..%2fx").status == 400
    example.service.assert_untouched()


def test_B2_no_token_is_401_with_its_challenge(example):
    assert refused(example, 401, "Missing authorization header", "GET", "/operators").one("WWW-Authenticate") == "Bearer"


def test_A13_a_missing_role_is_403_in_the_gates_words(example, token):
    refused(example, 403, "Insufficient permissions", "GET", "/operators", [("Authorization", f"Bearer {token}")])


def test_a_body_that_cannot_be_inspected_is_403_with_the_gates_response(example):
    refused(example, 403, "This route inspects the body, but the proxy did not send it to the gate", "POST", "/message", [("Content-Length", "0")])


def test_the_services_own_403_and_429_stay_its_own(example, token):
    for status in (401, 403, 429, 404):
        got = example.ask("GET", f"/status/{status}", [("Authorization", f"Bearer {token}")])
        assert got.status == status
        assert got.body.startswith(b"psycopg2"), "what the test's service says with every status"


def test_no_name_of_the_gates_reaches_the_client(example):
    for target in ("/limited", "/operators", "/health"):
        assert [name for name, _ in example.ask("GET", target).headers if name.lower().startswith("x-gatehouse-")] == []


def test_B10_a_preflight_is_answered_by_the_gate(example):
    got = example.ask("OPTIONS", "/page", PREFLIGHT)
    assert got.status == 204
    assert got.one("Access-Control-Allow-Origin") == PAGE
    assert "POST" in got.one("Access-Control-Allow-Methods")
    assert "authorization" in got.one("Access-Control-Allow-Headers").lower()
    example.service.assert_untouched()


@pytest.mark.parametrize("headers, why", [
    ([("Origin", "https://evil.example"), *PREFLIGHT[1:]], "another page"),
    ([PREFLIGHT[0], ("Access-Control-Request-Method", "DELETE")], "another method"),
    ([*PREFLIGHT[:2], ("Access-Control-Request-Headers", "x-mine")], "another header"),
])
def test_B10_a_preflight_that_is_not_listed_is_refused(example, headers, why):
    got = example.ask("OPTIONS", "/page", headers)
    assert got.status == 403, why
    assert got.all("Access-Control-Allow-Origin") == []
    example.service.assert_untouched()


@pytest.mark.parametrize("name", ["X-Original-URI", "X-Forwarded-Uri", "X-Forwarded-Method", "X-Original-Method", "X-Forwarded-Host"])
def test_THREATS_a_preflight_asks_for_its_own_path_whatever_its_headers_say(example, name):
    got = example.ask("OPTIONS", "/page", [*PREFLIGHT, (name, "/health")])
    assert got.status in (204, 400, 403)
    example.service.assert_untouched()


def test_an_options_request_that_is_no_preflight_goes_its_usual_way(example, token):
    assert example.ask("OPTIONS", "/page").status == 401
    assert example.ask("OPTIONS", "/page", [("Authorization", f"Bearer {token}")]).status == 200
    assert example.service.only.method == "OPTIONS"


def test_B10_the_page_may_read_the_answer(example, token):
    got = example.ask("GET", "/page", [("Origin", PAGE), ("Authorization", f"Bearer {token}")])
    assert got.status == 200
    assert got.one("Access-Control-Allow-Origin") == PAGE
    assert "Origin" in ", ".join(got.all("Vary"))


def test_B10_another_page_may_not(example, token):
    got = example.ask("GET", "/page", [("Origin", "https://evil.example"), ("Authorization", f"Bearer {token}")])
    assert got.all("Access-Control-Allow-Origin") == []


def test_B10_the_services_cors_headers_are_replaced(example, token):
    got = example.ask("GET", "/loud", [("Origin", PAGE), ("Authorization", f"Bearer {token}")])
    assert got.all("Access-Control-Allow-Origin") == [PAGE]


def test_the_gate_counts_the_client_and_not_the_proxy(example):
    """Both examples hand the address on that they saw."""
    assert example.gate.event_of(example.ask("GET", "/operators"))["address"] == "127.0.0.1"
    text = (EXAMPLES / "envoy.yaml").read_text()
    for name in ("cookie", "x-forwarded-for", "origin"):
        assert f"exact: {name}" in text, "Envoy passes on what it is told to, and nothing else"
