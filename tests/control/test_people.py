"""Rows A9, A10 and A13 with everything running: people log in at the gate, their sessions open routes, and end at once."""

import concurrent.futures
import re
import time
import unicodedata

import pytest
from control_gate import ControlGate, kill
from people_support import COOKIE, NAVIGATION, OTHER_PASSWORD, PASSWORD, Person, add_user, code_at, hidden, totp_secret
from product import eventually
from test_oauth import Admin
from upstream import Upstream

ROUTES = """\
workers: 3
routes:
  - { path: /open, auth: none }
  - { path: /app/*, auth: session }
  - { path: /admin/*, auth: session, require: { role: admin } }
  - { path: /vault/*, auth: session, require: { second_factor: true } }
  - { path: /api/*, auth: token }
  - { path: /both/*, auth: either }
"""


@pytest.fixture(scope="module")
def _service():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture
def service(_service) -> Upstream:
    _service.clear()
    return _service


@pytest.fixture(scope="module")
def gate(tmp_path_factory, _service):
    gate = ControlGate(tmp_path_factory.mktemp("people"), "{ registry: {}, people: {} }", ROUTES, _service.url)
    text = gate.file.read_text().replace("workers: 2\n", "", 1)
    gate.file.write_text(text)
    yield gate.start()
    gate.stop()


def everywhere(person: Person, path: str = "/app/", count: int = 24) -> set[int]:
    """The statuses over as many connections as reach every worker."""
    return {person.request("GET", path, Accept="application/json").status for _ in range(count)}


def test_A9_a_login_opens_what_a_session_opens(gate, service):
    person = Person(gate, add_user(gate, "editor"))
    assert person.request("GET", "/app/").status == 303
    answer = person.log_in("/app/page?x=1")
    assert (answer.status, answer.headers["Location"]) == (303, "/app/page?x=1")
    line = answer.headers["Set-Cookie"]
    assert re.fullmatch(rf"{COOKIE}=[\w.-]+; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=Strict", line), line
    assert answer.headers["Cache-Control"] == "no-store"

    assert person.request("GET", "/app/page?x=1").status == 200
    record = service.records[-1]
    assert record.one("X-Gatehouse-Subject") == person.name
    assert record.one("X-Gatehouse-Issuer") == "gatehouse"
    assert record.one("X-Gatehouse-Roles") == "editor"
    assert COOKIE.encode() not in record.head  # between the browser and the gate only
    assert person.cookie.encode() not in record.head


def test_A9_who_is_not_logged_in_is_sent_there_and_back(gate):
    stranger = Person(gate)
    answer = stranger.request("GET", "/app/page?x=1&y=%2F")
    assert answer.status == 303
    location = answer.headers["Location"]
    assert location.startswith("/_gatehouse/login?next=")
    page = stranger.request("GET", location)
    assert page.status == 200
    assert hidden(page, "next") == "/app/page?x=1&y=%2F"
    api = stranger.request("GET", "/app/", Accept="application/json")
    assert (api.status, api.json["detail"]) == (401, "Login required")


FORM = {"Accept": NAVIGATION["Accept"], "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize("path, page", [("/app/save", "/app/edit?id=7"), ("/_gatehouse/logout", "/_gatehouse/account"), ("/_gatehouse/password", "/_gatehouse/password")])
def test_A9_a_form_of_an_ended_session_leads_to_the_login_and_back_to_its_page(gate, service, path, page):
    person = Person(gate, add_user(gate)).logged_in()
    kept = person.cookie
    assert person.request("POST", "/_gatehouse/logout", {}).status == 303
    for person.cookie in (kept, ""):  # ended, and forgotten by the browser
        service.clear()
        answer = person.request("POST", path, {"text": "dear diary"}, **FORM, Referer=f"http://127.0.0.1:{gate.port}{page}")
        assert answer.status == 303, answer
        login = person.request("GET", answer.headers["Location"])
        assert login.status == 200 and hidden(login, "next") == page
        assert "what you sent was not processed" in login.body.decode()
        service.assert_untouched()
    back = person.log_in(hidden(login, "next"))
    assert (back.status, back.headers["Location"]) == (303, page)


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"Accept": "*/*", "HX-Request": "true"}, {"Sec-Fetch-Mode": "cors", "Accept": "text/vnd.turbo-stream.html, text/html"}])
def test_A9_a_script_that_sends_a_form_gets_the_refusal(gate, service, headers):
    service.clear()
    answer = Person(gate).request("POST", "/app/save", {"a": "b"}, **{**FORM, **headers})
    assert (answer.status, answer.json["detail"]) == (401, "Login required")
    service.assert_untouched()


