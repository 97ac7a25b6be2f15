"""What the end-to-end tests share. GATEHOUSE_BIN names the program; without it, the release build's is taken."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import product
from upstream import Upstream


def pytest_collection_modifyitems(items):
    if product.BINARY.exists():
        return
    if "GATEHOUSE_BIN" in os.environ:
        pytest.exit(f"GATEHOUSE_BIN names no program: {product.BINARY}", returncode=2)
    for item in items:
        item.add_marker(pytest.mark.skip(reason=f"there is no program at {product.BINARY}: build it, or set GATEHOUSE_BIN"))


@pytest.fixture(scope="session")
def keys(tmp_path_factory) -> product.Keys:
    return product.Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def other_keys(tmp_path_factory) -> product.Keys:
    """Keys that no policy believes."""
    return product.Keys(tmp_path_factory.mktemp("other_keys"), "other")


@pytest.fixture(scope="session")
def token(keys) -> str:
    return keys.issue(14, "--subject", "droplet:14", "--role", "operator")


@pytest.fixture(scope="module")
def _upstream():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture
def upstream(_upstream) -> Upstream:
    """The service behind the module's gate, with nothing recorded yet."""
    _upstream.clear()
    return _upstream


@pytest.fixture(scope="module")
def services():
    """Two services behind one gate."""
    pair = {"api": Upstream("api"), "app": Upstream("app")}
    yield pair
    for service in pair.values():
        service.close()


@pytest.fixture
def nothing_recorded(services):
    for service in services.values():
        service.clear()


@pytest.fixture(scope="module")
def make_gate(tmp_path_factory, keys):
    """Starts gates that live as long as the module's tests."""
    gates = []

    def make(policy: str, *, alone: bool = False, **more) -> product.Gate:
        gate = product.Gate(tmp_path_factory.mktemp("gate"), policy, keys, **more)
        gates.append(gate)
        return gate.start_alone() if alone else gate.start()

    yield make
    for gate in gates:
        gate.stop()


@pytest.fixture
def policy_file(tmp_path, keys):
    """Writes a policy that is not started, for what must be refused before anything starts."""

    def write(policy: str, **more) -> product.Gate:
        return product.Gate(tmp_path, policy, keys, **more)

    return write


@pytest.fixture(scope="session")
def corpora() -> pathlib.Path:
    folder = os.environ.get("GATEHOUSE_CORPORA")
    if not folder:
        pytest.skip("GATEHOUSE_CORPORA names no folder")
    return pathlib.Path(folder)
