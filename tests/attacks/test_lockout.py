"""Row A10: guessing at passwords from outside keeps nobody out, and stays bounded."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from people_support import Person, add_user  # noqa: E402


@pytest.fixture
def gate(tmp_path):
    gate = ControlGate(tmp_path, "{ registry: {}, people: {} }").start()
    yield gate
    gate.stop()


def guess(gate, name: str, stranger: Person, times: int) -> list[int]:
    stranger.name, stranger.password = name, "wrong"
    return [stranger.log_in().status for _ in range(times)]


def test_A10_what_was_refused_uses_up_nothing(gate):
    name = add_user(gate)
    owner = Person(gate, name).logged_in()
    statuses = [status for _ in range(2) for status in guess(gate, name, Person(gate), 10)]
    assert statuses.count(403) == 4 and statuses.count(429) == 16, statuses  # the login that succeeded was the fifth
    assert owner.log_in().status == 303, "from where they usually log in, at once"
    elsewhere = Person(gate, name).log_in()
    assert elsewhere.status == 429 and int(elsewhere.headers["Retry-After"]) <= 75, "a minute, not an hour"


def test_A10_thirty_names_from_one_address_lock_nobody_out(gate):
    names = [add_user(gate) for _ in range(3)]
    stranger = Person(gate)
    for name in [*names, *(f"nobody{i}" for i in range(27))]:
        guess(gate, name, stranger, 1)
    for name in names:
        assert Person(gate, name).log_in().status == 303


def test_A10_guesses_from_many_addresses_stay_bounded(gate):
    name = add_user(gate)
    owner = Person(gate, name).logged_in()
    admitted = sum(guess(gate, name, Person(gate), 2).count(403) for _ in range(12))
    assert admitted <= 5
    assert owner.log_in().status == 303