def test_A9_logout_ends_it_everywhere_at_once(gate):
    name = add_user(gate)
    here, there = Person(gate, name).logged_in(), Person(gate, name).logged_in()
    assert everywhere(here) == {200} and everywhere(there) == {200}
    cookie = here.cookie
    answer = here.request("POST", "/_gatehouse/logout", {})
    assert (answer.status, answer.headers["Location"]) == (303, "/_gatehouse/login?notice=logged-out")
    assert here.cookie == ""
    here.cookie = cookie
    assert everywhere(here) == {401}  # the very next request, of every worker
    assert everywhere(there) == {401}


def test_A9_logout_under_load_leaves_no_late_request(gate):
    """As soon as the answer to the logout is there, no request with the cookie may pass."""
    person = Person(gate, add_user(gate)).logged_in()
    cookie = person.cookie
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        twins = [Person(gate) for _ in range(8)]
        for twin in twins:
            twin.cookie = cookie
        ended = []

        def hammer(twin: Person) -> list[tuple[float, int]]:
            seen = []
            while not ended or not seen or seen[-1][0] < ended[0] + 0.3:
                began = time.monotonic()
                seen.append((began, twin.request("GET", "/app/", Accept="application/json").status))
            return seen

        running = [pool.submit(hammer, twin) for twin in twins]
        time.sleep(0.3)
        assert person.request("POST", "/_gatehouse/logout", {}).status == 303
        ended.append(time.monotonic())
        seen = [entry for future in running for entry in future.result()]
    late = [status for began, status in seen if began > ended[0] and status != 401]
    before = [status for began, status in seen if began < ended[0]]
    print(f"{len(before)} requests before the logout, {len(seen) - len(before)} after it, {len(late)} of them late")
    assert 200 in before and len(seen) > len(before)
    assert not late


def test_A9_a_login_ends_the_session_that_the_browser_had_before(gate):
    person = Person(gate, add_user(gate)).logged_in()
    before = person.cookie
    assert person.log_in().status == 303
    assert person.cookie != before
    assert everywhere(person) == {200}
    person.cookie = before
    assert everywhere(person) == {401}


def test_A10_a_weak_hash_from_elsewhere_of_another_spelling_is_replaced_by_a_login(gate):
    """bcrypt of cost 4 over "e" and an accent, as a Mac typed it; everybody else types "é"."""
    typed = "caf\u00e9-Otter8 brass"
    admin = Admin(gate)
    assert admin.ask("POST", "/admin/users", {"name": "moved", "password_hash": "$2b$04$abcdefghijklmnopqrstuueNzdGEbXG1UpB04j8dfn/KIMLS/XF6e"})[0] == 201
    def warning():
        [user] = [user for user in admin.ask("GET", "/admin/users")[1]["users"] if user["name"] == "moved"]
        return user.get("warning", "")
    assert "bcrypt of cost 4" in warning()
    assert Person(gate, "moved", "cafe-Otter8 brass").log_in().status == 403
    assert "bcrypt" in warning()
    for spelling in (typed, unicodedata.normalize("NFD", typed), typed):
        Person(gate, "moved", spelling).logged_in()
        assert warning() == ""


