"""Rows A9 and A13 at the gate: a session is a cookie and nothing else is, who has none is sent to log in, and no service sees it.

The daemon's files are made by hand here; the daemon itself has tests of its own.
"""

import socket
import threading
import time

import pytest
from control_files import COOKIE, ControlFiles, SessionKey, cookie
from product import assert_refused, assert_six_headers, base64url, eventually, within
from raw_http import message
from upstream import Upstream

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
LOGIN = "Login required"


@pytest.fixture(scope="module")
def key() -> SessionKey:
    return SessionKey("session-1")


@pytest.fixture(scope="module")
def control(tmp_path_factory, key) -> ControlFiles:
    files = ControlFiles(tmp_path_factory.mktemp("control") / "data")
    files.write_session_keys(key)
    return files


class Daemon(Upstream):
    """Stands where the control daemon's socket is, and answers as the daemon may."""

    ANSWERS = {
        "/oauth/token": (401, ["Content-Type: application/json", "Cache-Control: no-store", 'WWW-Authenticate: Basic realm="gatehouse"'],
                         b'{"error":"invalid_client","error_description":"\xc3\xa4"}'),
        "/oauth/introspect": (503, ["Content-Type: text/plain"], b"database at /srv/control.db is locked"),
        "/_gatehouse/login": (303, ["Location: /page?x=1", f"Set-Cookie: {COOKIE}=t; Path=/; Secure; HttpOnly; SameSite=Strict",
                                    "Set-Cookie: other=1", "Cache-Control: no-store", "Content-Security-Policy: default-src 'none'"], b""),
        "/.well-known/jwks.json": (200, ["Content-Type: application/jwk-set+json", "Cache-Control: public, max-age=300"], b'{"keys":[]}'),
        "/_gatehouse/account": (200, ["Content-Type: text/html; charset=utf-8", "Cache-Control: private"], b"<p>account</p>"),
    }

    gone = False

    def _answer(self, connection, reader, record) -> bool:
        if self.gone:
            return False
        status, headers, body = self.ANSWERS[record.target.split("?")[0]]
        self._send(connection, record, status, body, headers)
        return True


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, control):
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.2]
cors: {{ origins: [https://dashboard.example] }}
control: {{ data_dir: "{control.data_dir}", people: {{}}, registry: {{ networks: [127.0.0.0/8, "::1"] }} }}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /page, auth: session }}
  - {{ path: /either, auth: either }}
  - {{ path: /admin, auth: session, require: {{ role: admin }} }}
  - {{ path: /vault, auth: session, require: {{ second_factor: true }} }}
  - {{ path: /api }}
  - {{ path: /counted, auth: session, limits: [3/hour, 3/hour per identity] }}
""", alone=True)


@pytest.fixture(scope="module")
def daemon(gate):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(gate.run_dir / "control.sock"))
    listener.listen()
    service = Daemon("daemon", listener)
    yield service
    service.close()


def get(gate, target, token, method="GET", headers=None):
    return gate.request(method, target, {**cookie(token), **(headers or {})})


# ---- a session is a session


def test_A9_a_session_opens_its_routes(gate, upstream, key):
    assert get(gate, "/page", key.session(claims={"sub": "ada", "jti": "session-of-ada"})).status == 200
    assert upstream.only.one("X-Gatehouse-Subject") == "ada"
    assert upstream.only.one("X-Gatehouse-Issuer") == "gatehouse"
    assert upstream.only.one("X-Gatehouse-Token-Id") == "session-of-ada"
    assert upstream.only.one("X-Gatehouse-Roles") == "user"
    assert upstream.only.all("Cookie") == []


def test_A9_without_a_session_one_must_log_in(gate, upstream, token):
    assert_refused(gate.request("GET", "/page"), 401, LOGIN)
    assert_refused(gate.request("GET", "/page", {"Cookie": "other=1"}), 401, LOGIN)
    assert_refused(gate.request("GET", "/page", {"Cookie": f"{COOKIE.lower()}=x"}), 401, LOGIN)
    assert_refused(gate.request("GET", "/page", {"Cookie": f"{COOKIE}="}), 401, LOGIN)
    assert_refused(gate.request("GET", "/page", token=token), 401, LOGIN)
    upstream.assert_untouched()


REFUSED = {
    "expired": lambda key: key.session(claims={"iat": int(time.time()) - 2000, "exp": int(time.time()) - 200}),
    "from the future": lambda key: key.session(claims={"iat": int(time.time()) + 600, "exp": int(time.time()) + 1200}),
    "lives too long": lambda key: key.session(claims={"exp": int(time.time()) + 3600}),
    "no end": lambda key: key.session(drop=("exp",)),
    "another issuer": lambda key: key.session(claims={"iss": "registry.fullpotential.ai"}),
    "another audience": lambda key: key.session(claims={"aud": "fullpotential.droplets"}),
    "another type": lambda key: key.session(header={"typ": "at+jwt"}),
    "plain JWT": lambda key: key.session(header={"typ": "JWT"}),
    "no subject": lambda key: key.session(drop=("sub",)),
    "no id": lambda key: key.session(drop=("jti",)),
    "no signature": lambda key: key.session(header={"alg": "none"}).rsplit(".", 1)[0] + ".",
    "another algorithm": lambda key: key.session(header={"alg": "RS256"}),
    "an unknown key": lambda key: SessionKey().session(),
    "another key of that name": lambda key: SessionKey(key.kid).session(),
    "a changed claim": lambda key: ".".join([key.session().split(".")[0], base64url(b'{"sub":"root"}'), key.session().split(".")[2]]),
    "cut": lambda key: key.session()[:-4],
    "garbage": lambda key: "x",
    "quoted": lambda key: f'"{key.session()}"',
    "with a space in it": lambda key: key.session().replace(".", ". ", 1),
}


@pytest.mark.parametrize("how", REFUSED)
def test_A9_what_is_no_session(gate, upstream, key, how):
    answer = get(gate, "/page", REFUSED[how](key))
    assert answer.status in (400, 401), answer.body
    assert_six_headers(answer)
    upstream.assert_untouched()


def test_A9_two_cookies_of_the_name_are_none(gate, upstream, key):
    good = f"{COOKIE}={key.session()}"
    for headers in ([("Cookie", f"{good}; {good}")], [("Cookie", good), ("Cookie", f"{COOKIE}=x")], [("Cookie", f"{COOKIE}=x; a=b; {good}")]):
        assert gate.request("GET", "/page", headers).status == 400
    upstream.assert_untouched()


def test_A9_a_session_is_no_token_and_a_token_no_session(gate, upstream, key, token):
    session = key.session(claims={"droplet_id": 14})
    for target in ("/api", "/either"):
        assert gate.request("GET", target, token=session).status == 401
    assert get(gate, "/api", session).status == 401, "a route for tokens looks at no cookie"
    for target in ("/page", "/either"):
        assert get(gate, target, token).status == 401
    # Known to one cache does not mean known to the other.
    assert get(gate, "/page", session).status == 200
    assert gate.request("GET", "/api", token=token).status == 200
    assert gate.request("GET", "/api", token=session).status == 401
    assert get(gate, "/page", token).status == 401
    assert [record.target for record in upstream.records] == ["/page", "/api"]


def test_A9_either_takes_both_and_a_broken_token_is_not_healed_by_a_cookie(gate, upstream, key, token):
    session = key.session(claims={"sub": "ada"})
    assert gate.request("GET", "/either", token=token).status == 200
    assert get(gate, "/either", session).status == 200
    assert gate.request("GET", "/either", cookie(session), token=token).status == 200
    assert [record.one("X-Gatehouse-Subject") for record in upstream.records] == ["droplet:14", "ada", "droplet:14"]
    for broken in ("Bearer x", "Basic eDp5", "Bearer", ""):
        assert gate.request("GET", "/either", {**cookie(session), "Authorization": broken}).status in (400, 401), broken
    assert gate.request("GET", "/either").status == 401
    assert len(upstream.records) == 3


def test_A9_a_revoked_session_ends_at_the_next_request(gate, upstream, key):
    ended, other = key.session(claims={"jti": "ended"}), key.session(claims={"jti": "other"})
    assert get(gate, "/page", ended).status == 200
    gate.command("revoke add", "jti", "ended", "--issuer", "gatehouse")
    assert_refused(get(gate, "/page", ended), 401, "Invalid token: revoked")
    assert get(gate, "/page", other).status == 200


def test_C15_a_blocked_person_is_kept_out(gate, upstream, key):
    session = key.session(claims={"sub": "mallory"})
    assert get(gate, "/page", session).status == 200
    gate.command("block add", "identity:gatehouse/mallory")
    try:
        assert_refused(get(gate, "/page", session), 403, "Access denied")
    finally:
        gate.command("block remove", "identity:gatehouse/mallory")


# ---- roles and factors


def test_A13_roles_of_a_session(gate, upstream, key):
    assert_refused(get(gate, "/admin", key.session()), 403, "Insufficient permissions")
    upstream.assert_untouched()
    assert get(gate, "/admin", key.session(claims={"roles": ["user", "admin"]})).status == 200


def test_A9_a_second_factor_where_the_route_asks_for_one(gate, upstream, key):
    for weak in (key.session(), key.session(drop=("acr",)), key.session(claims={"acr": "MFA"}), key.session(claims={"acr": ["mfa"]})):
        assert_refused(get(gate, "/vault", weak), 403, "Second factor required")
    upstream.assert_untouched()
    assert get(gate, "/vault", key.session(claims={"acr": "mfa"})).status == 200


# ---- to the login page, and back


def assert_sent_to(answer, location):
    assert answer.status == 303, (answer.status, answer.body)
    assert answer.one("Location") == location
    assert answer.one("Cache-Control") == "no-store"
    assert answer.one("Content-Length") == "0"
    assert answer.body == b""
    assert_six_headers(answer)


def test_A9_a_browser_is_sent_to_the_login_page(gate, upstream, key):
    assert_sent_to(gate.request("GET", "/page", BROWSER), "/_gatehouse/login?next=/page")
    assert_sent_to(gate.request("HEAD", "/page", BROWSER), "/_gatehouse/login?next=/page")
    assert_sent_to(gate.request("GET", "/page?a=1&b=%2F", BROWSER), "/_gatehouse/login?next=/page%3Fa%3D1%26b%3D%252F")
    expired = REFUSED["expired"](key)
    assert_sent_to(get(gate, "/page", expired, headers=BROWSER), "/_gatehouse/login?next=/page")
    assert_sent_to(gate.request("GET", "/either", BROWSER), "/_gatehouse/login?next=/either")
    assert_sent_to(get(gate, "/vault", key.session(), headers=BROWSER), "/_gatehouse/account")
    upstream.assert_untouched()


def test_A9_a_program_is_told_and_not_sent(gate, upstream, key):
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}, {**BROWSER, "Sec-Fetch-Mode": "cors"}):
        assert_refused(gate.request("GET", "/page", headers), 401, LOGIN)
    assert gate.request("POST", "/page", BROWSER).status == 401
    assert gate.request("GET", "/api", BROWSER).status == 401, "no login gives a token"
    assert_refused(get(gate, "/admin", key.session(), headers=BROWSER), 403, "Insufficient permissions")
    upstream.assert_untouched()


def test_A9_the_connection_stays_open_after_a_redirect_to_login(gate, upstream, key):
    with gate.connect() as connection:
        connection.send(message("GET", "/page", BROWSER))
        assert connection.response().status == 303
        connection.send(message("GET", "/page", cookie(key.session())))
        assert connection.response().status == 200


def test_B12_a_missing_login_is_an_event_like_any_refusal(gate, upstream):
    assert gate.request("GET", "/page?next=marked", BROWSER).status == 303
    assert eventually(lambda: any(event.get("reason") == "session_missing" for event in gate.events))
    event = [event for event in gate.events if event.get("reason") == "session_missing"][-1]
    assert event["type"] == "refused" and event["severity"] == "low"


# ---- what the service behind gets


@pytest.mark.parametrize("target", ["/page", "/open", "/api", "/either"])
def test_A9_no_service_sees_the_session(gate, upstream, key, token, target):
    session = key.session()
    lines = [("Cookie", f"a=1; {COOKIE}={session}; b=2")]
    assert gate.request("GET", target, lines, token=token if target == "/api" else None).status == 200
    assert upstream.only.one("Cookie") == "a=1; b=2"
    assert session.encode() not in upstream.only.head


def test_A9_other_cookies_stay_as_they_are(gate, upstream):
    odd = 'a=1;b="x y"; c=__Host-; d=='
    assert gate.request("GET", "/open", [("Cookie", odd), ("cookie", "second=1")]).status == 200
    assert upstream.only.all("Cookie") == [odd, "second=1"]


@pytest.mark.parametrize("line", [f"{COOKIE}=x; a=1; {COOKIE}=y", f" {COOKIE} = x ;a=1", f"a=1; {COOKIE}", f"{COOKIE}=x;;; a=1;"])
def test_A9_a_malformed_session_is_not_seen_either(gate, upstream, line):
    assert gate.request("GET", "/open", {"Cookie": line}).status == 200
    assert upstream.only.one("Cookie") == "a=1"


# ---- keys come and go


def test_B3_new_keys_are_in_force_at_the_next_request(gate, upstream, control, key):
    young = SessionKey()
    try:
        for _ in range(5):
            assert get(gate, "/page", young.session()).status == 401
            control.write_session_keys(key, young)
            control.bump(gate)
            assert get(gate, "/page", young.session()).status == 200
            assert get(gate, "/page", key.session()).status == 200
            control.write_session_keys(key)
            control.bump(gate)
            assert get(gate, "/page", young.session()).status == 401
    finally:
        control.write_session_keys(key)
        control.bump(gate)
    assert within(3, lambda: any(event["type"] == "keys_loaded" for event in gate.events))


def test_B3_an_unknown_key_is_a_reason_to_look(gate, upstream, control, key):
    young = SessionKey()
    time.sleep(0.06)  # nobody may have looked for longer than the gate's pause between two looks
    control.write_session_keys(key, young)
    assert get(gate, "/page", young.session()).status == 200
    control.write_session_keys(key)
    control.bump(gate)


def test_B11_a_request_that_waits_for_a_new_key_takes_one_place(gate, upstream, control, key):
    young = SessionKey()
    time.sleep(0.06)
    control.write_session_keys(key, young)
    session = young.session()
    answers = [get(gate, "/counted", session) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429], "the first one was judged twice, and is one request"
    assert ";r=2;" in answers[0].one("RateLimit")
    control.write_session_keys(key)
    control.bump(gate)


def test_B3_nobody_need_say_that_a_file_changed(gate, upstream, control, key):
    session = key.session()
    assert get(gate, "/page", session).status == 200
    control.write_session_keys(SessionKey())
    try:
        assert within(3, lambda: get(gate, "/page", session).status == 401)
    finally:
        control.write_session_keys(key)
    assert within(3, lambda: get(gate, "/page", session).status == 200)
    control.bump(gate)  # the other worker may have another second


def test_B3_broken_keys_leave_the_good_ones_and_are_told(gate, upstream, control, key):
    session = key.session()
    time.sleep(1.2)  # every worker has had its look, idle ones too: these keys are the last good ones of all
    control.write("session.jwks", "{")
    control.bump(gate)
    try:
        for _ in range(20):
            assert get(gate, "/page", session).status == 200
        assert within(3, lambda: any(event["type"] == "load_failed" for event in gate.events))
        told = [event for event in gate.events if event["type"] == "load_failed"]
        assert len(told) == 1 and told[0]["severity"] == "high" and "session.jwks" in told[0]["details"]
        assert "session.jwks" in (gate.run_dir / "error.log").read_text()
    finally:
        control.write_session_keys(key)
        control.bump(gate)
    assert get(gate, "/page", session).status == 200


def test_B3_keys_rotate_under_load_and_no_good_session_is_refused(gate, upstream, control, key):
    """All keys stay published; a session is signed with the youngest as soon as it is."""
    keys, stop, failures, done = [key], threading.Event(), [], [0] * 4

    def client(number):
        while not stop.is_set():
            answer = get(gate, "/page", keys[-1].session())
            done[number] += 1
            if answer.status != 200:
                failures.append((answer.status, answer.body))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(done))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(50):
            young = SessionKey()
            control.write_session_keys(*keys, young)
            control.bump(gate)
            keys.append(young)
            time.sleep(0.02)
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
        control.write_session_keys(key)
        control.bump(gate)
    assert failures == [], f"{len(failures)} of {sum(done)}"
    assert min(done) > 10


# ---- the daemon behind the gate


def test_A9_an_error_of_the_daemon_comes_as_it_is(gate, daemon):
    answer = gate.request("POST", "/oauth/token", {"Content-Type": "application/x-www-form-urlencoded"}, b"grant_type=x")
    status, _, body = Daemon.ANSWERS["/oauth/token"]
    assert (answer.status, answer.body) == (status, body)
    assert answer.one("Content-Type") == "application/json"
    assert answer.one("Cache-Control") == "no-store"
    assert answer.one("WWW-Authenticate") == 'Basic realm="gatehouse"'
    assert_six_headers(answer)
    assert daemon.records[-1].body == b"grant_type=x"


def test_A9_a_login_of_the_daemon_comes_as_it_is(gate, daemon):
    answer = gate.request("POST", "/_gatehouse/login", {"Origin": "http://gate.example", "Content-Type": "application/x-www-form-urlencoded"}, b"name=x")
    assert answer.status == 303
    assert answer.one("Location") == "/page?x=1"
    assert answer.all("Set-Cookie") == [line.split(": ", 1)[1] for line in Daemon.ANSWERS["/_gatehouse/login"][1] if line.startswith("Set-Cookie")]
    assert answer.one("Cache-Control") == "no-store"
    assert_six_headers(answer)  # ours in the place of the daemon's own


def test_A9_only_the_daemon_gets_the_identity_the_address_and_the_cookie(gate, daemon, key):
    session = key.session(claims={"sub": "ada", "jti": "id-of-session"})
    answer = get(gate, "/_gatehouse/account", session, headers={"X-Gatehouse-Subject": "root", "X-Real-IP": "203.0.113.9"})
    assert (answer.status, answer.body) == (200, b"<p>account</p>")
    assert answer.one("Cache-Control") == "private"
    record = daemon.records[-1]
    assert record.one("X-Gatehouse-Subject") == "ada"
    assert record.one("X-Gatehouse-Token-Id") == "id-of-session"
    assert record.one("X-Real-IP") == "127.0.0.1"
    assert record.one("Host") == "gate.example"
    assert record.all("Cookie") == [f"{COOKIE}={session}"]  # a login ends the session that the browser had before


def test_A14_a_fault_in_the_daemon_does_not_affect_the_gate(gate, daemon):
    answer = gate.request("POST", "/oauth/introspect", {}, b"token=x")
    assert answer.status == 503
    assert answer.json()["detail"] == "An error occurred"
    assert b"/srv" not in answer.body


def test_A9_connections_to_the_daemon_are_kept(gate, daemon):
    daemon.clear()
    for _ in range(20):
        assert gate.request("GET", "/.well-known/jwks.json").body == b'{"keys":[]}'
    assert daemon.connections <= len(gate.workers())


def test_A9_without_the_daemon_sessions_go_on(gate, daemon, upstream, key):
    """The last test of the module: the daemon is gone afterwards."""
    daemon.gone = True
    daemon.close()
    (gate.run_dir / "control.sock").unlink()
    assert get(gate, "/page", key.session()).status == 200
    assert eventually(lambda: gate.request("GET", "/.well-known/jwks.json").status == 502), "no connection to it is left"
    assert_six_headers(gate.request("GET", "/.well-known/jwks.json"))
