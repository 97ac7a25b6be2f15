"""Fixtures of the control daemon's tests: a gate with a daemon beside it, in a folder of its own."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from control_gate import ControlGate  # noqa: E402
from upstream import Upstream  # noqa: E402


@pytest.fixture
def make_gate(tmp_path):
    """A gate that is not started yet; every one that was made is stopped in the end."""
    made = []

    def make(control: str = "{ registry: {}, people: {} }", policy: str = "", **more) -> ControlGate:
        folder = tmp_path / f"gate{len(made)}"
        folder.mkdir()
        gate = ControlGate(folder, control, policy, **more)
        made.append(gate)
        return gate

    yield make
    for gate in made:
        gate.stop()


@pytest.fixture
def gate(make_gate):
    return make_gate().start()
