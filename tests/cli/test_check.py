"""gatehouse check: everything that is wrong, at once."""

from cli_support import COULD_NOT_RUN, FINDINGS, FINE


def test_good_policy(gatehouse, policy):
    result = gatehouse("check")
    assert result.code == FINE and result.err == "" and result.out.startswith("ok gatehouse.yaml:")
    verdict = gatehouse("check", policy, "--format", "json").json
    assert verdict["ok"] and verdict["errors"] == [] and "POST /message" in verdict["routes"]


def test_all_errors_with_line_column_and_fix(gatehouse, policy):
    text = policy.read_text().replace("development", "moon").replace("3/minute", "0/minute") + "nonsense: 1\n"
    policy.write_text(text)
    result = gatehouse("check", "-c", "gatehouse.yaml")
    assert result.code == FINDINGS and result.out == ""
    for place in ("gatehouse.yaml:1:", "gatehouse.yaml:11:", "gatehouse.yaml:13:"):
        assert place in result.err, result
    verdict = gatehouse("check", "--format", "json")
    assert verdict.code == FINDINGS and not verdict.json["ok"] and len(verdict.json["errors"]) == 3
    assert all(error["where"] and error["what"] for error in verdict.json["errors"])


def test_B3_missing_public_key(gatehouse, policy, key_pair):
    policy.write_text(policy.read_text().replace(str(key_pair[1]), "/nonexistent/key.pem"))
    for command, code in ((["check"], FINDINGS), (["up"], COULD_NOT_RUN), (["explain", "GET", "/health"], COULD_NOT_RUN)):
        result = gatehouse(*command)
        assert result.code == code and "Registry public key not found: /nonexistent/key.pem" in result.err


def test_no_policy_at_all(gatehouse, tmp_path):
    for command in ("check", "up", "reload", "status", "stop"):
        result = gatehouse(command)
        assert result.code == COULD_NOT_RUN and "gatehouse.yaml" in result.err, command
    assert not (tmp_path / "run").exists()


def test_check_and_settings_check_agree_on_their_exit_codes(gatehouse, policy, tmp_path):
    """0: good; 1: what was judged is wrong; 2: it could not be read. In text as in JSON."""
    schema = tmp_path / "settings.yaml"
    schema.write_text("settings:\n  WORKERS: { type: integer, default: 2 }\n")
    for output in ([], ["--format", "json"]):
        def codes(file, table, more=()):
            return gatehouse("check", file, *output).code, gatehouse("settings", "check", "--schema", table, *more, *output).code
        assert codes(policy, schema) == (FINE, FINE)
        assert codes("nothing", "nothing") == (COULD_NOT_RUN, COULD_NOT_RUN)
        assert codes(tmp_path, tmp_path) == (COULD_NOT_RUN, COULD_NOT_RUN)
        assert codes(policy, schema, ["--env", "nothing"])[1] == COULD_NOT_RUN
        wrong = tmp_path / "wrong.yaml"
        wrong.write_text("nonsense: 1\n")
        assert codes(wrong, wrong) == (FINDINGS, FINDINGS)
