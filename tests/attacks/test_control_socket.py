"""Row A9: the account pages believe the session's cookie, and not the headers by which the gate tells whose it is.

Anything that reaches the daemon's socket (an nginx of the operator's own in front of it, a service that can be made to connect to it)
could write those headers for any account.
"""

import http.client
import pathlib
import socket
import sqlite3
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from people_support import COOKIE, Person, add_user  # noqa: E402


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    gate = ControlGate(tmp_path_factory.mktemp("gate"), "{ registry: {}, people: {} }")
    yield gate.start()
    gate.stop()


def over_the_socket(gate, method: str, path: str, headers: dict) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("gate")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(20)
    connection.sock.connect(str(gate.run_dir / "control.sock"))
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read()
    finally:
        connection.close()


def session_id(gate, name: str) -> str:
    with sqlite3.connect(gate.data / "control.db") as database:
        rows = database.execute("select s.id from sessions s join users u on u.id = s.user_id where u.name = ?", (name,)).fetchall()
    return rows[-1][0]


def test_A9_headers_without_the_cookie_are_nobody(gate):
    person = Person(gate, add_user(gate)).logged_in()
    headers = {"X-Gatehouse-Subject": person.name, "X-Gatehouse-Token-Id": session_id(gate, person.name)}
    for method, path in (("GET", "/_gatehouse/account"), ("GET", "/_gatehouse/password"), ("POST", "/_gatehouse/account"),
                         ("POST", "/_gatehouse/logout")):
        status, location, body = over_the_socket(gate, method, path, headers)
        assert (status, location) == (303, "/_gatehouse/login"), (method, path, status)
        assert person.name.encode() not in body
    assert person.request("GET", "/_gatehouse/account").status == 200, "nobody was logged out"


def test_A9_headers_that_do_not_match_the_cookie_are_anonymous(gate):
    person, thief = (Person(gate, add_user(gate)).logged_in() for _ in range(2))
    headers = {"X-Gatehouse-Subject": person.name, "X-Gatehouse-Token-Id": session_id(gate, person.name), "Cookie": f"{COOKIE}={thief.cookie}"}
    status, location, body = over_the_socket(gate, "GET", "/_gatehouse/account", headers)
    assert (status, location) == (303, "/_gatehouse/login")
    assert person.name.encode() not in body


def test_A9_headers_and_cookie_that_agree_are_the_person(gate):
    person = Person(gate, add_user(gate)).logged_in()
    headers = {"X-Gatehouse-Subject": person.name, "X-Gatehouse-Token-Id": session_id(gate, person.name), "Cookie": f"{COOKIE}={person.cookie}"}
    status, _, body = over_the_socket(gate, "GET", "/_gatehouse/account", headers)
    assert status == 200 and person.name.encode() in body
