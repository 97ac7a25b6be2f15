"""A user who may not look into the run directory of a gate that runs: no command says that the gate is not there, or that a list is empty."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from cli_support import BINARY, COULD_NOT_RUN, FINE, free_port

NOBODY = 65534
POLICY = """\
environment: development
listen: 127.0.0.1:{port}
tls: off
run_dir: run
upstream: http://127.0.0.1:1
unlisted: deny
control: {{ people: {{}}, watch: {{}} }}
tokens: {{ issuer: i, audience: a, keys: public.pem }}
routes: [{{ path: /open, auth: none }}]
"""


@pytest.fixture(scope="module")
def folder():
    """Others may read the policy, and not the run directory."""
    folder = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    (folder / "gatehouse.yaml").write_text(POLICY.format(port=free_port()))
    subprocess.run([BINARY, "token", "keygen", "--out", folder / "private.pem", "--public", folder / "public.pem"], check=True, capture_output=True)
    run(folder, "up", "--detach")
    run(folder, "block", "add", "192.0.2.1")
    yield folder
    closed(folder, False)
    run(folder, "stop")
    shutil.rmtree(folder)


def run(folder, *words, **more):
    done = subprocess.run([BINARY, *words], cwd=folder, capture_output=True, text=True, timeout=60, env={**os.environ, "NO_COLOR": "1"}, **more)
    assert more or done.returncode == FINE, done.stderr
    return done


def closed(folder, yes: bool):
    """To a test that is not run by root, its own folder is closed."""
    if os.getuid() != 0:
        (folder / "run").chmod(0 if yes else 0o700)


def as_another(folder, *words):
    closed(folder, True)
    try:
        return run(folder, *words, **({"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {"stdin": subprocess.DEVNULL}))
    finally:
        closed(folder, False)


@pytest.mark.parametrize("line", ["status", "status --format json", "block list", "revoke list", "events tail", "events verify", "incident list", "user list",
                                  "alert list", "reload", "stop", "stop --run-dir run", "incident list --run-dir run"])
def test_A15_what_another_user_may_not_see_is_not_reported_as_missing(folder, line):
    done = as_another(folder, *line.split())
    assert done.returncode == COULD_NOT_RUN and done.stdout == "", done
    assert "may not look into" in done.stderr and "run the command as root" in done.stderr, done.stderr


def test_B1_explain_says_what_it_does_not_know(folder):
    done = as_another(folder, "explain", "GET", "/open")
    assert done.returncode == FINE and "assumed to be empty" in done.stderr and "may not look into" in done.stderr
    assert "No gate has run" not in done.stderr and "No control daemon has run" not in done.stderr


def test_B1_the_gate_still_runs(folder):
    assert "running as process" in run(folder, "status").stdout
    assert "192.0.2.1" in run(folder, "block", "list").stdout
