"""Fixtures of the watcher's tests: a gate with a daemon that follows its event log, and a service behind it."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from upstream import Upstream  # noqa: E402
from watched import WatchedGate  # noqa: E402


@pytest.fixture(scope="module")
def service():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture(scope="module")
def watched(tmp_path_factory, service):
    """Started once for a module: each test attacks from addresses of its own."""
    gate = WatchedGate(tmp_path_factory.mktemp("watched"), upstream=service.url)
    yield gate.start()
    gate.stop()


@pytest.fixture
def make_watched(tmp_path, service):
    made = []

    def make(watch: str = "{}", **more) -> WatchedGate:
        folder = tmp_path / f"watched{len(made)}"
        folder.mkdir()
        gate = WatchedGate(folder, watch, upstream=service.url, **more)
        made.append(gate)
        return gate

    yield make
    for gate in made:
        gate.stop()
