"""The examples in the help of the commands that work on a gate with a control daemon: each is run as it is printed."""

import os
import subprocess

import pytest
from control_gate import COULD_NOT_RUN, FINDINGS, FINE, NOTHING_TO_DO, ControlGate
from product import BINARY, gatehouse

# In the order in which an operator would use them.
COMMANDS = ["check", "status", "registry enrol", "registry list", "registry show", "registry set", "registry suspend", "registry resume",
            "registry credential add", "registry credential revoke", "registry rotate", "registry keys", "registry revoke",
            "registry unrevoke", "registry revocations", "registry retire", "user add", "user passwd", "user roles", "user disable",
            "user enable", "user list", "user sessions", "user end-sessions", "user reset-second-factor", "block add", "block list",
            "block remove", "revoke add", "revoke list", "revoke remove", "incident list", "alert list", "detect rules", "events verify",
            "explain", "reload"]
# Examples about a thing that this gate does not have: the program must say so, and nothing else.
ABOUT_NOTHING = {
    "registry credential revoke 9f86d081884c7d65": NOTHING_TO_DO,
    "registry unrevoke jti 8Jt0cGf2RZ2yQq2mB4rN3w": NOTHING_TO_DO,
    "user reset-second-factor alice": FINDINGS,
    "explain POST /message --token token --data @message.json": FINDINGS,
    "explain GET /process --client-ip 192.0.2.1 --format json": FINDINGS,
    "events verify --key /media/safe/audit.pem --format json": COULD_NOT_RUN,
}


def examples(command: str) -> list[str]:
    told = gatehouse(*command.split(), "--help").stdout
    lines = [line.strip().removeprefix("gatehouse ") for line in told.partition("Examples:")[2].splitlines()]
    return [line for line in lines if line and "deploy/" not in line and "||" not in line and " -f" not in line]


@pytest.fixture
def folder(tmp_path):
    """What the examples name is here: a policy with the defaults of the registry, a password, a key, a token, a message."""
    gate = ControlGate(tmp_path, "{ registry: { networks: [] }, people: {}, watch: {} }", "routes: [{ path: /health, auth: none }]\n")
    gatehouse("token", "keygen", "--out", tmp_path / "private.pem", "--public", tmp_path / "public.pem")
    (tmp_path / "password").write_text("Correct-Horse-9-Battery\n")
    (tmp_path / "token").write_text("x")
    (tmp_path / "message.json").write_text("{}")
    (tmp_path / "detection.yaml").write_text(gatehouse("detect", "rules").stdout)
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "gatehouse").symlink_to(BINARY.absolute())
    yield gate.start().folder
    gate.stop()


def test_the_examples_of_the_help_work_as_they_are_printed(folder):
    environment = {**os.environ, "PATH": f"{folder / 'programs'}:{os.environ['PATH']}"}
    failed = []
    ran = 0
    for command in COMMANDS:
        for example in examples(command):
            line = f"set -o pipefail; gatehouse {example}"
            done = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, input="Correct-Horse-9-Battery-2\n", capture_output=True,
                                  text=True, timeout=60, check=False)
            ran += 1
            if done.returncode != ABOUT_NOTHING.get(example, FINE):
                failed.append((example, done.returncode, done.stderr[-300:]))
    assert failed == []
    assert ran > len(COMMANDS) / 2
