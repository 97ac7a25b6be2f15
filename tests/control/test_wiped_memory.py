"""Row B4: after the response, the secrets of a request are no longer in the daemon's memory."""

import array
import base64
import itertools
import os
import urllib.parse

import pytest
from control_gate import ControlGate
from people_support import Person, add_user
from product import eventually

PASSWORD = "Quartz7 meadow, eleven foxes"
WRONG = "Pewter4 harbour, seven wolves"
TOKEN = "/oauth/token"


PAGE = os.sysconf("SC_PAGESIZE")
HELD = 0b11 << 62  # in memory, or swapped out (proc_pid_pagemap(5))


def writable_memory(pid: int):
    """Name and bytes of each run of pages that the process can write and has touched: of a thread's stack those are few."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory, open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pagemap:
        for line in maps:
            words = line.split()
            if not words[1].startswith("rw") or words[-1] in ("[vvar]", "[vsyscall]"):
                continue
            begin, end = (int(part, 16) for part in words[0].split("-"))
            pagemap.seek(begin // PAGE * 8)
            pages = array.array("Q", pagemap.read((end - begin) // PAGE * 8))
            for held, run in itertools.groupby(range(len(pages)), lambda page: pages[page] & HELD != 0):
                numbers = list(run)
                if held:
                    memory.seek(begin + numbers[0] * PAGE)
                    yield words[-1] if len(words) > 5 else words[0], memory.read(len(numbers) * PAGE)


def gone(gate: ControlGate, *secrets: str) -> bool:
    """A connection's own buffer goes with the connection, a moment after the answer has left."""
    return eventually(lambda: where(gate, *secrets) == [])


def where(gate: ControlGate, *secrets: str) -> list[tuple[str, str]]:
    """Which of them stands where in the daemon's memory, as it is or as a form spells it."""
    needles = {spelled.encode() for secret in secrets for spelled in (secret, urllib.parse.quote_plus(secret))}
    return [(name, needle.decode()) for name, memory in writable_memory(gate.daemon) for needle in needles if needle in memory]


@pytest.fixture
def closed(gate):
    """Without root's rights nobody may look at all, which is the first half of the promise."""
    if os.geteuid() != 0:
        with pytest.raises(PermissionError):
            open(f"/proc/{gate.daemon}/mem", "rb").close()
        return True
    return False


def test_B4_no_password_stays_in_the_daemon(gate, closed):
    if closed:
        return
    name = add_user(gate, password=PASSWORD)
    Person(gate, name, PASSWORD).logged_in()
    assert Person(gate, name, WRONG).log_in().status == 403
    assert where(gate, str(gate.data)), "the look itself works"
    assert gone(gate, PASSWORD, WRONG), where(gate, PASSWORD, WRONG)


def test_B4_no_clients_secret_stays_in_the_daemon(gate, closed):
    if closed:
        return
    secret = gate.enrol(14)
    gate.command("stop")
    gate.start()  # the daemon that made the secret has answered with it; this one has only its hash
    basic = base64.b64encode(f"droplet-14:{secret}".encode()).decode()
    wrong = "wrong-" + secret[::-1]
    posted = {"grant_type": "client_credentials", "client_id": "droplet-14", "client_secret": secret}
    assert gate.request("POST", TOKEN, form=posted).status == 200
    assert gate.request("POST", TOKEN, form=posted | {"client_secret": wrong}).status == 401
    gate.token(secret)
    assert gone(gate, secret, wrong, basic), where(gate, secret, wrong, basic)
