"""Fixtures of the tests of secret stores: the program with an environment of its own, stubs, certificates, real servers."""

import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import product
from servers import Vault
from stub import Certificate, Stub

TIMEOUT = 120


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr.decode()

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


@pytest.fixture
def run(tmp_path):
    """`gatehouse …` in an empty folder, with nothing in its environment but what the test puts there."""

    def go(*arguments, **environment):
        done = subprocess.run([product.BINARY.absolute(), *map(str, arguments)], capture_output=True, timeout=TIMEOUT, cwd=tmp_path,
                              env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true",
                                   **{name: str(value) for name, value in environment.items()}})
        return Result(done)

    return go


@pytest.fixture
def value_of(run):
    """The value of one reference, as bytes."""

    def go(reference, **environment):
        result = run("secrets", "get", reference, **environment)
        assert result.code == 0, result
        assert result.err == ""
        return result.out

    return go


@pytest.fixture
def refused(run):
    """The words about a reference that has no value; nothing is on stdout."""

    def go(reference, **environment):
        result = run("secrets", "get", reference, **environment)
        assert result.code == 1, result
        assert result.out == b""
        assert reference in result.err, result
        return result.err

    return go


@pytest.fixture
def serve():
    stubs = []

    def start(answer, certificate=None):
        stubs.append(Stub(answer, certificate))
        return stubs[-1]

    yield start
    for stub in stubs:
        stub.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def vault(tmp_path_factory):
    server = Vault(tmp_path_factory.mktemp("vault"))
    yield server
    server.stop()
