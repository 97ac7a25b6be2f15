"""What a hostile client, a hostile user and a failing machine do to the daemon behind the gate: each test is one class of
attack, by the row or the threat that it is about."""

import base64
import concurrent.futures
import http.server
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time

import pytest
from control_gate import ControlGate
from cryptography.hazmat.primitives import serialization
from people_support import COOKIE, OTHER_PASSWORD, PASSWORD, Person, add_user, code_at, hidden, totp_secret
from postgres import Postgres
from product import ISSUER, Keys, Stopwatch, base64url, eventually
from raw_http import Connection, message
from test_oauth import Admin
from test_udc import udc
from upstream import Upstream

ROUTES = """\
routes:
  - { path: /open, auth: none }
  - { path: /app/*, auth: session }
  - { path: /api/*, auth: token }
  - { path: /both/*, auth: either }
  - { path: /udc/message, methods: [POST], inspect: udc }
"""
QUOTES = ["' OR '1'='1", "admin'--", "x'; DROP TABLE users;--", '"; --', "%' ESCAPE '", "$1", ":name", "x\\' OR 1=1#"]
MARKUP = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus=alert(1) x='", "{0}", "</input>"]


@pytest.fixture(scope="module")
def service():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture(scope="module")
def gate(tmp_path_factory, service):
    gate = ControlGate(tmp_path_factory.mktemp("attacked"), "{ registry: {}, people: {} }", ROUTES, service.url)
    yield gate.start()
    gate.stop()


@pytest.fixture(scope="module")
def observing(tmp_path_factory, service):
    """A gate that only observes: the daemon's own checks are all there is."""
    gate = ControlGate(tmp_path_factory.mktemp("observing"), "{ registry: {}, people: {} }", "mode: observe\n" + ROUTES, service.url)
    yield gate.start()
    gate.stop()


def raw(gate: ControlGate, method: str, target: str, headers: list, body: bytes = b"", source: str = "127.0.0.1"):
    with Connection(gate.port, source=source) as connection:
        connection.send(message(method, target, headers, body, host=f"127.0.0.1:{gate.port}"))
        return connection.response(method)


def own_origin(gate: ControlGate) -> tuple[str, str]:
    return "Origin", f"http://127.0.0.1:{gate.port}"


def post(gate: ControlGate, path: str, body: bytes, source: str, *more):
    headers = [own_origin(gate), ("Content-Type", "application/x-www-form-urlencoded"), *more]
    return raw(gate, "POST", path, headers, body, source)


def claims_of(token: str) -> dict:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def alive(gate: ControlGate) -> bool:
    return gate.request("GET", "/_gatehouse/login").status == 200


def test_A2_an_identity_from_outside_is_nobody(gate, observing):
    """In every spelling, with every endpoint, whether the gate enforces or not."""
    for where in (gate, observing):
        person = Person(where, add_user(where)).logged_in()
        session = claims_of(person.cookie)["jti"]
        names = ["X-Gatehouse-Subject", "x-gatehouse-subject", "X_Gatehouse_Subject", "X-Gatehouse_Subject", "X-GATEHOUSE-SUBJECT "[:-1]]
        for name in names:
            claimed = [(name, person.name), (name.replace("ubject", "ubject-Id"), person.name), ("X-Gatehouse-Token-Id", session),
                       ("X_Gatehouse_Token_Id", session), ("Accept", "text/html")]
            for method, path in (("GET", "/_gatehouse/account"), ("GET", "/_gatehouse/password"), ("POST", "/_gatehouse/logout"),
                                 ("POST", "/_gatehouse/account"), ("POST", "/_gatehouse/password")):
                answer = raw(where, method, path, claimed + [own_origin(where)])
                assert answer.status in (303, 401), (name, method, path, answer)
                assert person.name.encode() not in answer.body
        # Beside somebody's own good session too.
        other = Person(where, add_user(where)).logged_in()
        page = other.request("GET", "/_gatehouse/account", **{"X-Gatehouse-Subject": person.name, "X-Gatehouse-Token-Id": session})
        assert page.status == 200 and other.name in page.body.decode() and person.name not in page.body.decode()
        assert person.request("GET", "/_gatehouse/account").status == 200, "nobody logged this one out"


