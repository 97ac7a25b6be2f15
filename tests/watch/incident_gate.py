"""A gate that watches its event log, with attackers that have addresses of their own."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from product import eventually  # noqa: E402

POLICY = """\
trusted_proxies: [127.0.0.1]
routes:
  - { path: /open, auth: none }
  - { path: /data/*, auth: token }
"""


def watching(folder: pathlib.Path, *more: str, upstream: str = "http://127.0.0.1:1", policy: str = POLICY) -> ControlGate:
    """`more` are further keys of `control`."""
    keys = ", ".join(["registry: {}", "people: {}", "watch: {}", *more])
    return ControlGate(folder, "{ " + keys + " }", policy, upstream)


def inject(gate: ControlGate, address: str):
    """One request that opens an incident and is answered by a block of its sender."""
    gate.request("GET", "/open?q=%3Cscript%3Ealert(1)%3C/script%3E", X_Forwarded_For=address)


def guess_tokens(gate: ControlGate, address: str, times: int = 6):
    for _ in range(times):
        gate.request("GET", "/data/1", token="eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", X_Forwarded_For=address)


def incidents(gate: ControlGate, *words) -> list[dict]:
    done = gate.command("incident list --format json", *words)
    return [json.loads(line) for line in done.stdout.splitlines()]


def incident_about(gate: ControlGate, name: str) -> dict:
    """The open one among whose subjects it is: what goes on by the same rule joins."""
    found = []

    def there() -> bool:
        found[:] = [one for one in incidents(gate) if name in [subject["name"] for subject in show(gate, one["id"])["all_subjects"]]]
        return bool(found)

    assert eventually(there), f"no incident about {name}: {incidents(gate, '--all')}"
    return found[0]


def close_all(gate: ControlGate):
    for one in incidents(gate):
        gate.command("incident close", one["id"], "--lessons", "the end of a test")


def show(gate: ControlGate, number: int) -> dict:
    return json.loads(gate.command("incident show", number, "--format", "json").stdout)
