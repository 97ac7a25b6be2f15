"""One client that fills the revocation table, and a database that fails: neither keeps an operator's word from the gate (row B2).

Every answer is asked of several connections, so that both workers give it.
"""

import http.client
import itertools
import json
import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from people_support import OTHER_PASSWORD, Person, add_user  # noqa: E402
from product import eventually, within  # noqa: E402

ROUTES = """\
routes:
  - { path: /app/*, auth: session }
  - { path: /api/*, auth: token }
"""
OWN_REVOCATIONS = 256  # kMaxOwnRevocations
PAGE, ENTRY, CELLS = 4096, 512, 4
REVOKED = 401


@pytest.fixture
def gate(tmp_path):
    gate = ControlGate(tmp_path, "{ registry: {}, people: {} }", ROUTES)
    yield gate.start()
    gate.stop()


def answers(gate, **credential) -> set[int]:
    """Of both workers: the upstream is not there, so what is let through gets 502."""
    return {gate.request("GET", "/api/x" if "token" in credential else "/app/x", **credential).status for _ in range(12)}


_requests = itertools.count()


def ask(gate, method: str, path: str, form: dict | None = None, token: str = "") -> tuple[int, bytes]:
    """From many addresses in turn: the limits by address are not what is asked about here."""
    number = next(_requests) // 8
    connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=60, source_address=(f"127.9.{number >> 8}.{number & 255}", 0))
    headers = {"Authorization": f"Bearer {token}"} if token else {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urllib.parse.urlencode(form) if form else None, headers)
    try:
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def revoke(gate, secret: str, token: str) -> int:
    return ask(gate, "POST", "/oauth/revoke", {"client_id": "droplet-14", "client_secret": secret, "token": token})[0]


def mint(gate, secret: str) -> str:
    for _ in range(5):
        status, body = ask(gate, "POST", "/oauth/token",
                           {"grant_type": "client_credentials", "client_id": "droplet-14", "client_secret": secret})
        if status == 200:
            return json.loads(body)["access_token"]
        assert status == 503, body  # this second's tokens were taken back
        time.sleep(1)
    raise AssertionError("no token for five seconds")


def refused(gate, tokens: list[str]) -> bool:
    return all(ask(gate, "GET", "/api/x", token=token)[0] == REVOKED for token in tokens)


def revocations(gate) -> int:
    return gate.status["counters"]["revocations"]