def test_C12_an_address_from_outside_is_not_believed(gate):
    person = Person(gate, add_user(gate), "wrong")
    claimed = {"X-Real-IP": "203.0.113.9", "X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    assert person.log_in(**claimed).status == 403
    failed = [event for event in gate.events if event["type"] == "login_failed" and event.get("principal") == person.name]
    assert [event["address"] for event in failed] == [person.address]
    # Limits by address count the connection's, however many addresses a client claims.
    statuses = [Person.request(person, "POST", "/_gatehouse/login", {"name": f"n{i}", "password": "x"}, **{"X-Real-IP": f"203.0.113.{i}"}).status
                for i in range(11)]
    assert statuses[-1] == 429


def test_A9_where_the_gate_only_observes_the_daemon_refuses(observing):
    assert raw(observing, "GET", "/_gatehouse/account", [("Accept", "application/json")]).status == 303  # to the login
    person = Person(observing, add_user(observing)).logged_in()
    cookie = person.cookie
    assert person.request("GET", "/_gatehouse/account").status == 200
    assert person.request("POST", "/_gatehouse/logout", {}).status == 303
    ended = Person(observing)
    ended.cookie = cookie
    for method, path in (("GET", "/_gatehouse/account"), ("GET", "/_gatehouse/password"), ("POST", "/_gatehouse/account")):
        assert ended.request(method, path, {} if method == "POST" else None).status == 303, (method, path)
    # A good token is not a session, and changes nobody's password.
    token = observing.token(observing.enrol(77), 77)
    answer = raw(observing, "GET", "/_gatehouse/account", [("Authorization", f"Bearer {token}"), ("Cookie", f"{COOKIE}={token}")])
    assert answer.status == 303


def test_A9_no_session_can_be_fixed_or_tossed_in(gate):
    victim, attacker = Person(gate, add_user(gate)).logged_in(), Person(gate, add_user(gate)).logged_in()
    mine, theirs = victim.cookie, attacker.cookie
    # Two cookies of the name, in one line or two, are none: which one counts is not for the attacker to choose.
    for headers in ([("Cookie", f"{COOKIE}={theirs}; {COOKIE}={mine}")], [("Cookie", f"{COOKIE}={mine}; a=b; {COOKIE}={theirs}")],
                    [("Cookie", f"{COOKIE}={mine}"), ("Cookie", f"{COOKIE}={theirs}")]):
        for path in ("/app/", "/_gatehouse/account"):
            assert raw(gate, "GET", path, headers).status in (400, 401), (path, headers)
    # Another spelling of the name is another cookie, and no session.
    for name in (COOKIE.lower(), COOKIE.upper(), "gatehouse_session", "__Secure-gatehouse_session", f" {COOKIE}x", f"${COOKIE}"):
        assert raw(gate, "GET", "/app/", [("Cookie", f"{name}={mine}")]).status == 401, name
    # A login with somebody else's session in the browser has an id of its own, and that session is over.
    fixed = Person(gate, add_user(gate))
    fixed.cookie = theirs
    assert fixed.log_in().status == 303
    assert claims_of(fixed.cookie)["jti"] != claims_of(theirs)["jti"] and claims_of(fixed.cookie)["sub"] == fixed.name
    assert raw(gate, "GET", "/app/", [("Cookie", f"{COOKIE}={theirs}")]).status == 401
    assert raw(gate, "GET", "/app/", [("Cookie", f"{COOKIE}={mine}")]).status == 200


def test_A9_a_session_cannot_be_changed_or_made_up(gate):
    person = Person(gate, add_user(gate)).logged_in()
    head, body, signature = person.cookie.split(".")
    claims = claims_of(person.cookie)

    def with_claims(**more) -> str:
        return f"{head}.{base64url(json.dumps({**claims, **more}).encode())}.{signature}"

    forged = [with_claims(sub="admin"), with_claims(roles=["admin"]), with_claims(acr="2"), with_claims(exp=claims["exp"] + 9999),
              base64url(b'{"alg":"none","typ":"gatehouse-session+jwt"}') + f".{body}.", f"{head}.{body}.", f"{head}.{body}",
              f"{head}.{body}.{signature}A", f"{head}.{body}.{signature}.x", person.cookie + "=", "\"" + person.cookie + "\"", "", "..", "a" * 9000]
    for value in forged:
        for path in ("/app/", "/both/", "/_gatehouse/account"):
            status = raw(gate, "GET", path, [("Cookie", f"{COOKIE}={value}")]).status
            assert status in (400, 401, 431), (path, value[:80], status)
    assert raw(gate, "GET", "/app/", [("Cookie", f"{COOKIE}={person.cookie}")]).status == 200


def test_A2_a_clients_assertion_is_no_token(gate, tmp_path):
    """The key that a droplet shows itself with signs nothing that the gate believes, whatever type or issuer it writes."""
    keys = Keys(tmp_path, "droplet")
    gate.enrol(31, "--key", keys.public)
    for typ in ("JWT", "at+jwt", "client-authentication+jwt", "gatehouse-session+jwt"):
        for issuer in (ISSUER, "droplet-31", "gatehouse"):
            token = keys.forge({"typ": typ}, {"iss": issuer, "droplet_id": 31, "sub": "droplet:31", "jti": "j1"})
            assert gate.request("GET", "/api/x", token=token).status == 401, (typ, issuer)
            assert raw(gate, "GET", "/app/x", [("Cookie", f"{COOKIE}={token}")]).status == 401, (typ, issuer)


def test_A9_no_login_leads_elsewhere(gate):
    """`next` of every shape: the browser stays on this host or goes to the account."""
    outside = ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
               "https://evil.example", "https:evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "/a\r\nSet-Cookie: x=1",
               "/\x00/evil.example", "/" + "a" * 4000, "/_gatehouse/logout", "/_gatehouse/login?next=/app", "", "app", "/\u2028/evil.example", "/\x7f"]
    person = Person(gate, add_user(gate))
    for start in range(0, len(outside), 4):  # a few a person: logins are counted
        person = Person(gate, add_user(gate))
        for path in outside[start:start + 4]:
            answer = person.log_in(path)
            assert (answer.status, answer.headers["Location"]) == (303, "/_gatehouse/account"), repr(path)
            assert len(answer.headers.get_all("Set-Cookie")) == 1
    # What is escaped twice stays a path, and is handed back as it came.
    for path in ("/%2f%2fevil.example", "/%5cevil.example", "/%0d%0aSet-Cookie:x"):
        person = Person(gate, add_user(gate))
        answer = person.log_in(path)
        assert (answer.status, answer.headers["Location"]) == (303, path)
    for path in ("//evil.example", "/\\evil.example"):
        page = person.request("GET", "/_gatehouse/login?next=" + path.replace("\\", "%5C"))
        assert page.status == 200 and "evil" not in page.body.decode()


