"""The gate as another proxy's question: 204 or the refusal, and only for peers that the policy names."""

import pytest
from control_files import ControlFiles, SessionKey, cookie
from product import assert_refused, assert_six_headers

PATH = "/_gatehouse/auth"


@pytest.fixture(scope="module")
def key() -> SessionKey:
    return SessionKey()


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, tmp_path_factory, key):
    control = ControlFiles(tmp_path_factory.mktemp("control") / "data")
    control.write_session_keys(key)
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.2]
control: {{ data_dir: "{control.data_dir}", people: {{}} }}
routes:
  - {{ path: /page, auth: session }}
  - {{ path: /vault, auth: session, require: {{ second_factor: true }} }}
  - {{ path: /health, auth: none }}
  - {{ path: /only-get, methods: [GET], auth: none }}
  - {{ path: /message, methods: [POST], inspect: udc }}
""", alone=True)


def ask(gate, uri, method="GET", flavour="X-Original", token=None, more=(), source="127.0.0.2", path=PATH):
    names = {"X-Original": ("X-Original-URI", "X-Original-Method"), "X-Forwarded": ("X-Forwarded-Uri", "X-Forwarded-Method")}[flavour]
    headers = [(names[0], uri), (names[1], method), ("X-Forwarded-For", "203.0.113.5"), *more]
    return gate.request("GET", path, headers, token=token, source=source)


def told(answer) -> int:
    """What the answer would have been: nginx's auth_request takes 204, 401 and 403 alone, and is told the rest beside it."""
    assert answer.status in (204, 401, 403), answer
    return int(next(iter(answer.all("X-Gatehouse-Status")), answer.status))


@pytest.mark.parametrize("flavour", ["X-Original", "X-Forwarded"])
def test_the_answer_is_204_or_the_refusal(gate, upstream, token, flavour):
    assert ask(gate, "/health", flavour=flavour).status == 204
    assert_refused(ask(gate, "/guarded", flavour=flavour), 401, "Missing authorization header")
    passed = ask(gate, "/guarded", flavour=flavour, token=token)
    assert passed.status == 204
    assert passed.one("X-Gatehouse-Subject") == "droplet:14"
    answer = ask(gate, "/only-get", "POST", flavour=flavour)
    assert (told(answer) if flavour == "X-Original" else answer.status) == 405
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
    assert told(ask(gate, "/health", more=[("X-Forwarded-Uri", "/guarded"), ("X-Forwarded-Method", "GET")])) == 400
    assert told(ask(gate, "/health", more=[("X-Original-URI", "/guarded")])) == 400
    assert told(ask(gate, "/health", path=PATH + "/guarded")) == 400
    assert gate.request("GET", PATH, source="127.0.0.2").status == 400, "that is no question of nginx's"
    upstream.assert_untouched()


@pytest.mark.parametrize("uri", ["/health/../guarded", "/health/..%2fguarded", "//guarded", "/health;/../guarded", "guarded", "/%2e%2e/x", ""])
def test_THREATS_an_ambiguous_path_is_refused_here_too(gate, upstream, uri):
    assert told(ask(gate, uri)) == 400
    upstream.assert_untouched()


def test_THREATS_a_body_that_must_be_inspected_does_not_pass_unread(gate, upstream, token):
    assert_refused(ask(gate, "/message", "POST", token=token), 403, "This route inspects the body, but the proxy did not send it to the gate")
    upstream.assert_untouched()


# ---- sessions, row A9

BROWSER = ("Accept", "text/html")


@pytest.mark.parametrize("flavour", ["X-Original", "X-Forwarded"])
def test_A9_a_session_is_taken_here_too(gate, upstream, key, flavour):
    session = cookie(key.session(claims={"sub": "ada"}))
    answer = ask(gate, "/page", flavour=flavour, more=session.items())
    assert answer.status == 204
    assert answer.one("X-Gatehouse-Subject") == "ada"
    assert_refused(ask(gate, "/page", flavour=flavour), 401, "Login required")
    assert_refused(ask(gate, "/page", flavour=flavour, more=cookie("x").items()), 401, "Invalid token: malformed")
    assert_refused(ask(gate, "/vault", flavour=flavour, more=session.items()), 403, "Second factor required")


def test_A9_a_browser_is_sent_to_login_where_the_asking_proxy_passes_it_on(gate, key):
    passed_on = ask(gate, "/page?x=1", flavour="X-Forwarded", more=[BROWSER])
    assert passed_on.status == 303
    assert passed_on.one("Location") == "/_gatehouse/login?next=/page%3Fx%3D1", "the path that was asked about, not ours"
    assert_six_headers(passed_on)
    envoy = gate.request("GET", PATH + "/page", [BROWSER], source="127.0.0.2")
    assert (envoy.status, envoy.one("Location")) == (303, "/_gatehouse/login?next=/page")
    factor = ask(gate, "/vault", flavour="X-Forwarded", more=[BROWSER, *cookie(key.session()).items()])
    assert (factor.status, factor.one("Location")) == (303, "/_gatehouse/account")


def test_A9_nginx_gets_only_statuses_that_it_supports(gate, key):
    """auth_request takes anything but 2xx, 401 and 403 for a failure of ours."""
    page = ask(gate, "/page?x=1&y=2", more=[BROWSER])
    assert_refused(page, 401, "Login required")
    assert page.one("X-Gatehouse-Location") == "/_gatehouse/login?next=/page%3Fx%3D1%26y%3D2"
    vault = ask(gate, "/vault", more=[BROWSER, *cookie(key.session()).items()])
    assert_refused(vault, 403, "Second factor required")
    assert vault.one("X-Gatehouse-Location") == "/_gatehouse/account"
    assert ask(gate, "/page").all("X-Gatehouse-Location") == [], "a program gets the refusal"


@pytest.mark.parametrize("flavour", ["X-Original", "X-Forwarded"])
def test_A9_the_origin_is_compared_with_the_host_that_was_asked_for(gate, key, flavour):
    session = list(cookie(key.session()).items())
    about = [*session, (f"{flavour}-Host", "app.example"), ("X-Forwarded-Proto", "https")]
    assert ask(gate, "/page", "POST", flavour=flavour, more=[*about, ("Origin", "https://app.example")]).status == 204
    for origin in ([("Origin", "https://evil.example")], [("Origin", "https://gate.example")], [("Origin", "http://app.example")], []):
        assert_refused(ask(gate, "/page", "POST", flavour=flavour, more=[*about, *origin]), 403, "Origin not allowed")
    with_port = [*session, (f"{flavour}-Host", "app.example:8443"), ("X-Forwarded-Proto", "https")]
    assert ask(gate, "/page", "POST", flavour=flavour, more=[*with_port, ("Origin", "https://app.example:8443")]).status == 204
    assert ask(gate, "/page", "POST", flavour=flavour, more=[*with_port, ("Origin", "https://app.example")]).status == 403