def live_entries_at(state: pathlib.Path) -> int:
    """Where the number of entries in use stands in the mapped state (src/state/layout.h, region.cc)."""
    slots, overflow, blocks, _ = struct.unpack_from("<4Q", state.read_bytes()[:128], 32)

    def up(size: int) -> int:
        return -(-size // PAGE) * PAGE

    head = up(24 + 4 + 4 + 8 + 192 * 4)
    return PAGE + PAGE + up(slots * 64) + up(overflow * 64) + head + up((blocks + 1) * CELLS * 8) + up((blocks + 1) * ENTRY) + 32


def set_live(gate, number: int) -> int:
    """As if so many entries were in use; what was there before."""
    state = gate.run_dir / "state"
    with open(state, "r+b") as file:
        file.seek(live_entries_at(state))
        (before,) = struct.unpack("<Q", file.read(8))
        file.seek(-8, 1)
        file.write(struct.pack("<Q", number))
    return before


def test_B2_a_droplet_that_revokes_its_own_tokens_takes_a_bounded_part_of_the_table(gate):
    secret, other = gate.enrol(14), gate.enrol(15)
    bystander = gate.token(other, 15)
    tokens = []
    for _ in range(OWN_REVOCATIONS + 8):
        tokens.append(mint(gate, secret))
        assert revoke(gate, secret, tokens[-1]) == 200
    assert revocations(gate) <= OWN_REVOCATIONS + 1
    assert refused(gate, tokens), "each of them is refused"
    time.sleep(1.1)
    fresh = mint(gate, secret)
    assert answers(gate, token=fresh) == {502}, "what it gets afterwards is good"
    assert answers(gate, token=bystander) == {502}, "nobody else is touched"
    gate.command("registry suspend", 14)
    gate.command("registry resume", 14)
    assert refused(gate, tokens), "resuming brings none back"
    gate.stop()
    gate.start()
    assert refused(gate, tokens)


def test_B2_where_clients_find_no_room_operators_and_people_do(gate):
    secret = gate.enrol(14)
    first, second = gate.token(secret), gate.token(secret)
    person = Person(gate, add_user(gate))
    person.log_in()
    set_live(gate, 16384 // 2)
    assert revoke(gate, secret, first) == 200, "as one entry for all its tokens so far"
    assert answers(gate, token=first) == {REVOKED}
    cookie = person.cookie
    assert person.request("POST", "/_gatehouse/logout").status == 303
    assert 502 not in answers(gate, Cookie=f"__Host-gatehouse_session={cookie}")
    gate.command("registry suspend", 14)
    assert answers(gate, token=second) == {REVOKED}


def test_B2_a_full_table_stops_no_start_and_no_success_is_said_that_is_none(gate):
    secret = gate.enrol(14)
    token = gate.token(secret)
    person = Person(gate, add_user(gate))
    person.log_in()
    set_live(gate, 16384)
    assert gate.command("registry suspend", 14, check=False).returncode != 0
    for _ in range(2):
        assert gate.command("user disable", person.name, check=False).returncode != 0, "the second time too"
    cookie = f"__Host-gatehouse_session={person.cookie}"
    assert answers(gate, Cookie=cookie) == {502} and answers(gate, token=token) == {502}
    gate.stop()
    gate.start()
    failed = [event for event in gate.events if event["type"] == "orders_not_in_force" and event["severity"] == "critical"]
    assert failed, "a critical event says what is not in force"
    set_live(gate, 0)
    assert eventually(lambda: answers(gate, Cookie=cookie) | answers(gate, token=token) == {REVOKED}), "told until it holds"


@pytest.mark.parametrize("fault", ["locked", "failing", "failing until a restart"])
def test_B2_a_database_that_fails_keeps_no_order_from_the_gate(gate, fault):
    secret = gate.enrol(14)
    token = gate.token(secret)
    people = [Person(gate, add_user(gate)) for _ in range(2)]
    for person in people:
        person.log_in()
    leaver, disabled = people
    cookies = {person: f"__Host-gatehouse_session={person.cookie}" for person in people}
    database = sqlite3.connect(gate.data / "control.db", isolation_level=None, check_same_thread=False)
    tables = ["droplets", "sessions", "revocations"]
    if fault == "locked":
        database.execute("BEGIN IMMEDIATE")
    else:
        for table in tables:
            database.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
    orders = [threading.Thread(target=gate.command, args=words, kwargs={"check": False})
              for words in (("registry suspend", 14), ("user disable", disabled.name))]
    orders.append(threading.Thread(target=leaver.request, args=("POST", "/_gatehouse/logout")))
    for order in orders:
        order.start()
    try:
        for credential in ({"token": token}, {"Cookie": cookies[disabled]}, {"Cookie": cookies[leaver]}):
            assert within(5, lambda: answers(gate, **credential) == {REVOKED}), f"{credential} while the database is {fault}"
        if fault == "failing until a restart":
            for order in orders:
                order.join()
            gate.stop()
    finally:
        if fault == "locked":
            database.execute("ROLLBACK")
        else:
            for table in tables:
                database.execute(f"ALTER TABLE {table}_gone RENAME TO {table}")
        database.close()
        for order in orders:
            order.join()
    if fault == "failing until a restart":
        gate.start()
    # Nobody gives the orders again.
    assert eventually(lambda: "suspended" in gate.command("registry list").stdout), "the database was told"
    assert eventually(lambda: "disabled" in gate.command("user list").stdout), "the database was told"
    assert answers(gate, token=token) == {REVOKED}
    assert eventually(lambda: "person" not in gate.command("user sessions", check=False).stdout), "the database was told"
    assert disabled.log_in().status == 403
    gate.command("registry resume", 14)
    gate.command("user enable", disabled.name)
    time.sleep(1.2)  # past the second in which its sessions were ended, and a round of the daemon
    assert disabled.log_in().status == 303, "and goes on as it is told"
    assert "suspended" not in gate.command("registry list").stdout and "disabled" not in gate.command("user list").stdout


def test_B2_a_password_or_roles_that_cannot_be_written_end_the_sessions_all_the_same(gate):
    people = [Person(gate, add_user(gate)).logged_in() for _ in range(2)]
    database = sqlite3.connect(gate.data / "control.db", isolation_level=None)
    database.execute("CREATE TRIGGER no_change BEFORE UPDATE ON users BEGIN SELECT RAISE(FAIL, 'out of order'); END")
    assert gate.command("user passwd", people[0].name, stdin=OTHER_PASSWORD + "\n", check=False).returncode != 0
    assert gate.command("user roles", people[1].name, "--role", "reader", check=False).returncode != 0
    for person in people:
        assert answers(gate, Cookie=f"__Host-gatehouse_session={person.cookie}") == {REVOKED}
    database.execute("DROP TRIGGER no_change")
    database.close()
    assert people[0].log_in().status == 303, "the password is as it was"


def test_B2_single_tokens_leave_room_for_every_droplet(gate):
    secret = gate.enrol(14)
    token = gate.token(secret)
    set_live(gate, 16384 - 16384 * 5 // 64)
    assert gate.command("registry revoke", "jti", "one-more", check=False).returncode != 0
    gate.command("registry suspend", 14)
    assert answers(gate, token=token) == {REVOKED}


def test_B2_a_full_disk_keeps_no_order_from_the_gate(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", small], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    gate = ControlGate(tmp_path, f"{{ data_dir: {small}/data, registry: {{}}, people: {{}} }}", ROUTES).start()
    try:
        token = gate.token(gate.enrol(14))
        leaver, disabled = (Person(gate, add_user(gate)) for _ in range(2))
        cookies = []
        for person in (leaver, disabled):
            person.log_in()
            cookies.append(f"__Host-gatehouse_session={person.cookie}")
        (small / "ballast").write_bytes(b"x" * shutil.disk_usage(small).free)
        full = (gate.command("registry enrol", "--id", number, "--name", "n" * 100, "--steward", "s" * 100, "--url", "http://127.0.0.1:9014",
                             check=False).returncode for number in range(100, 200))
        assert any(full), "the disk is full"
        suspended = gate.command("registry suspend", 14, check=False)
        assert suspended.returncode == 0 or "The gate refuses it already" in suspended.stderr, suspended.stderr
        gate.command("user disable", disabled.name, check=False)
        assert leaver.request("POST", "/_gatehouse/logout").status == 303
        assert answers(gate, token=token) == {REVOKED}
        for cookie in cookies:
            assert answers(gate, Cookie=cookie) == {REVOKED}
        (small / "ballast").unlink()
        assert eventually(lambda: "suspended" in gate.command("registry list").stdout), "the database was told"
        assert eventually(lambda: "disabled" in gate.command("user list").stdout), "the database was told"
        assert eventually(lambda: "person" not in gate.command("user sessions", check=False).stdout), "the database was told"
    finally:
        gate.stop()
        subprocess.run(["umount", "-l", small], check=False)
