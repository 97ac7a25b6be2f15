import pytest
from fronts import Front
from scripted import Scripted


@pytest.fixture(scope="module")
def make_front(tmp_path_factory):
    """Starts balancers that live as long as the module's tests."""
    fronts = []

    def make(program: str, config: str, gate_port: int) -> Front:
        fronts.append(Front(tmp_path_factory.mktemp("front"), program, config, gate_port))
        return fronts[-1]

    yield make
    for front in fronts:
        front.stop()


@pytest.fixture(scope="module")
def service():
    """A service behind the module's gate; each test sets its script."""
    service = Scripted()
    yield service
    service.close()
