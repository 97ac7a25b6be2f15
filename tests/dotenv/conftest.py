"""One GPG home for all tests of a session: keys take time."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from env_folder import Folder
from gpg_home import PASSPHRASE, GpgHome


@pytest.fixture(scope="session")
def home():
    made = GpgHome()
    made.make_key("anna")
    made.make_key("bert")
    yield made
    made.close()


@pytest.fixture(scope="module")
def locked():
    """A home whose only key is locked with a passphrase."""
    made = GpgHome()
    made.make_key("carl", passphrase=PASSPHRASE)
    yield made
    made.close()


@pytest.fixture
def folder(home, tmp_path) -> Folder:
    return Folder(home, tmp_path)
