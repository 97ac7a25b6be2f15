"""`settings check`, and how `run` finds settings (rows A4 B4 C5 C6 C7)."""

import json

import pytest
from run_support import COULD_NOT_RUN, FINDINGS, FINE, PLANTED

SCHEMA = """\
settings:
  DATABASE_URL: { type: url, required: true, secret: true }
  JWT_SECRET: { required: true, secret: true, min: 32 }
  WORKERS: { type: integer, min: 1, max: 64, default: 4 }
  LOG_LEVEL: { one_of: [DEBUG, INFO, WARNING, ERROR], default: INFO }
  DEBUG: { type: boolean, default: false }
"""
URL = "postgresql://app:" + PLANTED + "@db/app"


@pytest.fixture
def schema(tmp_path):
    file = tmp_path / "settings.yaml"
    file.write_text(SCHEMA)
    return file


def test_B4_good_settings(gatehouse, schema):
    result = gatehouse("settings", "check", "--schema", schema, "--format", "json", database_url=URL, JWT_SECRET="x" * 32)
    assert result.code == FINE, result
    rows = {row["name"]: row for row in result.json["settings"]}
    assert list(rows) == ["DATABASE_URL", "JWT_SECRET", "WORKERS", "LOG_LEVEL", "DEBUG"]
    assert rows["DATABASE_URL"]["secret"] and not rows["WORKERS"]["secret"]
    assert rows["WORKERS"]["from"] == "the schema's default"
    assert PLANTED not in result.out + result.err


def test_B4_everything_that_is_wrong_at_once_and_no_value(gatehouse, schema):
    result = gatehouse("settings", "check", "--schema", schema, DATABASE_URL=PLANTED, WORKERS="100", LOG_LEVEL="loud")
    assert result.code == FINDINGS
    for name, what in [("DATABASE_URL", "is not a URL"), ("JWT_SECRET", "missing"), ("WORKERS", "above 64"),
                       ("LOG_LEVEL", "not one of the allowed words")]:
        assert any(name in line and what in line for line in result.err.splitlines()), (name, result)
    assert PLANTED not in result.out + result.err


def test_C7_invalid_environment(gatehouse):
    result = gatehouse("settings", "check", "--format", "json", ENVIRONMENT="qa")
    assert result.code == FINDINGS
    assert [error["what"] for error in result.json["errors"]] == ["Invalid environment"]


@pytest.mark.parametrize("name, value, what", [("DEBUG", "true", "Debug is on"), ("LOG_LEVEL", "INFO", "below WARNING")])
def test_C7_production(gatehouse, name, value, what):
    for command in (["settings", "check"], ["run", "--", "true"]):
        good = gatehouse(*command, ENVIRONMENT="production")
        assert good.code == FINE, good
        bad = gatehouse(*command, ENVIRONMENT="production", **{name: value})
        assert bad.code in (FINDINGS, COULD_NOT_RUN) and what in bad.err, bad
        assert gatehouse(*command, ENVIRONMENT="staging", **{name: value}).code == FINE


def test_C7_a_clear_env_file_in_production(gatehouse, tmp_path):
    (tmp_path / ".env").write_text("A=1\n")
    result = gatehouse("run", "--environment", "production", "--", "true")
    assert result.code == COULD_NOT_RUN and ".env" in result.err and "A plain .env file" in result.err
    assert gatehouse("run", "--", "true").code == FINE


def test_C5_C6_file_before_name(gatehouse, tmp_path):
    secret = tmp_path / "api_key"
    secret.write_text(PLANTED + "\n")
    (tmp_path / "s.yaml").write_text("settings: { API_KEY: { required: true, secret: true } }")
    shown = gatehouse("run", "--schema", "s.yaml", "--", "sh", "-c", 'printf "[$API_KEY][$API_KEY_FILE]"', API_KEY_FILE=str(secret))
    assert shown.code == FINE and shown.out == f"[{PLANTED}][]", shown
    both = gatehouse("run", "--schema", "s.yaml", "--", "true", API_KEY=PLANTED, API_KEY_FILE=str(secret))
    assert both.code == COULD_NOT_RUN and "API_KEY and API_KEY_FILE are both set" in both.err
    assert PLANTED not in both.err


def test_A4_files_of_an_environment(gatehouse, tmp_path):
    (tmp_path / ".env").write_text("A=common\nB=common\n")
    (tmp_path / ".env.staging").write_text("A=staging\n")
    echo = ["--", "sh", "-c", 'echo "$A $B $C"']
    assert gatehouse("run", *echo).out == "common common \n"
    assert gatehouse("run", "--environment", "staging", *echo).out == "staging common \n"
    assert gatehouse("run", *echo, A="inherited").out == "inherited common \n"
    assert gatehouse("run", "--no-env", *echo).out == "  \n"
    (tmp_path / "other").write_text("A=other\nC=other\n")
    assert gatehouse("run", "--env", "other", "--env", ".env", *echo).out == "other common other\n"


def test_B4_a_schema_with_errors_is_told_whole(gatehouse, tmp_path):
    (tmp_path / "s.yaml").write_text("settings:\n  A: { type: text }\n  B: { defualt: 1 }\n")
    result = gatehouse("settings", "check", "--schema", "s.yaml")
    assert result.code == FINDINGS and "s.yaml:2:" in result.err and "did you mean 'default'" in result.err


def test_C1_no_resolve_only_parses(gatehouse, tmp_path):
    (tmp_path / ".env").write_text("A=ref+env://NOT_SET\n")
    assert gatehouse("settings", "check", "--no-resolve").code == FINE
    assert gatehouse("settings", "check").code == FINDINGS
    (tmp_path / ".env").write_text("A=ref+nonsense://x\n")
    assert gatehouse("settings", "check", "--no-resolve").code == FINDINGS


def test_json_is_one_line(gatehouse):
    result = gatehouse("settings", "check", "--format", "json")
    assert len(result.out.splitlines()) == 1 and json.loads(result.out)["ok"] is True