@pytest.mark.parametrize("text", MARKUP)
def test_A9_no_text_becomes_markup(gate, text):
    person = Person(gate, text, text)
    page = person.log_in(text)
    assert page.status == 403 and page.headers["Content-Security-Policy"] == "default-src 'self'"
    body = page.body.decode()
    assert text not in body.replace('value="{0}"', "") and "<script" not in body and "<img" not in body
    for query in ("next", "notice", "error", "name"):
        answer = gate.request("GET", f"/_gatehouse/login?{query}=" + "".join(f"%{byte:02X}" for byte in text.encode()))
        assert answer.status == 200 and text not in answer.body.decode(), query
    ticket = Person(gate).request("POST", "/_gatehouse/second-factor", {"ticket": text, "code": text})
    assert ticket.status == 403 and text not in ticket.body.decode()


def test_B2_quotes_are_text(gate):
    """In every field that reaches the database, from outside and from the admin's side."""
    secret = gate.enrol(41)
    for i, text in enumerate(QUOTES):
        assert Person(gate, text, text).log_in().status == 403
        form = {"grant_type": "client_credentials", "client_id": text, "client_secret": text}
        assert gate.request("POST", "/oauth/token", form=form).status in (401, 429)
        cookie = raw(gate, "GET", "/app/", [("Cookie", f"{COOKIE}={text}")])
        assert cookie.status in (400, 401)
        admin = Admin(gate)
        status, answer = admin.ask("POST", "/admin/droplets", {"id": 300 + i, "name": text, "steward": text, "url": "http://127.0.0.1:9014"})
        assert status == 201 and answer["droplet"]["name"] == text and answer["droplet"]["steward"] == text
        assert admin.ask("POST", "/admin/users", {"name": text, "password": PASSWORD})[0] == 422
        quoted = "".join(f"%{byte:02X}" for byte in text.encode())
        for method, path in (("GET", "/admin/droplets/%s"), ("POST", "/admin/users/%s"), ("DELETE", "/admin/credentials/%s"), ("DELETE", "/admin/users/%s/second-factor")):
            assert admin.ask(method, path % quoted, {"state": "active"} if method == "POST" else None)[0] == 404, (path, text)
        assert admin.ask("POST", "/admin/revoke", {"what": "jti", "value": text, "reason": text})[0] == 200
        assert admin.ask("POST", "/admin/unrevoke", {"what": "jti", "value": text})[0] == 200
    assert gate.token(secret, 41)
    names = {droplet["name"] for droplet in Admin(gate).ask("GET", "/admin/droplets")[1]["droplets"]}
    assert set(QUOTES) <= names


def test_A14_no_line_of_the_log_can_be_forged(gate):
    before = len(gate.events)
    evil = 'x"}\n{"type":"login","principal":"admin","forged":true}'
    person = Person(gate, evil, evil)
    person.log_in(evil, **{"User-Agent": 'a","type":"login","forged":true,"b":"', "Accept": "text/html"})
    gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials", "client_id": evil, "client_secret": evil})
    gate.request("GET", "/app/%0a%7b%22type%22:%22login%22,%22forged%22:true%7d")
    Admin(gate).ask("POST", "/admin/droplets", {"id": 320, "name": evil, "steward": "x", "url": "http://127.0.0.1:9014"})
    status, _ = Admin(gate).ask("POST", "/admin/revoke", {"what": "jti", "value": "v", "reason": evil})
    assert status == 422  # a reason is one line: `revocations` shows it on a terminal
    Admin(gate).ask("POST", "/admin/revoke", {"what": "jti", "value": "v", "reason": '","type":"login","forged":"true'})
    time.sleep(0.2)
    events = gate.events  # every line is JSON, or this fails
    assert len(events) > before
    assert not any("forged" in event for event in events)


