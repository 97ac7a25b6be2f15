"""A secret that was found and is a value of the repository's own encrypted .env file is named (rows A5, B4)."""

import json
import pathlib
import sys

import pytest
from test_scan import letters, token

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "dotenv"))

from gpg_home import GpgHome


@pytest.fixture(scope="module")
def home():
    made = GpgHome()
    made.make_key("anna")
    yield made
    made.close()


def encrypt(home, folder, plain: str):
    home.run("env", "encrypt", "-", "--output", folder / ".env.encrypted", "--recipient", "anna@example.org", cwd=folder, data=plain)


def test_A5_B4_a_value_of_the_own_encrypted_file_is_named(home, tmp_path):
    used, other = token(), token()
    encrypt(home, tmp_path, f"DEPLOY_TOKEN={used}\nNAME=value-of-no-interest\nPASSWORD={letters(20)}\n")
    (tmp_path / "a.py").write_text(f"a = '{used}'\nb = '{other}'\n")
    done = home.run("scan", "--format", "json", cwd=tmp_path, code=1)
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(f["file"], f.get("own_setting")) for f in findings] == [("a.py", "DEPLOY_TOKEN of .env.encrypted"), ("a.py", None)]


def test_A5_without_a_key_it_is_said_and_the_finding_stays(home, tmp_path):
    encrypt(home, tmp_path, f"DEPLOY_TOKEN={token()}\n")
    (tmp_path / "a.py").write_text(f"a = '{token()}'\n")
    empty = GpgHome()
    try:
        done = empty.run("scan", cwd=tmp_path, code=1)
    finally:
        empty.close()
    assert "was not compared" in done.stderr