def test_A10_changing_the_password_ends_every_session(gate):
    name = add_user(gate)
    here, there = Person(gate, name).logged_in(), Person(gate, name).logged_in()
    cookie = here.cookie
    weak = here.request("POST", "/_gatehouse/password", {"password": PASSWORD, "new": name, "again": name})
    assert weak.status == 422
    for rule in ("at least 12 characters", "an upper-case letter", "a symbol", "to be without the user name", "to be harder to guess"):
        assert rule in weak.body.decode()
    changed = here.request("POST", "/_gatehouse/password", {"password": PASSWORD, "new": OTHER_PASSWORD, "again": OTHER_PASSWORD})
    assert (changed.status, changed.headers["Location"]) == (303, "/_gatehouse/login?notice=password-changed")
    here.cookie = cookie
    assert everywhere(here) == {401} and everywhere(there) == {401}
    assert Person(gate, name).log_in().status == 403
    assert Person(gate, name, OTHER_PASSWORD).log_in().status == 303


def test_A9_disabling_ends_every_session(gate):
    person = Person(gate, add_user(gate)).logged_in()
    gate.command("user disable", person.name)
    assert everywhere(person) == {401}
    assert person.log_in().status == 403
    gate.command("user enable", person.name)
    assert person.log_in().status == 303


def test_A10_guessing_is_limited_by_account_from_however_many_addresses(gate):
    for name in (add_user(gate), "nobody.has.this.name"):
        statuses = [Person(gate, name, f"wrong {i}").log_in().status for i in range(9)]
        assert statuses == [403] * 7 + [429] * 2, f"{name}: five a minute, and the first two of their network"
        locked = Person(gate, name).log_in()  # the right password is no way round
        assert locked.status == 429 and int(locked.headers["Retry-After"]) >= 1


def test_A10_guessing_is_limited_by_address_over_however_many_accounts(gate):
    guesser = Person(gate)
    statuses = []
    for i in range(12):
        guesser.name, guesser.password = f"account{i}", "wrong"
        statuses.append(guesser.log_in().status)
    assert statuses == [403] * 10 + [429] * 2


def test_A10_one_answer_for_everything_that_is_wrong(gate):
    name = add_user(gate)
    wrong = Person(gate, name, "wrong").log_in()
    unknown = Person(gate, "x" + name[1:], "wrong").log_in()
    assert (wrong.status, unknown.status) == (403, 403)
    assert wrong.body.replace(name.encode(), b"") == unknown.body.replace(b"x" + name[1:].encode(), b"")
    assert "Wrong name or password" in wrong.body.decode()


def test_A9_requests_that_another_site_makes_are_refused(gate):
    person = Person(gate, add_user(gate)).logged_in()
    for path in ("/_gatehouse/logout", "/_gatehouse/login", "/_gatehouse/password", "/_gatehouse/account", "/app/save"):
        for origin in ("https://evil.example", "null", None):
            answer = person.request("POST", path, {"name": person.name, "password": PASSWORD}, origin=origin)
            assert (answer.status, answer.json["detail"]) == (403, "Origin not allowed"), (path, origin)
    assert everywhere(person, count=3) == {200}


def test_A9_a_session_is_no_token_and_a_token_no_session(gate):
    person = Person(gate, add_user(gate)).logged_in()
    cookie = person.cookie
    for path in ("/api/x", "/app/x", "/both/x"):
        person.cookie = ""
        assert person.request("GET", path, Authorization=f"Bearer {cookie}", Accept="application/json").status == 401
    token = gate.token(gate.enrol(14))
    person.cookie = token
    for path in ("/app/x", "/both/x"):
        assert person.request("GET", path, Accept="application/json").status == 401
    person.cookie = cookie
    assert person.request("GET", "/both/x", Accept="application/json").status == 200


def test_A13_roles_come_from_the_account(gate):
    reader, admin = Person(gate, add_user(gate, "reader")).logged_in(), Person(gate, add_user(gate, "admin")).logged_in()
    assert reader.request("GET", "/admin/").status == 403
    assert admin.request("GET", "/admin/").status == 200