class Factor:
    """Somebody with a second factor, and the moment whose code is not used yet."""

    def __init__(self, gate: ControlGate):
        self.person = Person(gate, add_user(gate)).logged_in()
        shown = self.person.request("POST", "/_gatehouse/account", {"action": "totp-begin", "password": PASSWORD})
        self.secret = totp_secret(shown)
        self.setup = time.time() - 30
        confirm = {"action": "totp-confirm", "ticket": hidden(shown, "ticket"), "code": code_at(self.secret, self.setup)}
        assert self.person.request("POST", "/_gatehouse/account", confirm).status == 303

    def ticket(self, gate: ControlGate) -> str:
        asked = Person(gate, self.person.name).log_in()
        assert asked.status == 200, asked
        return hidden(asked, "ticket")


def test_A9_a_ticket_and_a_code_are_good_once_and_for_one_account(gate):
    one, other = Factor(gate), Factor(gate)
    # The ticket of one account with the code of the other.
    crossed = Person(gate).request("POST", "/_gatehouse/second-factor", {"ticket": one.ticket(gate), "code": code_at(other.secret, time.time())})
    assert crossed.status == 403
    # A ticket for setting up is none for logging in, and the other way round.
    login_ticket = one.ticket(gate)
    confused = other.person.request("POST", "/_gatehouse/account", {"action": "totp-confirm", "ticket": login_ticket, "code": code_at(one.secret, time.time())})
    assert confused.status == 409
    # Two tabs, two tickets, one code, at the same moment: one of them gets in.
    tickets = [login_ticket, one.ticket(gate), one.ticket(gate)]
    code = code_at(one.secret, time.time() + 30)
    people = [Person(gate) for _ in tickets]
    with concurrent.futures.ThreadPoolExecutor(len(tickets)) as pool:
        answers = list(pool.map(lambda pair: pair[0].request("POST", "/_gatehouse/second-factor", {"ticket": pair[1], "code": code}), zip(people, tickets)))
    assert sorted(answer.status for answer in answers) == [303, 403, 403]
    # The ticket that won is spent, whatever code comes with it.
    winner = tickets[[answer.status for answer in answers].index(303)]
    assert Person(gate).request("POST", "/_gatehouse/second-factor", {"ticket": winner, "code": code}).status == 403


def test_A10_codes_cannot_be_tried_out(gate):
    someone = Factor(gate)
    statuses = []
    for _ in range(10):
        guesser = Person(gate, someone.person.name)
        asked = guesser.log_in()
        if asked.status != 200:
            statuses.append(asked.status)
            continue
        statuses.append(guesser.request("POST", "/_gatehouse/second-factor", {"ticket": hidden(asked, "ticket"), "code": "000000"}).status)
    assert statuses.count(403) <= 7 and statuses[-1] == 429, f"the minute's five, and the network's first two: {statuses}"


def test_A10_the_wrong_code_costs_the_ticket(gate):
    someone = Factor(gate)
    ticket = someone.ticket(gate)
    wrong = Person(gate).request("POST", "/_gatehouse/second-factor", {"ticket": ticket, "code": "abcdef"})
    assert wrong.status == 403 and hidden(wrong, "ticket") != ticket
    again = Person(gate).request("POST", "/_gatehouse/second-factor", {"ticket": ticket, "code": code_at(someone.secret, time.time() + 30)})
    assert again.status == 403 and "took too long" in again.body.decode()


def test_B2_of_twenty_uses_of_an_assertion_one_wins(gate, tmp_path):
    keys = Keys(tmp_path, "client")
    gate.enrol(51, "--key", keys.public)
    for round_ in range(3):
        claims = {"iss": "droplet-51", "sub": "droplet-51", "aud": f"http://localhost:{gate.port}/oauth/token", "jti": f"once-{round_}", "exp": int(time.time()) + 200}
        form = {"grant_type": "client_credentials", "client_assertion": keys.forge({}, claims),
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: gate.request("POST", "/oauth/token", form=form).status, range(20)))
        assert sorted(answers) == [200] + [401] * 19, answers


def test_B2_parallel_enrolments_and_rotations_do_not_double(gate):
    def enrol(_):
        body = {"id": 61, "name": "Race", "steward": "x", "url": "http://127.0.0.1:9014"}
        return Admin(gate).ask("POST", "/admin/droplets", body)

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(enrol, range(12)))
    assert sorted(status for status, _ in answers) == [201] + [409] * 11
    secret = next(answer["client_secret"] for status, answer in answers if status == 201)
    token = gate.token(secret, 61)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        rotated = list(pool.map(lambda i: Admin(gate).ask("POST", "/admin/rotate", {"immediately": bool(i % 2)})[0], range(6)))
    assert set(rotated) <= {200, 409} and 200 in rotated
    keys = Admin(gate).ask("GET", "/admin/keys")[1]["keys"]
    states = [key["state"] for key in keys]
    assert states.count("active") == 1 and states.count("prepared") <= 1
    for good in (token, gate.token(secret, 61)):
        assert gate.request("GET", "/api/x", token=good).status == 200


