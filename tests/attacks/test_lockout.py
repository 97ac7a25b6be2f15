"""Row A10: guessing passwords from outside locks out no owner, and is limited."""

import itertools
import pathlib
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from people_support import PASSWORD, Person, add_user, code_at, hidden, totp_secret  # noqa: E402


@pytest.fixture
def gate(tmp_path):
    gate = ControlGate(tmp_path, "{ registry: {}, people: {} }").start()
    yield gate
    gate.stop()


_networks = itertools.count(1)


def stranger(gate, name: str, password: str = PASSWORD) -> Person:
    """From a network of its own."""
    person = Person(gate, name, password)
    person.address = f"127.77.{next(_networks)}.1"
    return person


def guess(gate, name: str, stranger: Person, times: int) -> list[int]:
    stranger.name, stranger.password = name, "wrong"
    return [stranger.log_in().status for _ in range(times)]


def test_A10_what_was_refused_uses_up_nothing(gate):
    name = add_user(gate)
    owner = Person(gate, name).logged_in()
    Person(gate, name).logged_in()  # the second from this network, which is no newcomer any more
    statuses = [status for _ in range(2) for status in guess(gate, name, Person(gate), 10)]
    assert statuses.count(403) == 5 and statuses.count(429) == 15, statuses
    assert owner.log_in().status == 303, "from where they usually log in, at once"
    elsewhere = Person(gate, name).log_in()
    assert elsewhere.status == 429 and int(elsewhere.headers["Retry-After"]) <= 75, "a minute, not an hour"


def test_A10_thirty_names_from_one_address_lock_out_no_user(gate):
    names = [add_user(gate) for _ in range(3)]
    stranger = Person(gate)
    for name in [*names, *(f"nobody{i}" for i in range(27))]:
        guess(gate, name, stranger, 1)
    for name in names:
        assert Person(gate, name).log_in().status == 303


def test_A10_guesses_from_many_addresses_stay_bounded(gate):
    name = add_user(gate)
    owner = Person(gate, name).logged_in()
    admitted = sum(guess(gate, name, stranger(gate, name), 2).count(403) for _ in range(12))
    assert admitted <= 10, "the minute's five, and five from networks that come first"
    assert owner.log_in().status == 303


@pytest.fixture
def hourly(tmp_path):
    gate = ControlGate(tmp_path, "{ registry: {}, people: { attempts: 20/hour } }").start()
    yield gate
    gate.stop()


def test_A10_addresses_that_go_on_guessing_keep_no_newcomer_out(hourly):
    name = add_user(hourly)
    admitted = sum(guess(hourly, name, stranger(hourly, name), 10).count(403) for _ in range(5))
    assert 20 <= admitted <= 30, "what there is for all strangers is used up, and bounded"
    owner = stranger(hourly, name, "a mistake")
    assert owner.log_in().status == 403
    owner.password = PASSWORD
    assert owner.log_in().status == 303, "from an address that nobody knows"


def test_A10_known_addresses_outlive_restart_and_reload(hourly):
    name = add_user(hourly)
    owner = stranger(hourly, name).logged_in()
    hourly.stop()
    hourly.start()
    hourly.command("reload")
    admitted = sum(guess(hourly, name, stranger(hourly, name), 4).count(403) for _ in range(22))
    assert admitted <= 40
    assert stranger(hourly, name).log_in().status == 429, "twenty networks use up what newcomers have"
    assert owner.log_in().status == 303, "from where it was opened before"


def test_A10_attempts_with_the_password_do_not_lock_out_the_second_step(hourly):
    owner = stranger(hourly, add_user(hourly)).logged_in()
    shown = owner.request("POST", "/_gatehouse/account", {"action": "totp-begin", "password": PASSWORD})
    secret, setup = totp_secret(shown), time.time() - 30
    confirmed = owner.request("POST", "/_gatehouse/account",
                              {"action": "totp-confirm", "ticket": hidden(shown, "ticket"), "code": code_at(secret, setup)})
    assert confirmed.status == 303, confirmed
    statuses = []
    for _ in range(4):
        thief = stranger(hourly, owner.name)
        page = thief.log_in()
        while page.status in (200, 403):
            page = thief.request("POST", "/_gatehouse/second-factor", {"ticket": hidden(page, "ticket"), "code": "000000"})
            statuses.append(page.status)
    assert 20 <= statuses.count(403) <= 30 and statuses.count(429) == 4, statuses
    elsewhere = stranger(hourly, owner.name)
    ticket = hidden(elsewhere.log_in(), "ticket")
    entered = elsewhere.request("POST", "/_gatehouse/second-factor", {"ticket": ticket, "code": code_at(secret, time.time())})
    assert entered.status == 303, entered
