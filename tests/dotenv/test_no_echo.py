"""Row A14: text that was typed in the wrong place is not repeated, because it may be the secret."""

import pytest

SECRET = "hunter2planted"

CALLS = [
    ("env", "set", f"API_KEY={SECRET}"), ("env", "get", f"API_KEY={SECRET}"), ("env", "unset", f"API_KEY={SECRET}"),
    ("env", "set", "API_KEY", SECRET), ("env", "get", SECRET), ("env", "unset", SECRET), ("env", "set", f"{SECRET}-x"),
    ("env", "set", f"--value={SECRET}", "API_KEY"), ("env", "list", f"API_KEY={SECRET}"), ("env", "rotate", SECRET),
    ("env", "encrypt", f"API_KEY={SECRET}", "-r", "anna@example.org"), ("env", "decrypt", f"API_KEY={SECRET}"), ("env", "decrypt", SECRET),
    ("env", "edit", f"API_KEY={SECRET}"), ("env", "diff", f"API_KEY={SECRET}", SECRET), ("env", "check", f"API_KEY={SECRET}"),
    ("env", "check", f"postgres://app:{SECRET}@db/x"), ("env", "set", "-f", f"A={SECRET}", "API_KEY"), ("env", "list", "--format", SECRET),
    ("env", f"API_KEY={SECRET}"), (f"API_KEY={SECRET}",), ("keys", "check", "--skip", SECRET),
    ("secrets", "get", SECRET), ("secrets", "get", f"API_KEY={SECRET}"), ("secrets", "get", f"vault://{SECRET}"), ("secrets", "get", f"{SECRET}\x01"),
    ("secrets", "list", f"API_KEY={SECRET}"), ("secrets", "doctor", f"API_KEY={SECRET}"),
    ("secrets", "get", "--at-once", SECRET, "ref+file:///x"),
    ("run", "--set", f"API_KEY={SECRET}", "--", "true"), ("run", "--set", SECRET, "--", "true"), ("run", "--env", f"API_KEY={SECRET}", "--", "true"),
    ("run", "--schema", f"API_KEY={SECRET}", "--", "true"), ("run", "--poll", SECRET, "--", "true"),
    ("run", "--preserve", f"API_KEY={SECRET}", "--", "true"), ("run", "--environment", SECRET, "--", "true"),
    ("settings", "check", "--env", f"API_KEY={SECRET}"), ("settings", "check", "--environment", SECRET),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: " ".join(call).replace(SECRET, "…"))
def test_A14_no_arguments_value_is_repeated(home, tmp_path, call):
    done = home.run(*call, cwd=tmp_path, data="", code=None)
    assert done.returncode != 0
    assert SECRET not in done.stderr and SECRET not in done.stdout
    assert done.stderr, "but something is said"


def test_A14_a_secret_in_an_argument_is_reported_as_visible_to_others(folder):
    done = folder.env("set", f"API_KEY={SECRET}", code=2)
    assert "gatehouse env set NAME < FILE" in done.stderr and "history" in done.stderr
    assert folder.env("get", "API_KEY").stdout == "hunter3\n"


def test_A14_names_of_files_are_told(home, tmp_path):
    assert ".env.dve: Does not exist" in home.run("env", "decrypt", ".env.dve", cwd=tmp_path, code=2).stderr
    assert "a/b: Does not exist" in home.run("env", "decrypt", "a/b", cwd=tmp_path, code=2).stderr