def test_B6_suspended_retired_and_revoked_are_dead_at_the_next_request(gate, service):
    secret = gate.enrol(71, url=service.url)
    sender = gate.token(gate.enrol(72), 72)
    token = gate.token(secret, 71)

    def deliver() -> int:
        headers = [("Content-Type", "application/json"), ("Authorization", f"Bearer {sender}")]
        return raw(gate, "POST", "/udc/message", headers, udc(source=72, target=71)).status

    assert deliver() == 200
    admin = Admin(gate)
    for state, expected in (("suspended", 401), ("active", 200), ("retired", 401)):
        assert admin.ask("POST", "/admin/droplets/71", {"state": state})[0] == 200
        assert {gate.request("GET", "/api/x", token=token).status for _ in range(8)} == {expected}, state
        assert deliver() == (200 if state == "active" else 403), state
        basic = base64.b64encode(f"droplet-71:{secret}".encode()).decode()
        answer = gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials"}, Authorization=f"Basic {basic}")
        assert (answer.status == 200) == (state == "active"), (state, answer)
    assert admin.ask("POST", "/admin/droplets/71", {"state": "active"})[0] == 409  # for good


def test_B4_a_revoked_secret_gets_nothing_though_it_was_right_a_moment_ago(gate):
    """Right secrets are remembered for minutes; being remembered is not being alive."""
    secret = gate.enrol(81)
    assert gate.token(secret, 81) and gate.token(secret, 81)
    admin = Admin(gate)
    [credential] = admin.ask("GET", "/admin/droplets/81")[1]["credentials"]
    second = admin.ask("POST", "/admin/droplets/81/credentials", {"kind": "secret"})[1]["client_secret"]
    assert admin.ask("DELETE", "/admin/credentials/" + credential["id"])[0] == 200
    basic = base64.b64encode(f"droplet-81:{secret}".encode()).decode()
    assert gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials"}, Authorization=f"Basic {basic}").status == 401
    assert gate.token(second, 81)
    # A secret is no other droplet's.
    gate.enrol(82)
    basic = base64.b64encode(f"droplet-82:{second}".encode()).decode()
    assert gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials"}, Authorization=f"Basic {basic}").status == 401


def test_B2_ways_to_authenticate_do_not_mix(gate):
    secret = gate.enrol(83)
    basic = base64.b64encode(f"droplet-83:{secret}".encode()).decode()
    for form, status in (({"client_secret": secret, "client_id": "droplet-83"}, 400), ({"client_id": "droplet-14"}, 400),
                         ({"client_assertion": "x.y.z", "client_assertion_type": "x"}, 400), ({"scope": "admin"}, 400)):
        answer = gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials", **form}, Authorization=f"Basic {basic}")
        assert answer.status == status, (form, answer)
    for grant in ("password", "authorization_code", "refresh_token", "CLIENT_CREDENTIALS", "client_credentials ", "urn:ietf:params:oauth:grant-type:jwt-bearer"):
        answer = gate.request("POST", "/oauth/token", form={"grant_type": grant}, Authorization=f"Basic {basic}")
        assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type"), grant
    # In the query a secret would stand in every log on the way: it counts for nothing there.
    query = f"/oauth/token?grant_type=client_credentials&client_id=droplet-83&client_secret={secret}"
    assert gate.request("POST", query, form={"grant_type": "client_credentials"}).status == 401


FORMS = [b"name=a&name=b&password=x", b"name=%00&password=x", b"name=%ff%fe&password=x", b"name=%zz&password=x", b"&".join(b"f%d=1" % i for i in range(1000)),
         b"=" * 3000, b"&" * 3000, b"name=" + b"a" * 15000, b"", b"\x00\x01\x02", b"name=x;password=y", b"{\"name\":\"x\"}", b"name[]=a&password[$ne]=1"]


@pytest.mark.parametrize("body", FORMS, ids=range(len(FORMS)))
def test_A9_no_form_upsets_the_daemon(gate, body):
    source = Person(gate).address
    answer = post(gate, "/_gatehouse/login", body, source)
    assert answer.status in (400, 403, 413, 429), answer
    assert "Set-Cookie" not in dict(answer.headers)
    answer = raw(gate, "POST", "/oauth/token", [("Content-Type", "application/x-www-form-urlencoded")], body, source)
    assert answer.status in (400, 401, 413), answer
    assert alive(gate)


def test_A9_no_other_kind_of_body_is_a_form(gate):
    person = Person(gate, add_user(gate))
    form = f"name={person.name}&password={PASSWORD.replace(' ', '+')}".encode()
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", "", "application/x-www-form-urlencodedx"):
        with Connection(gate.port, source=person.address) as connection:
            connection.send(message("POST", "/_gatehouse/login", [own_origin(gate), ("Content-Type", kind)], form, host=f"127.0.0.1:{gate.port}"))
            answer = connection.response()
        assert answer.status in (400, 415), (kind, answer)
        assert not answer.all("Set-Cookie")


