"""gatehouse token: keys, issuing, verifying, looking into."""

import base64
import json
import os
import stat
import subprocess

import pytest
from cli_support import AUDIENCE, BINARY, COULD_NOT_RUN, FINDINGS, FINE, ISSUER

NOW = 1_800_000_000


def decode(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def encode(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def verify(gatehouse, key_pair, *tokens, more=()):
    return gatehouse("token", "verify", "--key", key_pair[1], "--profile", "droplet", *more, stdin="".join(t + "\n" for t in tokens))


@pytest.mark.parametrize("algorithm, arguments", [("RS256", ["--bits", "3072"]), ("PS256", []), ("ES256", []), ("EdDSA", [])])
def test_B2_keygen_issue_verify(gatehouse, tmp_path, algorithm, arguments):
    made = gatehouse("token", "keygen", "--out", "private.pem", "--public", "public.pem", "--alg", algorithm, *arguments,
                     "--format", "json")
    assert made.code == FINE and made.json["algorithm"] == algorithm
    assert stat.S_IMODE(os.stat(tmp_path / "private.pem").st_mode) == 0o600
    assert "PRIVATE KEY" in (tmp_path / "private.pem").read_text()
    assert "PRIVATE" not in (tmp_path / "public.pem").read_text() + made.out + made.err
    issued = gatehouse("token", "issue", "--key", "private.pem", "--issuer", "I", "--audience", "A", "--alg", algorithm)
    assert issued.code == FINE, issued
    verdict = gatehouse("token", "verify", "--key", "public.pem", "--issuer", "I", "--audience", "A", "--alg", algorithm,
                        stdin=issued.out)
    assert verdict.code == FINE and verdict.json == {"valid": True, "reason": "allowed"}


def test_keygen_never_overwrites(gatehouse, tmp_path):
    arguments = ["token", "keygen", "--out", "private.pem", "--public", "public.pem", "--alg", "ES256"]
    assert gatehouse(*arguments).code == FINE
    before = (tmp_path / "private.pem").read_text()
    refused = gatehouse(*arguments)
    assert refused.code == COULD_NOT_RUN and "--force" in refused.err
    assert (tmp_path / "private.pem").read_text() == before
    assert gatehouse(*arguments, "--force").code == FINE
    assert (tmp_path / "private.pem").read_text() != before
    # With only the public file in the way no private one is left behind.
    (tmp_path / "private.pem").unlink()
    assert gatehouse(*arguments).code == COULD_NOT_RUN
    assert not (tmp_path / "private.pem").exists()


def test_B2_issue_has_the_profile_and_its_own_jti(gatehouse, key_pair):
    result = gatehouse("token", "issue", "--key", key_pair[0], "--profile", "droplet", "--droplet-id", 14, "--role", "operator",
                       "--role", "steward", "--scope", "read", "--subject", "droplet:14", "--kid", "k1", "--now", NOW, "--count", 3)
    assert result.code == FINE
    tokens = result.out.split()
    payloads = [decode(token.split(".")[1]) for token in tokens]
    assert decode(tokens[0].split(".")[0])["kid"] == "k1"
    assert len({payload["jti"] for payload in payloads}) == 3
    assert payloads[0]["iss"] == ISSUER and payloads[0]["aud"] == AUDIENCE and payloads[0]["droplet_id"] == 14
    assert payloads[0]["iat"] == NOW and payloads[0]["exp"] == NOW + 86_400
    assert payloads[0]["roles"] == ["operator", "steward"] and payloads[0]["sub"] == "droplet:14"


def test_B2_issuing_warns_of_a_life_that_a_gate_of_the_profile_refuses(gatehouse, key_pair):
    def warned(life):
        result = gatehouse("token", "issue", "--key", key_pair[0], "--profile", "promptcraft", "--subject", "a", "--life", life)
        assert result.code == FINE and len(result.out.splitlines()) == 1, result
        verdict = gatehouse("token", "verify", "--key", key_pair[1], "--profile", "promptcraft", stdin=result.out).json
        assert ("token_life" in result.err) == (verdict["reason"] == "token_life"), (result, verdict)
        return "token_life" in result.err

    assert not warned("1h")
    assert warned("61m")


@pytest.mark.parametrize("arguments", [["--profile", "droplet", "--droplet-id", "1000"], ["--issuer", "I"],
                                       ["--profile", "droplet", "--life", "25h"], ["--profile", "droplet", "--alg", "ES256"],
                                       ["--profile", "droplet", "--alg", "none"], ["--profile", "droplet", "--alg", "HS256"]])
def test_issue_refuses(gatehouse, key_pair, arguments):
    result = gatehouse("token", "issue", "--key", key_pair[0], *arguments)
    assert result.code == COULD_NOT_RUN and result.out == ""


def test_issue_says_that_a_public_key_is_none_to_sign_with(gatehouse, key_pair):
    result = gatehouse("token", "issue", "--key", key_pair[1], "--issuer", "I", "--audience", "A")
    assert result.code == COULD_NOT_RUN and "a public key where a private one belongs" in result.err
    assert "chmod" not in result.err, "anyone may read a public key"


def test_B2_verify_one_verdict_a_line(gatehouse, key_pair, issue):
    good = issue("--now", NOW)
    header, payload, signature = good.split(".")
    others = {
        "token_expired": issue("--now", NOW - 90_000, "--life", "1h"),
        "token_issuer": issue("--now", NOW, "--issuer", "somebody.else"),
        "token_audience": issue("--now", NOW, "--audience", "something.else"),
        "token_issued_in_future": issue("--now", NOW + 600),
        "token_malformed": "not a token",
        "token_missing": "",
        "token_signature": ".".join([header, payload, ("B" if signature[0] == "A" else "A") + signature[1:]]),
        "token_algorithm": ".".join([encode({"alg": "none"}), payload, ""]),
        "token_header": ".".join([encode({"alg": "RS256", "crit": ["exp"]}), payload, signature]),
        "token_too_large": "a" * 10_000 + "." + "b" * 10_000 + ".c",
    }
    result = verify(gatehouse, key_pair, good, *others.values(), more=["--now", NOW + 60])
    assert result.code == FINDINGS
    assert [line["valid"] for line in result.lines] == [True] + [False] * len(others)
    assert result.lines[0] == {"valid": True, "reason": "allowed"}
    got = dict(zip(others, (line["reason"] for line in result.lines[1:])))
    assert {name: got[name] for name in others if name != "token_algorithm"} == {
        name: name for name in others if name != "token_algorithm"}
    assert got["token_algorithm"] in ("token_algorithm", "token_malformed")
    assert payload not in result.out + result.err


def test_verify_all_good_and_none(gatehouse, key_pair, issue):
    assert verify(gatehouse, key_pair, issue(), issue()).code == FINE
    nothing = verify(gatehouse, key_pair)
    assert nothing.code == FINE and nothing.out == ""


def test_B2_verify_required_claims_and_life(gatehouse, key_pair):
    token = gatehouse("token", "issue", "--key", key_pair[0], "--profile", "droplet", "--life", "2h").out
    common = ["token", "verify", "--key", key_pair[1], "--issuer", ISSUER, "--audience", AUDIENCE]
    assert gatehouse(*common, stdin=token).json["valid"]
    assert gatehouse(*common, "--require-claim", "droplet_id", stdin=token).json["reason"] == "token_droplet_id"
    assert gatehouse(*common, "--require-claim", "team", stdin=token).json["reason"] == "token_claim_missing"
    assert gatehouse(*common, "--max-life", "1h", stdin=token).json["reason"] == "token_life"


@pytest.mark.parametrize("arguments", [[], ["--key", "missing.pem"], ["--jwks", "garbage.json"]])
def test_B3_verify_needs_a_key(gatehouse, tmp_path, arguments):
    (tmp_path / "garbage.json").write_text('{"keys": [1]}')
    result = gatehouse("token", "verify", *arguments, "--profile", "droplet", stdin="x\n")
    assert result.code == COULD_NOT_RUN and result.out == ""


def test_threats_private_key_is_no_public_key(gatehouse, key_pair):
    result = gatehouse("token", "verify", "--key", key_pair[0], "--profile", "droplet", stdin="x\n")
    assert result.code == COULD_NOT_RUN and "PRIVATE" not in result.err


def test_verify_answers_while_its_input_stays_open(key_pair, issue):
    with subprocess.Popen([BINARY, "token", "verify", "--key", key_pair[1], "--profile", "droplet"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        process.stdin.write(issue() + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["valid"]
        process.stdin.close()
        assert process.wait(timeout=60) == FINE


def test_inspect_decodes_and_says_that_it_does_not_verify(gatehouse, issue):
    token = issue("--now", NOW)
    forged = ".".join([encode({"alg": "none"}), encode({"sub": "\u001b[2Jadmin"}), "AAAA"])
    result = gatehouse("token", "inspect", "--format", "json", stdin=f"{token}\n{forged}\nnonsense\n")
    assert result.code == FINDINGS and "NOT VERIFIED" in result.err
    good, other, unreadable = result.lines
    assert good["verified"] is False and good["payload"]["droplet_id"] == 14
    assert other["header"]["alg"] == "none" and "\x1b" not in result.out
    assert unreadable == {"verified": False, "readable": False}
    text = gatehouse("token", "inspect", stdin=token)
    assert text.code == FINE and "NOT VERIFIED" in text.out and "exp = 2027-01-16T08:00:00Z" in text.out