def test_A9_a_route_that_wants_a_second_factor(gate):
    person = Person(gate, add_user(gate)).logged_in()
    api = person.request("GET", "/vault/", Accept="application/json")
    assert (api.status, api.json["detail"]) == (403, "Second factor required")
    navigation = person.request("GET", "/vault/")
    assert (navigation.status, navigation.headers["Location"]) == (303, "/_gatehouse/account")

    old = person.cookie
    shown = person.request("POST", "/_gatehouse/account", {"action": "totp-begin", "password": PASSWORD})
    secret = totp_secret(shown)
    setup = time.time() - 30  # the step before is good too, and leaves this one for the login
    confirmed = person.request("POST", "/_gatehouse/account",
                               {"action": "totp-confirm", "ticket": hidden(shown, "ticket"), "code": code_at(secret, setup)})
    assert confirmed.status == 303, confirmed
    assert everywhere(person, "/vault/") == {200}
    stale = Person(gate)
    stale.cookie = old
    assert everywhere(stale) == {401}  # what was opened with the password alone has ended

    again = Person(gate, person.name)
    asked = again.log_in("/vault/")
    assert asked.status == 200 and again.cookie == ""
    wrong = again.request("POST", "/_gatehouse/second-factor", {"ticket": hidden(asked, "ticket"), "code": code_at(secret, setup)})
    assert wrong.status == 403  # that one was used
    entered = again.request("POST", "/_gatehouse/second-factor", {"ticket": hidden(wrong, "ticket"), "code": code_at(secret, time.time() + 30)})
    assert (entered.status, entered.headers["Location"]) == (303, "/vault/")
    assert everywhere(again, "/vault/") == {200}

    gate.command("user reset-second-factor", person.name)
    assert everywhere(again) == {401}
    assert Person(gate, person.name).log_in().status == 303


def test_A9_sessions_outlive_the_daemon_and_the_ended_stay_dead(gate):
    kept, ended = Person(gate, add_user(gate)).logged_in(), Person(gate, add_user(gate)).logged_in()
    cookie = ended.cookie
    ended.request("POST", "/_gatehouse/logout", {})
    ended.cookie = cookie
    daemon = gate.daemon
    kill(daemon)
    assert everywhere(kept, count=6) == {200}
    assert everywhere(ended, count=6) == {401}
    assert eventually(lambda: gate.daemon not in (None, daemon) and kept.request("GET", "/_gatehouse/account").status == 200)
    assert everywhere(ended, count=6) == {401}


def test_A9_the_account_page_is_for_nobody_else(gate):
    person = Person(gate, add_user(gate, "reader")).logged_in()
    page = person.request("GET", "/_gatehouse/account")
    assert page.status == 200 and person.name in page.body.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Content-Security-Policy"] == "default-src 'self'"
    assert Person(gate).request("GET", "/_gatehouse/account").status == 303
    # An identity that a client claims for itself is nobody's.
    forged = Person(gate).request("GET", "/_gatehouse/account", **{"X-Gatehouse-Subject": person.name, "Accept": "application/json"})
    assert forged.status == 401


def test_A10_neither_passwords_nor_typed_names_nor_cookies_are_written_down(gate):
    person = Person(gate, add_user(gate)).logged_in()
    Person(gate, "hunter2-typed-as-a-name", "hunter2-typed-as-a-password").log_in()
    time.sleep(0.2)
    for file in [file for file in gate.folder.rglob("*") if file.is_file()]:
        data = file.read_bytes()
        for secret in (PASSWORD, OTHER_PASSWORD, "hunter2-typed", person.cookie):
            assert secret.encode() not in data, (file, secret[:12])


def test_A9_events_tell_who_came_and_went(gate):
    person = Person(gate, add_user(gate)).logged_in()
    person.request("POST", "/_gatehouse/logout", {})
    mine = [event for event in gate.events if event.get("principal") == person.name]
    assert [event["type"] for event in mine] == ["user_added", "login", "logout"]
    assert mine[1]["address"] == person.address