def test_C5_only_the_very_paths_and_methods_are_the_daemons(gate, service):
    """Everything else under the same names is the gate's to refuse, or the upstream's: never another endpoint."""
    for path in ("/_gatehouse", "/_gatehouse/", "/_gatehouse/login/", "/_gatehouse/Login", "/_GATEHOUSE/login", "/_gatehouse/unknown", "/_gatehouse//login",
                 "/_gatehouse/./login", "/_gatehouse/%6cogin", "/_gatehouse/login;x=1", "/_gatehouse/login%00", "/_gatehouse/../admin/status",
                 "/admin/status", "/oauth/token/", "/oauth//token", "/oauth", "/.well-known/jwks.json/", "/.well-known/"):
        service.clear()
        answer = raw(gate, "GET", path, [("Accept", "application/json")])
        assert answer.status in (400, 401, 403, 404, 405) or (path == "/_gatehouse/%6cogin" and answer.status == 200), (path, answer)
        assert b"password" not in answer.body or path == "/_gatehouse/%6cogin", path
    for method, path in (("PUT", "/_gatehouse/login"), ("DELETE", "/_gatehouse/account"), ("GET", "/oauth/token"), ("GET", "/_gatehouse/logout"),
                         ("OPTIONS", "/_gatehouse/password"), ("PATCH", "/_gatehouse/password"), ("POST", "/.well-known/jwks.json"), ("TRACE", "/_gatehouse/login"),
                         ("post", "/_gatehouse/login"), ("FOO", "/oauth/token")):
        answer = raw(gate, method, path, [own_origin(gate)])
        assert answer.status in (400, 401, 403, 404, 405, 501), (method, path, answer)
    assert raw(gate, "HEAD", "/_gatehouse/login", []).status == 200
    assert alive(gate)


def test_D1_no_header_upsets_the_daemon(gate):
    """Libraries parse more headers than an endpoint reads."""
    ranges = ["bytes=" + ",".join(["0-1"] * 3000), "bytes=" + "1" * 8000, "bytes=0-" + ",0-" * 2000, "bytes=-" + "9" * 400, "bytes=99999999999999999999-", "bytes=" + "," * 8000]
    headers = [("Range", value) for value in ranges]
    headers += [("Accept", "text/html," * 1500), ("Accept-Encoding", "gzip, br, " * 1000), ("If-None-Match", '"x",' * 3000), ("Content-Encoding", "gzip"),
                ("Expect", "100-continue"), ("Upgrade", "websocket"), ("Content-Type", "a/" + "b" * 12000), ("Cookie", "a=b; " * 2500), ("Authorization", "Basic " + "A" * 12000),
                ("X-Forwarded-Host", "evil.example"), ("Host", f"127.0.0.1:{gate.port}")]
    for name, value in headers:
        before = gate.daemon
        items = [(name, value)] if name != "Host" else []
        for path in ("/_gatehouse/login", "/.well-known/jwks.json"):
            answer = raw(gate, "GET", path, items)
            assert answer.status in (200, 206, 400, 415, 416, 417, 431), (name, value[:40], answer)
            assert "evil" not in str(answer.headers)
        assert gate.daemon == before and alive(gate), (name, value[:40])
    many = [(f"X-{i}", "y") for i in range(150)]
    assert raw(gate, "GET", "/_gatehouse/login", many).status in (200, 400, 431)
    assert raw(gate, "GET", "/_gatehouse/login?" + "&".join(f"a{i}=b" for i in range(500)), []).status in (200, 400)
    assert raw(gate, "GET", "/_gatehouse/login?next=" + "%41" * 2000, []).status in (200, 400, 414)
    assert alive(gate)


def test_D2_slow_clients_hold_no_place_in_the_daemon(gate):
    """More of them than the daemon has threads: the gate takes a whole request in before the daemon hears of it."""
    slow = []
    try:
        for _ in range(40):
            connection = Connection(gate.port)
            connection.send(f"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1:{gate.port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ngrant".encode())
            slow.append(connection)
        watch = Stopwatch()
        assert alive(gate) and gate.request("GET", "/.well-known/jwks.json").status == 200
        assert watch.seconds < 5
    finally:
        for connection in slow:
            connection.close()


def test_D2_huge_bodies_do_not_reach_the_daemon(gate):
    for path in ("/_gatehouse/login", "/oauth/token", "/oauth/introspect"):
        source = Person(gate).address
        assert post(gate, path, b"name=" + b"a" * 20_000, source).status == 413, path
    assert alive(gate)


