"""doc/first_steps.md as it is written, in an empty folder with an empty GPG home; and the first five commands where users look."""

import pathlib
import re
import subprocess

import product
import pytest
from gpg_home import GpgHome

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(tmp_path):
    home = GpgHome()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gatehouse").symlink_to(product.BINARY.absolute())
    (tmp_path / "work").mkdir()
    yield {**home.environment, "PATH": f"{tmp_path / 'bin'}:{home.environment['PATH']}"}, tmp_path / "work"
    home.close()


def test_A2_the_first_steps_run_as_they_are_written(empty):
    environment, folder = empty
    text = (ROOT / "doc" / "first_steps.md").read_text()
    script = "set -e\n" + "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=120,
                          env={**environment, "GIT_PAGER": "cat"}, start_new_session=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "connecting to postgres, with a key of 7 characters" in done.stdout
    assert "API_KEY=<" in done.stdout and ".env.encrypted: good" in done.stdout
    assert not re.search(r"hunter\d|password@", done.stdout + done.stderr)
    encrypted = (folder / ".env.encrypted").read_text()
    assert "DATABASE_URL=" in encrypted and "hunter" not in encrypted and "password" not in encrypted


def test_A2_the_first_five_commands_stand_where_users_look():
    readme = (ROOT / "README.md").read_text()
    shown = subprocess.run([str(product.BINARY), "env", "--help"], capture_output=True, text=True, check=True).stdout
    for words in ("env encrypt --recipient", "env git-setup", "env set ", "run -- ./server", "env recipients add"):
        assert f"gatehouse {words}" in readme, words
        assert f"gatehouse {words}" in shown, words
