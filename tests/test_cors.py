"""Row B10: named origins, GET and POST, Authorization and Content-Type, credentials; and how CORS has gone wrong elsewhere."""

import pytest
from product import assert_refused, assert_six_headers
from raw_http import chunked

ORIGIN = "https://dashboard.example"
BAD_ORIGINS = ["https://evil.example", "http://dashboard.example", "https://dashboard.example.evil.example", "https://evildashboard.example",
               "https://dashboard.example:8443", "https://DASHBOARD.example", "https://dashboard.example/", "https://x.dashboard.example", "null",
               "file://", "*", "https://dashboard.example https://evil.example", "https://dashboard.exampl"]
REFUSED = "Origin not allowed"


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
cors: {{ origins: [{ORIGIN}, "https://app.example:8443"] }}
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /loud, auth: none }}
  - {{ path: /events, auth: none, websocket: true }}
  - {{ path: /saml/acs, methods: [POST], auth: none, observe: cors }}
""")


def vary(answer):
    return {word.strip() for value in answer.all("Vary") for word in value.split(",")}


def no_cors_headers(answer):
    return not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


def test_A13_B10_a_listed_origin(gate, upstream):
    answer = gate.request("GET", "/health", {"Origin": ORIGIN})
    assert answer.status == 200
    assert answer.one("Access-Control-Allow-Origin") == ORIGIN
    assert answer.one("Access-Control-Allow-Credentials") == "true"
    assert "Origin" in vary(answer)
    assert_six_headers(answer)


def test_B10_without_an_origin_the_answer_still_varies(gate, upstream):
    answer = gate.request("GET", "/health")
    assert no_cors_headers(answer)
    assert "Origin" in vary(answer), "a cache must not give this answer to a page"


def test_B10_a_preflight_is_answered_by_the_gate(gate, upstream):
    answer = gate.request("OPTIONS", "/guarded", {"Origin": ORIGIN, "Access-Control-Request-Method": "POST",
                                                  "Access-Control-Request-Headers": "authorization, content-type"})
    assert answer.status == 204
    assert answer.one("Access-Control-Allow-Origin") == ORIGIN
    assert answer.one("Access-Control-Allow-Methods") == "GET, POST"
    assert answer.one("Access-Control-Allow-Headers") == "Authorization, Content-Type, Accept, Accept-Language, Content-Language, Range"
    assert answer.one("Access-Control-Allow-Credentials") == "true"
    assert "Origin" in vary(answer)
    assert_six_headers(answer)
    upstream.assert_untouched()


@pytest.mark.parametrize("origin", BAD_ORIGINS)
def test_B10_RefusesUnlistedOrigin(gate, upstream, origin):
    assert_refused(gate.request("POST", "/health", {"Origin": origin}), 403, REFUSED)
    preflight = gate.request("OPTIONS", "/health", {"Origin": origin, "Access-Control-Request-Method": "POST"})
    assert_refused(preflight, 403, REFUSED)
    assert no_cors_headers(preflight)
    upstream.assert_untouched()


@pytest.mark.parametrize("origin", BAD_ORIGINS)
def test_B10_a_page_of_another_origin_cannot_read_the_answer(gate, upstream, origin):
    for path in ("/health", "/loud"):
        answer = gate.request("GET", path, {"Origin": origin})
        assert no_cors_headers(answer), "not even those that the service sent"
        assert "Origin" in vary(answer)


def test_B10_other_methods_and_headers(gate, upstream):
    for method in ("DELETE", "PUT", "PATCH", "post"):
        assert_refused(gate.request("OPTIONS", "/health", {"Origin": ORIGIN, "Access-Control-Request-Method": method}), 403,
                       "Method not allowed for this origin")
    for names in ("x-custom", "authorization, x-custom", "*"):
        assert_refused(gate.request("OPTIONS", "/health", {"Origin": ORIGIN, "Access-Control-Request-Method": "POST",
                                                           "Access-Control-Request-Headers": names}), 403,
                       "Header not allowed for this origin")
    upstream.assert_untouched()


@pytest.mark.parametrize("origin", ["https://idp.example", "null"])
def test_B10_a_route_takes_the_form_that_an_identity_provider_posts(gate, upstream, origin):
    """SAML's POST binding and `response_mode=form_post`; after a redirect browsers send `null`."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
    answer = gate.request("POST", "/saml/acs", form, b"SAMLResponse=PHg%2B")
    assert answer.status == 200 and no_cors_headers(answer), "its page may not read the answer"
    assert upstream.only.body == b"SAMLResponse=PHg%2B"
    upstream.clear()
    assert_refused(gate.request("POST", "/health", form, b"SAMLResponse=PHg%2B"), 403, REFUSED)
    upstream.assert_untouched()


def test_B10_two_origins_are_none(gate, upstream):
    answer = gate.request("GET", "/health", [("Origin", ORIGIN), ("Origin", "https://evil.example")])
    assert answer.status == 400
    upstream.assert_untouched()


def test_B10_the_page_may_read_a_refusal(gate, upstream):
    """Without the headers a browser shows a network error in the place of the 401."""
    answer = gate.request("GET", "/guarded", {"Origin": ORIGIN})
    assert answer.status == 401
    assert answer.one("Access-Control-Allow-Origin") == ORIGIN


@pytest.mark.parametrize("framing", ["length", "chunks"])
@pytest.mark.parametrize("size", [1_100_000, 3_000_000])
def test_B10_the_page_may_read_that_its_body_is_too_large(gate, upstream, framing, size):
    body = b"x" * size
    how = {"Transfer-Encoding": "chunked"} if framing == "chunks" else {}
    answer = gate.request("POST", "/health", {"Origin": ORIGIN, **how}, chunked(body, 65536) if how else body)
    assert_refused(answer, 413, "Request body too large")
    assert answer.one("Access-Control-Allow-Origin") == ORIGIN
    upstream.assert_untouched()


def test_B2_a_body_that_is_too_large_comes_in_front_of_no_other_check(gate, upstream):
    body = b"x" * 1_100_000
    assert_refused(gate.request("POST", "/guarded", {}, body), 401, "Missing authorization header")
    assert_refused(gate.request("POST", "/health", {"Origin": "https://evil.example"}, body), 403, REFUSED)
    upstream.assert_untouched()


def test_B10_another_origin_opens_no_websocket(gate, upstream):
    headers = {"Origin": "https://evil.example", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert_refused(gate.request("GET", "/events", headers), 403, REFUSED)
    upstream.assert_untouched()


@pytest.mark.parametrize("cors, environment", [("{ origins: ['*'] }", "development"), ("{ origins: ['*'], credentials: true }", "development"),
                                               ("{ origins: ['*'], credentials: false }", "production"),
                                               ("{ origins: ['https://*.example'] }", "development"), ("{ origins: ['null'] }", "development"),
                                               ("{ origins: ['https://a.example', '*'], credentials: false }", "development"),
                                               ("{ origins: ['https://a.example/path'] }", "development")])
def test_B10_what_is_no_start(policy_file, cors, environment):
    gate = policy_file(f"upstream: http://127.0.0.1:9\ntls: off\ntrusted_proxies: [127.0.0.2]\ncors: {cors}\n", environment=environment)
    done = gate.command("up --detach", check=False)
    assert done.returncode == 2, done.stdout
    assert "gatehouse.yaml:" in done.stderr and ("origin" in done.stderr.lower() or "credentials" in done.stderr)
    assert gate.master() is None