def test_A13_neither_socket_is_anybody_elses(gate, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    program = "import socket,sys\ns=socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\ns.sendall(b'GET /admin/status HTTP/1.0\\r\\n\\r\\n')\nsys.exit(0 if s.recv(1) else 3)"
    for name in ("control.sock", "control-admin.sock"):
        done = subprocess.run(["runuser", "-u", "nobody", "--", "/usr/bin/python3", "-c", program, gate.run_dir / name], capture_output=True, cwd="/")
        assert done.returncode != 0, name
    # By its peer's credentials too, where somebody has opened the way to the admin socket.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-", dir="/tmp"))
    try:
        folder.chmod(0o755)
        door = folder / "door"
        os.link(gate.run_dir / "control-admin.sock", door) if os.stat(gate.run_dir).st_dev == os.stat(folder).st_dev else pytest.skip("two file systems")
        door.chmod(0o777)
        done = subprocess.run(["runuser", "-u", "nobody", "--", "/usr/bin/python3", "-c", program, door], capture_output=True, cwd="/")
        assert done.returncode != 0
    finally:
        (gate.run_dir / "control-admin.sock").chmod(0o600)
        shutil.rmtree(folder, ignore_errors=True)
    assert Admin(gate).ask("GET", "/admin/status")[0] == 200


def test_A9_every_change_of_an_account_ends_its_other_sessions(gate):
    admin = Admin(gate)
    for change in ({"state": "disabled"}, {"password": OTHER_PASSWORD}, {"roles": ["reader"]}):
        name = add_user(gate)
        sessions = [Person(gate, name).logged_in() for _ in range(3)]
        assert admin.ask("POST", f"/admin/users/{name}", change)[0] == 200
        for session in sessions:
            assert {session.request("GET", path, Accept="application/json").status for path in ("/app/x", "/_gatehouse/account") for _ in range(4)} == {401}, change
    name = add_user(gate)
    here, there = Person(gate, name).logged_in(), Person(gate, name).logged_in()
    changed = here.request("POST", "/_gatehouse/password", {"password": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD})
    assert changed.status == 303
    assert {there.request("GET", "/app/x", Accept="application/json").status for _ in range(8)} == {401}
    assert Person(gate, name).log_in().status == 403


def test_B1_a_database_that_goes_and_comes(make_gate):
    server = Postgres()
    try:
        gate = make_gate(f"{{ database: '{server.url}', registry: {{}}, people: {{}} }}", ROUTES).start()
        secret = gate.enrol(14)
        token = gate.token(secret)
        person = Person(gate, add_user(gate)).logged_in()
        daemon = gate.daemon
        server.stop()
        assert gate.request("GET", "/api/x", token=token).status == 502  # the gate goes on: what is dead is its upstream
        basic = base64.b64encode(f"droplet-14:{secret}".encode()).decode()
        refused = gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials"}, Authorization=f"Basic {basic}")
        assert refused.status == 503 and int(refused.headers["Retry-After"]) >= 1, refused
        page = person.request("GET", "/_gatehouse/account")
        assert page.status == 500 and "postgres" not in page.body.decode().lower()
        failed = gate.command("registry list", check=False)
        assert failed.returncode != 0 and "cannot be reached" in failed.stderr, failed
        server.start()
        assert eventually(lambda: gate.request("POST", "/oauth/token", form={"grant_type": "client_credentials"}, Authorization=f"Basic {basic}").status == 200)
        assert person.request("GET", "/_gatehouse/account").status == 200
        assert gate.daemon == daemon, "nothing was restarted"
    finally:
        server.close()


def test_B1_a_database_file_that_another_program_has_locked(make_gate):
    gate = make_gate(policy=ROUTES).start()
    gate.enrol(14)
    held = sqlite3.connect(gate.data / "control.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        status, answer = Admin(gate).ask("POST", "/admin/droplets", {"id": 15, "name": "x", "steward": "x", "url": "http://127.0.0.1:9014"})
        assert status == 500 and "locked" in answer["detail"], answer
        assert Admin(gate).ask("GET", "/admin/droplets/14")[0] == 200  # readers go on
    finally:
        held.execute("ROLLBACK")
        held.close()
    assert Admin(gate).ask("GET", "/admin/droplets/15")[0] == 404
    gate.enrol(15)


def test_B5_a_full_disk_loses_nothing_that_was_acknowledged(make_gate, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", small], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        gate = make_gate(f"{{ data_dir: {small}/data, registry: {{}}, people: {{}} }}", ROUTES).start()
        acknowledged = []
        for droplet in range(1, 800):
            body = {"id": droplet, "name": "n" * 100, "steward": "s" * 100, "url": "http://127.0.0.1:9014"}
            status, answer = Admin(gate).ask("POST", "/admin/droplets", body)
            if status != 201:
                break
            acknowledged.append(droplet)
            if droplet == 20:  # the rest of the disk goes at once
                (small / "ballast").write_bytes(b"x" * max(0, shutil.disk_usage(small).free - 60_000))
        assert status == 500 and "disk" in answer["detail"], (status, answer)
        assert alive(gate)
        listed = {entry["id"] for entry in Admin(gate).ask("GET", "/admin/droplets")[1]["droplets"]}
        assert listed == set(acknowledged)
        gate.stop()
        (small / "ballast").unlink()
        gate.start()
        listed = {entry["id"] for entry in Admin(gate).ask("GET", "/admin/droplets")[1]["droplets"]}
        assert listed == set(acknowledged) and len(listed) >= 20
        gate.enrol(900)
        gate.stop()
    finally:
        subprocess.run(["umount", "-l", small], check=False)


class Nasty(http.server.ThreadingHTTPServer):
    """An issuer that serves whatever it is told to."""

    def __init__(self, good: bytes):
        self.answer, self.asked, self.released = (200, {}, good), [], threading.Event()
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            status, headers, body = self.server.answer
            if body is None:  # no answer at all, for as long as anybody waits
                self.server.released.wait(30)
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                pass  # the server closed the connection, and rightly

        def log_message(self, *_):
            pass


def jwk(keys: Keys, kid: str) -> dict:
    numbers = serialization.load_pem_public_key(keys.public.read_bytes()).public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    return {"kty": "RSA", "kid": kid, "n": base64url(numbers.n.to_bytes(size, "big")), "e": base64url(numbers.e.to_bytes(3, "big"))}


def test_A8_whatever_an_issuer_serves_its_last_good_keys_stay(make_gate, service, tmp_path):
    keys, others = Keys(tmp_path, "foreign"), Keys(tmp_path, "other")
    good, both = {"keys": [jwk(keys, "k1")]}, {"keys": [jwk(others, "k1"), jwk(keys, "k1")]}
    issuer = Nasty(json.dumps(good).encode())
    gate = make_gate(control="{}", policy="routes: [{ path: /open, auth: none }]\n", upstream=service.url)
    text = gate.file.read_text()
    line = next(line for line in text.splitlines() if line.startswith("tokens:"))
    gate.file.write_text(text.replace(line, f"tokens: {{ issuer: https://idp.example, audience: api, jwks_url: \"{issuer.url}/jwks\" }}"))
    gate.start()
    token = keys.forge({"kid": "k1"}, {"iss": "https://idp.example", "aud": "api"})
    stolen = others.forge({"kid": "k1"}, {"iss": "https://idp.example", "aud": "api"})
    assert eventually(lambda: gate.request("GET", "/x", token=token).status == 200)

    def failures() -> int:
        return sum(event["type"] == "jwks_failed" for event in gate.events)

    private = json.dumps({"keys": [*good["keys"], {**good["keys"][0], "d": "AQAB"}]}).encode()
    symmetric = json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}]}).encode()
    for answer in ((302, {"Location": issuer.url + "/elsewhere"}, b""), (301, {"Location": "file:///etc/passwd"}, b""), (200, {}, b"<html>" + b"x" * 1000),
                   (200, {}, b"x" * 30_000_000), (200, {}, b""), (200, {}, b'{"keys":[]}'), (200, {}, b'{"keys":' + b"[" * 5000), (200, {}, symmetric),
                   (500, {}, json.dumps(good).encode()), (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08"),
                   (200, {"X-Long": "y" * 100_000}, json.dumps(good).encode())):
        before = failures()
        issuer.answer = answer
        gate.command("reload")
        assert eventually(lambda: failures() > before), answer[:2]
        assert gate.request("GET", "/x", token=token).status == 200, answer[:2]
        assert gate.request("GET", "/x", token=stolen).status == 401, answer[:2]
    assert "/elsewhere" not in issuer.asked
    # A member that is not a public key is left out, and told; the others count.
    issuer.answer = (200, {}, private)
    gate.command("reload")
    assert eventually(lambda: any(event["type"] == "keys_left_out" for event in gate.events))
    assert gate.request("GET", "/x", token=token).status == 200
    # Two keys of one kid: both are tried, so that neither hides the other.
    issuer.answer = (200, {}, json.dumps(both).encode())
    gate.command("reload")
    assert eventually(lambda: gate.request("GET", "/x", token=stolen).status == 200)
    assert gate.request("GET", "/x", token=token).status == 200
    # One that never answers holds up nothing else.
    asked = len(issuer.asked)
    issuer.answer = (200, {}, None)
    gate.command("reload")
    assert eventually(lambda: len(issuer.asked) > asked)
    watch = Stopwatch()
    assert Admin(gate).ask("GET", "/admin/status")[0] == 200 and gate.request("GET", "/x", token=token).status == 200
    assert watch.seconds < 2
    gate.stop()
    issuer.released.set()
    issuer.shutdown()
    issuer.server_close()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://idp.example/jwks", "gopher://idp.example", "jwks.json", "http://", "https://user:secret@idp.example/jwks"])
def test_A8_keys_come_by_http_and_nothing_else(make_gate, url):
    gate = make_gate(control="{}", policy="routes: [{ path: /open, auth: none }]\n")
    text = gate.file.read_text()
    line = next(line for line in text.splitlines() if line.startswith("tokens:"))
    gate.file.write_text(text.replace(line, f"tokens: {{ issuer: https://idp.example, audience: api, jwks_url: \"{url}\" }}"))
    refused = gate.command("check", check=False)
    assert refused.returncode != 0 and "secret" not in refused.stderr + refused.stdout, refused
