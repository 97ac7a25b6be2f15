"""gatehouse explain: the decision, stage by stage, without a gate."""

import json
import subprocess

import pytest
from cli_support import COULD_NOT_RUN, FINDINGS, FINE, MESSAGE


def explain(gatehouse, *arguments, stdin=""):
    result = gatehouse("explain", *arguments, "--format", "json", stdin=stdin)
    assert result.code == (FINE if result.json["allow"] else FINDINGS), result
    return result.json


def test_open_route(gatehouse, policy):
    verdict = explain(gatehouse, "GET", "/health")
    assert verdict["allow"] and verdict["status"] == 200 and verdict["reason"] == "allowed"
    assert verdict["upstream"] == "default"
    assert [stage["verdict"] for stage in verdict["stages"]] == ["pass"] * len(verdict["stages"])
    assert verdict["stages"][0]["stage"] == "header lines"


def test_B2_refusals_name_stage_and_reason(gatehouse, policy, issue):
    missing = explain(gatehouse, "GET", "/admin")
    assert (missing["status"], missing["reason"]) == (401, "token_missing")
    assert missing["stages"][-1]["verdict"] == "refuse" and missing["detail"] == "Missing authorization header"
    role = explain(gatehouse, "GET", "/admin", "-H", f"Authorization: Bearer {issue()}")
    assert (role["status"], role["reason"], role["principal"]) == (403, "role_missing", "droplet:14")
    token = issue("--role", "operator")
    assert explain(gatehouse, "GET", "/admin", "--token", "-", stdin=token + "\n")["allow"]
    later = explain(gatehouse, "GET", "/admin", "--token", "-", "--now", "2090-01-01T00:00:00Z", stdin=token)
    assert later["reason"] == "token_expired"


def test_threats_token_in_an_argument_is_warned_of_and_not_repeated(gatehouse, policy, issue):
    token = issue()
    result = gatehouse("explain", "GET", "/admin", "-H", f"Authorization: Bearer {token}")
    assert "--token FILE" in result.err and token not in result.out + result.err


@pytest.mark.parametrize("option", ["--token", "--session"])
def test_threats_a_token_in_place_of_its_file_is_not_repeated(gatehouse, policy, issue, option):
    token = issue()
    result = gatehouse("explain", "GET", "/admin", option, token)
    assert result.code == COULD_NOT_RUN and "write - for stdin" in result.err, result
    assert not any(part in result.out + result.err for part in token.split("."))


def test_B6_bodies(gatehouse, policy, issue, tmp_path):
    (tmp_path / "token").write_text(issue())
    (tmp_path / "message.json").write_text(json.dumps(MESSAGE))
    send = ["POST", "/message", "--token", "token"]
    good = explain(gatehouse, *send, "--data", "@message.json")
    assert good["allow"] and good["upstream"] == "droplet_21"
    assert explain(gatehouse, *send, "--data", "-", stdin=json.dumps(MESSAGE))["allow"]
    forged = explain(gatehouse, *send, "--data", json.dumps({**MESSAGE, "source": 15}))
    assert (forged["status"], forged["reason"]) == (403, "udc_source_forged")
    assert explain(gatehouse, *send, "--data", json.dumps({**MESSAGE, "target": 22}))["reason"] == "udc_target_unknown"
    assert explain(gatehouse, *send, "--data", "[1,2]")["reason"] == "udc_not_object"
    assert explain(gatehouse, *send, "-H", "Content-Type: application/json")["reason"] == "body_missing"
    assert explain(gatehouse, *send, "--data", "{}", "-H", "Content-Type: text/plain")["reason"] == "body_type"
    assert explain(gatehouse, *send, "--data", "{}", "-H", "Content-Type:")["reason"] == "body_type"
    assert gatehouse("explain", *send, "--data", "@missing").code == COULD_NOT_RUN


@pytest.mark.parametrize("method", ["get", "Get", "TRACE", "CONNECT", "*", "G T"])
def test_a_method_that_no_request_can_have_is_said(gatehouse, policy, method):
    """nginx refuses these before the gate decides: "allowed" would be wrong."""
    result = gatehouse("explain", method, "/health")
    assert result.code == COULD_NOT_RUN and result.out == "", result
    assert "is not a method" in result.err or "does not pass" in result.err, result


def test_methods_and_paths(gatehouse, policy):
    assert explain(gatehouse, "DELETE", "/message")["reason"] == "method_not_allowed"
    for target in ("/a//b", "/a/../b", "/a%2fb", "/a;x", "a", "/a%00"):
        assert explain(gatehouse, "GET", target)["reason"] == "path_ambiguous", target


def test_B9_transport_is_the_policys_unless_told(gatehouse, policy, tmp_path, key_pair):
    text = policy.read_text().replace("environment: development", "environment: production")
    text = text.replace("tls: off", "trusted_proxies: [192.0.2.0/24]").replace("trusted_proxies: [10.1.0.0/16]\n", "")
    make_certificate(tmp_path)
    policy.write_text(text + "tls: { certificate: certificate.pem, key: key.pem }\n")
    assert explain(gatehouse, "GET", "/health")["allow"]
    assert explain(gatehouse, "GET", "/health", "--no-tls")["reason"] == "https_required"
    behind = ["GET", "/health", "--no-tls", "--client-ip", "192.0.2.7", "-H", "X-Forwarded-For: 198.51.100.1"]
    assert explain(gatehouse, *behind, "-H", "X-Forwarded-Proto: https")["allow"]
    assert explain(gatehouse, *behind, "-H", "X-Forwarded-Proto: http")["reason"] == "https_required"


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
                   check=True, capture_output=True)


def test_text_is_one_line_a_stage(gatehouse, policy):
    result = gatehouse("explain", "GET", "/admin")
    assert result.code == FINDINGS
    assert "refuse  credential" in result.out and result.out.splitlines()[-1].startswith("refused 401 token_missing:")
    assert gatehouse("explain", "GET", "/health").out.splitlines()[-1].startswith("allowed")


def test_observed_refusals_are_shown_as_such(gatehouse, policy):
    policy.write_text(policy.read_text() + "mode: observe\n")
    verdict = explain(gatehouse, "GET", "/admin")
    assert verdict["allow"]
    assert "token_missing" in [stage["reason"] for stage in verdict["stages"] if stage["verdict"] == "observe"]


def test_B1_headers_that_would_not_go_on_are_named(gatehouse, policy):
    headers = ["-H", "X_User_Id: 7", "-H", "X-User-Id: 7", "-H", "api_key: k"]
    assert explain(gatehouse, "GET", "/health", *headers)["headers_dropped"] == ["X_User_Id", "X-User-Id"]
    policy.write_text(policy.read_text() + "request_headers_kept: [X-User-Id]\n")
    assert explain(gatehouse, "GET", "/health", *headers)["headers_dropped"] == ["X_User_Id"]
    assert "without X_User_Id" in gatehouse("explain", "GET", "/health", *headers).out
