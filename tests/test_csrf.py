"""Row A9, cross-site requests: a browser sends the session's cookie from any page, so requests that change something must come from a page of the gate."""

import pytest
from control_files import ControlFiles, SessionKey, cookie
from product import assert_refused
from raw_http import message

OURS = "http://gate.example"
LISTED = "https://dashboard.example"
FOREIGN = "https://evil.example"
SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
WORDS = "Origin not allowed"
HANDSHAKE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}


@pytest.fixture(scope="module")
def key() -> SessionKey:
    return SessionKey()


@pytest.fixture(scope="module")
def control(tmp_path_factory, key) -> ControlFiles:
    files = ControlFiles(tmp_path_factory.mktemp("control") / "data")
    files.write_session_keys(key)
    return files


ROUTES = """
routes:
  - { path: /page, auth: session }
  - { path: /either, auth: either }
  - { path: /form, auth: none, same_origin: true }
  - { path: /open, auth: none }
  - { path: /socket, auth: session, websocket: true }
  - { path: /api }
"""


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, control):
    """No origin is listed anywhere."""
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.2]
control: {{ data_dir: "{control.data_dir}", people: {{}} }}
{ROUTES}""", alone=True)


@pytest.fixture(scope="module")
def gate_with_cors(make_gate, _upstream, control):
    return make_gate(f"""
upstream: {_upstream.url}
control: {{ data_dir: "{control.data_dir}", people: {{}} }}
cors: {{ origins: ["{LISTED}"], methods: [GET, POST, PUT] }}
{ROUTES}""", alone=True)


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize("target", ["/page", "/either", "/form"])
@pytest.mark.parametrize("origin", [None, FOREIGN, LISTED, "null", "", "https://gate.example", "http://gate.example:81", "http://gate.example.evil.example",
                                    "http://evil.example/http://gate.example", "http://user@gate.example", "gate.example", "HTTP://GATE.example/"])
def test_A9_nothing_is_changed_for_another_origin(gate, upstream, key, method, target, origin):
    headers = {} if target == "/form" else cookie(key.session())
    if origin is not None:
        headers["Origin"] = origin
    assert_refused(gate.request(method, target, headers, b"x=1"), 403, WORDS)
    upstream.assert_untouched()


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize("target", ["/page", "/either", "/form"])
def test_A9_our_own_pages_may(gate, upstream, key, method, target):
    headers = {"Origin": OURS, **({} if target == "/form" else cookie(key.session()))}
    assert gate.request(method, target, headers, b"x=1").status == 200
    assert upstream.only.body == b"x=1"


def test_A9_our_own_origin_has_our_own_port(gate, upstream, key):
    for host in ("gate.example:8443", "127.0.0.1:8443"):
        headers = {"Host": host, **cookie(key.session())}
        assert gate.request("POST", "/page", {**headers, "Origin": f"http://{host}"}).status == 200
        assert gate.request("POST", "/page", {**headers, "Origin": f"http://{host.split(':')[0]}"}).status == 403
    assert len(upstream.records) == 2


def test_A9_behind_a_trusted_proxy_our_origin_is_https(gate, upstream, key):
    headers = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Proto": "https", **cookie(key.session())}
    assert gate.request("POST", "/page", {**headers, "Origin": "https://gate.example"}, source="127.0.0.2").status == 200
    assert gate.request("POST", "/page", {**headers, "Origin": OURS}, source="127.0.0.2").status == 403
    # From anybody else that word is not believed.
    assert gate.request("POST", "/page", {**headers, "Origin": "https://gate.example"}).status == 403
    assert len(upstream.records) == 1


@pytest.mark.parametrize("method", SAFE)
@pytest.mark.parametrize("origin", [None, FOREIGN, "null", OURS])
def test_A9_looking_is_free(gate, upstream, key, method, origin):
    headers = {**cookie(key.session()), **({} if origin is None else {"Origin": origin})}
    assert gate.request(method, "/page", headers).status == 200


def test_A9_two_origins_are_none(gate, upstream, key):
    for pair in ((OURS, OURS), (OURS, FOREIGN), (FOREIGN, OURS)):
        lines = [*cookie(key.session()).items(), *(("Origin", origin) for origin in pair)]
        assert gate.request("POST", "/page", lines).status in (400, 403)
    assert gate.request("POST", "/page", {**cookie(key.session()), "Origin": f"{OURS}, {FOREIGN}"}).status == 403
    upstream.assert_untouched()


def test_A9_a_referer_or_sec_fetch_header_does_not_replace_origin(gate, upstream, key):
    headers = {**cookie(key.session()), "Referer": f"{OURS}/page", "Sec-Fetch-Site": "same-origin", "X-Requested-With": "XMLHttpRequest"}
    assert_refused(gate.request("POST", "/page", headers), 403, WORDS)
    upstream.assert_untouched()


def test_A9_a_method_override_does_not_turn_looking_into_changing(gate, upstream, key):
    assert gate.request("GET", "/page", {**cookie(key.session()), "X-HTTP-Method-Override": "DELETE"}).status == 200
    assert upstream.only.all("X-HTTP-Method-Override") == []


def test_A9_a_bearer_token_needs_no_origin(gate, upstream, key, token):
    """No browser sends one by itself."""
    for target in ("/api", "/either"):
        assert gate.request("POST", target, token=token).status == 200
    assert gate.request("POST", "/either", cookie(key.session()), token=token).status == 200
    assert gate.request("POST", "/open", cookie(key.session())).status == 200, "nothing is done in anybody's name there"
    assert [record.all("X-Gatehouse-Subject") for record in upstream.records] == [["droplet:14"]] * 3 + [[]]


def test_A9_a_listed_origin_may_what_cors_lets_it(gate_with_cors, upstream, key):
    def post(method, origin, target="/page"):
        return gate_with_cors.request(method, target, {**cookie(key.session()), "Origin": origin})

    answer = post("POST", LISTED)
    assert answer.status == 200
    assert answer.one("Access-Control-Allow-Origin") == LISTED
    assert post("PUT", LISTED).status == 200
    assert post("DELETE", LISTED).status == 403, "no method of the list"
    assert post("POST", FOREIGN).status == 403
    assert post("POST", OURS).status == 200
    assert post("POST", LISTED, "/form").status == 200
    assert gate_with_cors.request("POST", "/page", cookie(key.session())).status == 403
    assert len(upstream.records) == 4


def test_A9_a_websocket_over_a_session_needs_our_origin(gate, upstream, key):
    session = cookie(key.session())
    for origin in (None, FOREIGN, "null"):
        assert_refused(gate.request("GET", "/socket", {**HANDSHAKE, **session, **({"Origin": origin} if origin else {})}), 403, WORDS)
    assert gate.request("GET", "/socket", {**HANDSHAKE, "Origin": OURS}).status == 401
    upstream.assert_untouched()
    with gate.connect() as connection:
        connection.send(message("GET", "/socket", {**HANDSHAKE, **session, "Origin": OURS}))
        answer = connection.head()
        assert answer.status == 101
        connection.send(b"over the socket")
        assert connection.exactly(15) == b"over the socket"
    assert upstream.only.all("Cookie") == []


def test_A9_the_refusal_says_no_more_than_that(gate, upstream, key):
    missing = gate.request("POST", "/page", cookie(key.session()))
    foreign = gate.request("POST", "/page", {**cookie(key.session()), "Origin": FOREIGN})
    assert missing.json()["detail"] == foreign.json()["detail"] == WORDS
    assert gate.event_of(missing)["reason"] == "origin_missing"
    assert gate.event_of(foreign)["reason"] == "cors_origin"
