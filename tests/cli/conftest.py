"""Fixtures of the command line's tests: the program as a function, a policy in a folder of its own, keys."""

import os
import subprocess

import pytest
from cli_support import BINARY, FINE, POLICY, Result, free_port


@pytest.fixture
def gatehouse(tmp_path):
    """Runs the program in a folder of the test's own."""

    def run(*arguments, stdin="", **environment):
        done = subprocess.run([BINARY, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60,
                              cwd=tmp_path, env={**os.environ, **environment})
        return Result(done)

    return run


@pytest.fixture(scope="session")
def key_pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("key_pair")
    private, public = folder / "private.pem", folder / "public.pem"
    subprocess.run([BINARY, "token", "keygen", "--out", private, "--public", public], check=True, capture_output=True)
    return private, public


@pytest.fixture
def issue(gatehouse, key_pair):
    """One token, as the droplet profile has it."""

    def run(*more, droplet=14):
        result = gatehouse("token", "issue", "--key", key_pair[0], "--profile", "droplet", "--droplet-id", droplet, *more)
        assert result.code == FINE, result
        return result.out.strip()

    return run


@pytest.fixture
def policy(tmp_path, key_pair):
    """./gatehouse.yaml, on a port that is free."""
    file = tmp_path / "gatehouse.yaml"
    file.write_text(POLICY.format(port=free_port(), key=key_pair[1]))
    return file
