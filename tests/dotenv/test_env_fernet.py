"""Row A2: Fernet and the whole format, both ways with Python's `cryptography` and gpg."""

import re

import pytest
from env_folder import PLAIN
from python_format import File

pytest.importorskip("cryptography.fernet")


def test_A2_python_opens_what_the_program_wrote(home, folder):
    text = folder.file.read_text()
    file = File.of(text, home)
    tokens = dict(re.findall(r"^(?:export )?([A-Z_]+)=(gAAAA\S+)$", text, re.MULTILINE))
    assert list(tokens) == ["DATABASE_URL", "API_KEY", "EMPTY", "PEM"]
    assert file.open("DATABASE_URL", tokens["DATABASE_URL"]) == "'postgres://app:hunter2@db/app' # main"
    assert file.open("API_KEY", tokens["API_KEY"]) == "hunter3"
    assert file.open("EMPTY", tokens["EMPTY"]) == ""
    assert file.open("PEM", tokens["PEM"]) == '"-----BEGIN\nhunter5\n-----END"'
    signed, mac = re.fullmatch(r"(.*)#gatehouse-mac ([0-9a-f]{64})\n", text, re.DOTALL).groups()
    assert file.mac(signed) == mac


def test_A2_the_program_opens_what_python_wrote(home, tmp_path):
    settings = {"A": "1", "B": "'two words' # why", "C": "", "LONG": "x" * 5000, "UNICODE": "grüße"}
    (tmp_path / ".env.encrypted").write_text(File.write(settings, home, home.fingerprint("anna")))
    done = home.run("env", "decrypt", cwd=tmp_path)
    assert done.stdout == "# by Python\n" + "".join(f"{name}={raw}\n" for name, raw in settings.items())
    assert home.run("env", "get", "B", cwd=tmp_path).stdout == "two words\n"


def test_A2_a_value_that_python_moved_to_another_name_is_noticed(home, folder):
    text = folder.file.read_text()
    file = File.of(text, home)
    first, second = re.findall(r"(gAAAA\S+)$", text, re.MULTILINE)[:2]
    swapped = text.replace(first, "#").replace(second, first).replace("#\n", second + "\n", 1)
    signed = swapped[:swapped.index("#gatehouse-mac")]
    # With a good MAC, which only a recipient can make: the binding inside of the token still holds.
    folder.file.write_text(signed + f"#gatehouse-mac {file.mac(signed)}\n")
    done = folder.env("decrypt", code=2)
    assert "was made for another name" in done.stderr
    assert done.stdout == ""


def test_A2_what_is_in_clear_never_stands_in_the_file(folder):
    text = folder.file.read_text()
    assert "hunter" not in text and "main" not in text and "OLD_KEY" not in text
    assert "# database\n" in text
    assert folder.plain() == PLAIN
