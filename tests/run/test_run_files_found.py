"""Which `.env` files are read, their precedence, and the warnings (rows C5 C7)."""

import pytest
from run_support import FINE, PLANTED

SHOW = ["--", "sh", "-c", "echo ${A:-none}"]
ORDER = [".env.production.local", ".env.local", ".env.production", ".env"]


def test_C5_the_order_of_the_files(gatehouse, tmp_path):
    """Each wins over those behind it."""
    for name in reversed([name.replace("production", "staging") for name in ORDER]):
        (tmp_path / name).write_text(f"A={name}\n")
        assert gatehouse("run", "--environment", "staging", *SHOW).out == f"{name}\n"
    assert gatehouse("run", "--environment", "development", *SHOW).out == ".env.local\n"


def test_C5_nothing_is_seldom_meant(gatehouse, tmp_path):
    result = gatehouse("run", *SHOW)
    assert result.code == FINE and result.out == "none\n"
    assert "there are no settings: no .env.local.encrypted, .env.local, .env.encrypted, .env" in result.err
    (tmp_path / ".env.production").write_text("A=b\n")
    assert ".env.production is for another environment than development: --environment names it" in gatehouse("run", *SHOW).err
    assert gatehouse("run", "--no-env", *SHOW).err == ""
    assert "and no .env.staging" in gatehouse("run", "--environment", "staging", *SHOW).err, "an environment that is named is not a setting"
    assert gatehouse("run", "--set", "HOME", *SHOW).err.count("there are no settings") == 0


def test_C5_two_names_of_one_environment(gatehouse, tmp_path):
    (tmp_path / ".env.prod").write_text("A=b\n")
    (tmp_path / ".env.production.local").write_text("A=c\n")
    result = gatehouse("run", "--environment", "production", *SHOW)
    assert "Two names of one environment" in result.err


@pytest.mark.parametrize("word,fix", [("prod", "production"), ("dev", "development"), ("test", "development"), ("local", "development"),
                                      ("Production", "production"), ("stage", "staging"), ("ci", "development"), ("live", "production")])
def test_C7_a_word_for_an_environment_names_the_fix(gatehouse, word, fix):
    for result in (gatehouse("run", "--", "true", ENVIRONMENT=word), gatehouse("settings", "check", "--environment", word)):
        assert "Invalid environment" in result.err and f"write {fix})" in result.err, result


def test_C6_file_endings_of_names_that_nobody_set_here(gatehouse, tmp_path):
    """LANG is every shell's; LANG_FILE is a setting of its own. NAME and NAME_FILE of one file are still an error."""
    (tmp_path / ".env").write_text("LANG_FILE=x\nHOME_FILE=y\n")
    result = gatehouse("run", "--", "sh", "-c", "echo $LANG_FILE $HOME_FILE", LANG="C.UTF-8")
    assert result.out == "x y\n", result
    (tmp_path / ".env").write_text("A=b\nA_FILE=x\n")
    assert "are both set" in gatehouse("run", "--", "true").err


def test_C5_override(gatehouse, tmp_path):
    (tmp_path / ".env").write_text("A=file\n")
    assert gatehouse("run", *SHOW, A="environment").out == "environment\n"
    assert gatehouse("run", "--override", *SHOW, A="environment").out == "file\n"


def test_C5_expand(gatehouse, tmp_path):
    (tmp_path / "secret").write_text(PLANTED)
    (tmp_path / ".env").write_text(f"HOST=db\nPW=ref+file://{tmp_path}/secret\nA=\"postgres://${{HOST}}:${{PORT:-5432}}/$X/${{PW}}/${{USER_NAME}}\"\nL='${{HOST}}'\n")
    show = ["--", "sh", "-c", "echo $A $L"]
    plain = gatehouse("run", *show, USER_NAME="u")
    assert plain.out == "postgres://${HOST}:${PORT:-5432}/$X/${PW}/${USER_NAME} ${HOST}\n"
    assert "A (.env:3) contains ${…}, which is passed on unchanged; --expand" in plain.err and "L (" not in plain.err
    expanded = gatehouse("run", "--expand", *show, USER_NAME="u")
    assert expanded.out == f"postgres://db:5432/$X/{PLANTED}/u ${{HOST}}\n" and expanded.err == ""
    assert PLANTED not in gatehouse("run", "--expand", "--mask", *show, USER_NAME="u").out
    (tmp_path / ".env").write_text('A="${B}"\nB="x${A}"\n')
    assert "refers back to itself" in gatehouse("run", "--expand", "--", "true").err


def test_C6_a_file_that_was_written_on_windows(gatehouse, tmp_path):
    (tmp_path / "secret").write_bytes(b"value\r\n")
    assert gatehouse("run", "--set", f"A=ref+file://{tmp_path}/secret", *SHOW).out == "value\n"
    assert gatehouse("secrets", "get", f"ref+file://{tmp_path}/secret").out == "value"


@pytest.mark.parametrize("type,value", [("integer", "+5"), ("number", "+1.5"), ("url", "postgres:///app"), ("url", "postgresql+psycopg:///app"),
                                        ("url", "mysql:///app?unix_socket=/run/mysqld.sock")])
def test_A4_values_that_people_write(gatehouse, tmp_path, type, value):
    (tmp_path / "s.yaml").write_text(f"settings:\n  A: {type}\n")
    assert gatehouse("settings", "check", "--schema", "s.yaml", A=value).code == FINE


@pytest.mark.parametrize("type,value", [("integer", "+"), ("integer", "+-5"), ("integer", "++5"), ("number", "+-1"), ("url", "https:///x")])
def test_A4_values_that_are_none(gatehouse, tmp_path, type, value):
    (tmp_path / "s.yaml").write_text(f"settings:\n  A: {type}\n")
    assert gatehouse("settings", "check", "--schema", "s.yaml", A=value).code != FINE
