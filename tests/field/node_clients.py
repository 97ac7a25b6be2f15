"""Clients that npm installs from the lock file beside this: from the network, or from npm's cache."""

import os
import pathlib
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent / "node"


@pytest.fixture(scope="session")
def modules(tmp_path_factory) -> pathlib.Path:
    """A folder with the clients and the scripts that drive them."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("there is no npm, with which the clients are installed")
    folder = tmp_path_factory.mktemp("node")
    for file in HERE.iterdir():
        if file.is_file():
            shutil.copy(file, folder / file.name)
    done = subprocess.run(["npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, capture_output=True,
                          text=True, timeout=300)
    if done.returncode != 0:
        pytest.skip(f"the clients cannot be installed: {done.stderr[-300:]}")
    return folder


def run(folder: pathlib.Path, script: str, *arguments) -> subprocess.CompletedProcess:
    return subprocess.run(["node", script, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "NODE_NO_WARNINGS": "1"})
