"""Rows A14, B12, C10 and the block list, as far as the gate writes and obeys them: one JSON line an event, no secret, no forged line."""

import json

import pytest
from product import ISSUER, assert_refused, eventually
from raw_http import message

KNOWN_FORMATS = ["sk-proj-Abc123Abc123Abc123Abc123", "AKIAIOSFODNN7EXAMPLE"]
SECRETS = [*KNOWN_FORMATS, "hunter2-password"]


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
trusted_proxies: [127.0.0.1]
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /admin/*, require: {{ role: admin }} }}
""")


def test_B12_a_refusal_is_one_event_with_its_fields(gate, upstream, token):
    answer = gate.request("GET", "/admin/x?y=1", token=token, client="203.0.113.5")
    event = gate.event_of(answer)
    assert event["reason"] == "role_missing", "the log has the exact reason"
    assert "role_missing" not in answer.body.decode(), "the client has the coarse one"
    assert event["severity"] in ("info", "low", "medium", "high", "critical")
    assert event["address"] == "203.0.113.5"
    assert event["principal"] == "droplet:14"
    assert event["method"] == "GET"
    assert event["mode"] == "enforced"
    assert event["time"].endswith("Z")
    assert event["policy_generation"]


def test_A14_the_policy_that_is_in_force_is_on_the_log(gate):
    loaded = next(event for event in gate.events if event["type"] == "policy_loaded")  # another worker may serve before
    assert loaded["policy_generation"] and loaded["details"].endswith("gatehouse.yaml")


def test_A14_another_policy_has_another_number_which_every_reader_keeps(make_gate, _upstream):
    gate = make_gate(f"upstream: {_upstream.url}\nroutes: [{{ path: /x }}]\n")

    def number():
        told = gate.event_of(gate.request("GET", "/x"))["policy_generation"]
        assert told == int(float(told)), "readers that keep numbers as doubles, such as jq and browsers, show another one"
        assert json.loads(gate.command("status", "--format", "json").stdout)["generation"] == told
        assert str(told) in gate.command("status").stdout
        return told

    first = number()
    gate.write(f"upstream: {_upstream.url}\nroutes: [{{ path: /x, limit: 5/minute }}]\n")
    gate.command("reload")
    assert number() != first


def test_B12_what_passes_is_no_event(gate, upstream):
    passed = gate.request("GET", "/health")
    gate.event_of(gate.request("GET", "/x"))  # written after it
    assert not [event for event in gate.events if event.get("trace_id") == passed.one("X-Request-ID")]


def test_B12_no_token_or_secret_is_written(gate, upstream, keys, other_keys):
    for secret in SECRETS:
        gate.request("GET", f"/x?api_key={secret}", {"X-API-Key": secret, "Cookie": f"session={secret}", "User-Agent": secret})
        gate.request("GET", "/x", token=secret)
        gate.request("POST", "/x", {"Authorization": f"Basic {secret}"}, json.dumps({"password": secret}).encode())
    for secret in KNOWN_FORMATS:
        gate.request("GET", f"/{secret}")
    bad = other_keys.forge()
    gate.request("GET", "/x", token=bad)
    gate.request("GET", f"/{bad}")
    gate.event_of(gate.request("GET", f"/x?access_token={bad}&token={bad}"))
    text = (gate.run_dir / "events.jsonl").read_text() + (gate.run_dir / "error.log").read_text()
    assert bad not in text and bad.split(".")[2] not in text
    for secret in SECRETS:
        assert secret not in text, secret


@pytest.mark.parametrize("subject", ['a\n{"type":"refused","reason":"forged"}', "a\r\nforged", "a\u2028forged\u2029", "\u001b[31mred", "\u0085next", '","reason":"forged', "\u202eevil",
                                     "x" * 5000])
def test_THREATS_no_line_is_forged(gate, upstream, keys, subject):
    gate.event_of(gate.request("GET", "/x"))
    before = len(gate.events)
    answer = gate.request("GET", "/admin/x", token=keys.forge(claims={"sub": subject}))
    event = gate.event_of(answer)
    raw = (gate.run_dir / "events.jsonl").read_bytes()
    assert raw.endswith(b"\n")
    assert len(gate.events) == before + 1, "one event, one line"
    for text in ("\u2028", "\u2029", "\u0085", "\u202e"):
        assert text.encode() not in raw
    assert not any(byte < 0x20 and byte != 0x0A or byte == 0x7F for byte in raw)
    assert event["reason"] in ("role_missing", "token_too_large", "token_claim_type")
    assert answer.status in (401, 403)


def test_THREATS_nor_by_the_path_or_a_header(gate, upstream):
    before = len(gate.events)
    for data in (b"GET /x%0a{\"forged\":1} HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /x\"} HTTP/1.1\r\nHost: a\r\n\r\n", message("GET", "/x", {"traceparent": 'a"\x1b[2J'}),
                 b"GET /x HTTP/1.1\r\nHost: a\x1b[31m\r\n\r\n"):
        gate.raw(data)
    gate.event_of(gate.request("GET", "/x"))
    assert all(isinstance(event, dict) and "forged" not in event for event in gate.events[before:])
    assert b"\x1b" not in (gate.run_dir / "events.jsonl").read_bytes()


def test_a_lookup_by_trace_id_finds_the_clients_response(gate, upstream):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = gate.request("GET", "/x", {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert answer.json()["trace_id"] == trace
    assert gate.event_of(answer)["reason"] == "token_missing"


# ---- C15: blocks, in force at the next request


def test_C15_a_blocked_address_is_refused_at_once_and_let_in_again(gate, upstream, token):
    there = {"client": "198.51.100.77"}
    assert gate.request("GET", "/health", **there).status == 200
    gate.command("block add", "198.51.100.77", "--for", "1h", "--reason", "tried tokens")
    upstream.clear()
    assert_refused(gate.request("GET", "/health", **there), 403, "Access denied")
    assert_refused(gate.request("GET", "/x", token=token, **there), 403, "Access denied")
    upstream.assert_untouched()
    assert gate.request("GET", "/health", client="198.51.100.78").status == 200
    listed = gate.command("block list", "--format", "json").stdout
    assert "198.51.100.77" in listed and "tried tokens" in listed
    gate.command("block remove", "198.51.100.77")
    assert gate.request("GET", "/health", **there).status == 200


def test_C15_a_network_and_its_spellings(gate, upstream):
    gate.command("block add", "198.18.0.0/15", "--for", "1h")
    gate.command("block add", "2001:db8:bad::/48", "--for", "1h")
    for client in ("198.18.0.1", "198.19.255.254", "::ffff:198.18.0.1", "2001:db8:bad::1", "2001:0db8:0bad:ffff::1"):
        assert_refused(gate.request("GET", "/health", client=client), 403, "Access denied")
    upstream.assert_untouched()
    for client in ("198.20.0.1", "198.17.255.255", "2001:db8:bae::1"):
        assert gate.request("GET", "/health", client=client).status == 200


def test_C15_an_identity(gate, upstream, keys):
    gate.command("block add", f"identity:{ISSUER}/droplet:66", "--for", "1h")
    assert_refused(gate.request("GET", "/x", token=keys.forge(claims={"sub": "droplet:66"})), 403, "Access denied")
    upstream.assert_untouched()
    assert gate.request("GET", "/x", token=keys.forge(claims={"sub": "droplet:67"})).status == 200


def test_C15_a_long_name_stands_apart_from_what_follows_it(gate):
    target = f"identity:{ISSUER}/droplet-with-a-name-that-is-longer-than-its-column:66"
    gate.command("block add", target, "--for", "1h", "--reason", "a reason")
    [line] = [line for line in gate.command("block list").stdout.splitlines() if line.startswith(target)]
    assert line.removeprefix(target).startswith(" until ") and line.endswith(" a reason"), line


@pytest.mark.parametrize("target", ["127.0.0.1", "::1", "127.0.0.0/8", "0.0.0.0/0", "::/0"])
def test_THREATS_the_trusted_proxy_and_loopback_are_never_banned(gate, upstream, target):
    done = gate.command("block add", target, "--for", "1h", check=False)
    assert done.returncode != 0, "a ban that hits everyone"
    assert gate.request("GET", "/health").status == 200
    assert gate.request("GET", "/health", client="203.0.113.99").status == 200


def test_THREATS_a_revoked_token_is_refused_though_it_was_just_believed(gate, upstream, keys):
    token = keys.forge(claims={"jti": "to-be-revoked"})
    assert gate.request("GET", "/x", token=token).status == 200
    gate.command("revoke add", "jti", "to-be-revoked", "--issuer", ISSUER)
    assert_refused(gate.request("GET", "/x", token=token), 401, "Invalid token: revoked")
    assert gate.request("GET", "/x", token=keys.forge(claims={"jti": "another"})).status == 200


# ---- observe mode


def test_observe_refuses_no_request_and_logs_what_would_be_refused(make_gate, _upstream, keys):
    gate = make_gate(f"upstream: {_upstream.url}\nmode: observe\nroutes: [{{ path: /admin, require: {{ role: admin }} }}]\n")
    _upstream.clear()
    assert gate.request("GET", "/x").status == 200
    assert gate.request("GET", "/admin", token=keys.forge()).status == 200
    told = [("token_missing", "observed"), ("role_missing", "observed")]
    assert eventually(lambda: [(event["reason"], event["mode"]) for event in gate.events if event["type"] == "refused"] == told)
    assert not [name for name, _ in _upstream.records[0].headers if name.lower().startswith("x-gatehouse-")], "nobody is nobody, observed or not"
