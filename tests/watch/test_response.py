"""From an attack to a block, by the real gate and its daemon (rows A14 C14 C15): in force within a second, with reason and end, liftable."""

import http.client
import json
import os
import pathlib
import shutil
import tempfile
import time
import uuid

import pytest
from product import Keys, Stopwatch, eventually
from watched import POLICY, WatchedGate, fresh_address

BLOCKED = 403
PATIENCE = 20
FLOOD = 400  # refusals in a minute
SPITE = 200  # requests in a minute in spite of a 429
WITHIN = 1.5  # seconds: a second, and a machine that runs other tests beside this one


def block_of(gate, address: str) -> dict:
    blocks = [json.loads(line) for line in gate.command("block list --format json").stdout.splitlines()]
    [block] = [block for block in blocks if block["target"].split("/")[0] == address]
    return block


@pytest.mark.parametrize("path,body", [
    ("/json", json.dumps({"comment": "<script>alert(1)</script>"})),
    ("/json", json.dumps({"deep": [{"x": "javascript:alert(1)"}]})),
    ("/json", json.dumps({"x": "eval(atob('YQ=='))"})),
    ("/json", json.dumps({"x": "a" * 10_001})),
    ("/json", json.dumps({"x": "\n" * 101})),
    ("/open?q=%3Cscript%3Ealert(1)", None),
], ids=["script", "url", "eval", "long", "lines", "query"])
def test_c14_c15_suspicious_input_is_logged_and_its_sender_blocked_for_an_hour(watched, path, body):
    address = fresh_address()
    assert watched.ask(address, "GET", "/open").status == 200
    assert watched.ask(address, "POST" if body else "GET", path, body).status == 200, "what is suspicious is not refused for it"
    assert eventually(lambda: watched.blocked(address))
    block = block_of(watched, address)
    assert block["reason"].startswith("suspicious_input: ")
    assert eventually(lambda: watched.findings_about(address))  # the block comes first
    [finding] = watched.findings_about(address)
    assert finding["rule"] == "suspicious_input" and finding["severity"] == "high" and finding["blocked_until"]
    assert '"type":"suspicious_input"' in finding["evidence"][-1]["line"]
    lasts = time.mktime(time.strptime(block["expires"], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.strptime(block["since"], "%Y-%m-%dT%H:%M:%SZ"))
    assert 3590 <= lasts <= 3601


def test_c14_plain_input_and_routes_for_documents_cause_no_block(watched):
    address = fresh_address()
    assert watched.ask(address, "POST", "/json", json.dumps({"x": "the retrieval(s) of JavaScript: The Good Parts"})).status == 200
    assert watched.ask(address, "POST", "/documents", json.dumps({"page": "<script>eval(1)</script>" + "\n" * 500})).status == 200
    marker = fresh_address()
    watched.ask(marker, "GET", "/open?q=<script")
    assert eventually(lambda: watched.findings_about(marker)), "the log was read beyond both"
    assert not watched.findings_about(address)


@pytest.fixture(scope="module")
def asked(tmp_path_factory, service):
    """A watched gate in front of a language model."""
    prompts = """\
  - {{ path: /chat, methods: [POST], auth: none, inspect: prompt }}
  - {{ path: /strict, methods: [POST], auth: none, inspect: prompt, prompt: {{ mode: strict }} }}
"""
    gate = WatchedGate(tmp_path_factory.mktemp("asked"), upstream=service.url, policy=POLICY + prompts).start()
    yield gate
    gate.stop()


SYSTEM = {"role": "system", "content": "You answer shortly.\n" * 200}
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 20_000}}


@pytest.mark.parametrize("path, body", [
    ("/chat", {"messages": [SYSTEM, {"role": "user", "content": [{"type": "text", "text": "What is this?"}, PICTURE]}]}),
    ("/chat", {"messages": [{"role": "user", "content": "How does eval(text) differ from exec(text) in Python?"}]}),
    ("/chat", {"input": [{"role": "user", "content": "Read this."}, {"type": "function_call_output", "call_id": "c", "output": "a line\n" * 150}]}),
    ("/strict", {"messages": [SYSTEM, {"role": "user", "content": "Hello"}]}),
], ids=["picture", "question", "tool", "strict"])
def test_c14_an_ordinary_conversation_is_not_suspicious(asked, path, body):
    address, marker = fresh_address(), fresh_address()
    assert asked.ask(address, "POST", path, json.dumps(body)).status == 200
    asked.ask(marker, "GET", "/open?q=<script")
    assert eventually(lambda: asked.findings_about(marker)), "the log was read beyond it"
    assert not asked.findings_about(address)


@pytest.mark.parametrize("path, body", [("/chat", {"prompt": "a" * 10_001}), ("/chat", {"prompt": "a\n" * 101}), ("/strict", {"messages": [{"role": "user", "content": "a" * 10_001}]})],
                         ids=["long", "lines", "strict"])
def test_c14_a_prompt_is_suspicious_as_the_requirement_says(asked, path, body):
    address = fresh_address()
    assert asked.ask(address, "POST", path, json.dumps(body)).status == 200
    assert eventually(lambda: asked.blocked(address))
    assert block_of(asked, address)["reason"].startswith("suspicious_input: ")


def test_c14_the_length_of_a_udc_message_is_not_suspicious(watched):
    """Its payload may have a million bytes (row B6). Script in it is suspicious all the same."""
    token = watched.token(watched.enrol(32), 32)

    def send(payload: dict) -> int:
        message = {"trace_id": str(uuid.uuid4()), "source": 32, "target": 32, "message_type": "event", "payload": payload, "timestamp": "2026-01-01T00:00:00Z"}
        return watched.ask(fresh_address(), "POST", "/message", json.dumps(message), Authorization=f"Bearer {token}").status

    assert send({"log": "a line\n" * 5000}) == 502, "judged, and nobody listens there"
    assert send({"page": "<script>"}) == 502
    assert eventually(lambda: watched.findings_about("droplet:32"))
    [finding] = watched.findings_about("droplet:32")
    assert "<script in the body" in finding["evidence"][-1]["line"]


def test_c15_a_client_that_ignores_429_is_blocked_for_two_hours_and_one_that_waits_is_not(watched):
    waiting, flooding, slower = fresh_address(), fresh_address(), fresh_address()
    for _ in range(150):  # a page with many pieces, all of them at once
        answer = watched.ask(waiting, "GET", "/limited")
    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 3
    refusals = [line for line in watched.events if line.get("address") == waiting and line.get("reason") == "rate_limited"]
    assert refusals and all(1 <= line["retry_after"] <= 75 for line in refusals), {line["retry_after"] for line in refusals}
    for _ in range(450):
        watched.ask(flooding, "GET", "/limited")
    assert eventually(lambda: watched.blocked(flooding))
    block = block_of(watched, flooding)
    assert block["reason"].startswith("flood: ")
    lasts = time.mktime(time.strptime(block["expires"], "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.strptime(block["since"], "%Y-%m-%dT%H:%M:%SZ"))
    assert 7190 <= lasts <= 7201
    ends = time.monotonic() + 60
    while time.monotonic() < ends and not watched.blocked(slower):  # told to wait, and never waits for long
        for _ in range(8):
            watched.ask(slower, "GET", "/limited")
        time.sleep(0.2)
    assert block_of(watched, slower)["reason"].startswith("rate_limit_exceeded: ")
    assert not watched.blocked(waiting)


def test_c15_a_flood_that_the_log_sums_is_blocked_within_a_second(watched):
    """More refusals in a second than are written singly: what is summed reaches detection while the second still lasts."""
    address = fresh_address()
    head = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
    refused, blocked, watch = [], None, Stopwatch()
    connection = http.client.HTTPConnection("127.0.0.1", watched.port, timeout=60)
    ends = time.monotonic() + PATIENCE
    while blocked is None and time.monotonic() < ends:
        connection.request("GET", "/limited", headers=head)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 429:
            refused.append(time.monotonic())
        elif answer.status == BLOCKED:
            blocked = time.monotonic()
    connection.close()
    assert blocked, len(refused)
    # A machine that is slow to send a flood is told to wait before it is one.
    rule = block_of(watched, address)["reason"].split(":")[0]
    took = (blocked - refused[{"flood": FLOOD, "rate_limit_exceeded": SPITE}[rule] - 1]) / watch.stretch
    print(f"{len(refused)} requests were refused; blocked {took:.2f} s after the one that made it a flood")
    assert took < WITHIN, took

    def told():
        return sum(line.get("count", 1) for line in watched.events if line.get("address") == address and line.get("reason") == "rate_limited")

    assert eventually(lambda: told() == len(refused)), (told(), len(refused))


def test_a14_the_same_broken_token_again_and_again_is_a_client_that_is_stuck(watched):
    stuck, guessing = fresh_address(), fresh_address()
    for number in range(30):
        watched.ask(stuck, "GET", "/api/x", Authorization="Bearer undefined")
        watched.ask(guessing, "GET", "/api/x", Authorization=f"Bearer undefined{number}.a.b")
    assert eventually(lambda: watched.blocked(guessing))
    assert not watched.blocked(stuck) and not watched.findings_about(stuck)
    told = [line["tried"] for line in watched.events if line.get("address") == stuck and line["type"] == "refused"]
    assert len(told) == 30 and len(set(told)) == 1, "whichever worker refused it"
    guesses = [line["tried"] for line in watched.events if line.get("address") == guessing and line.get("tried")]
    assert len(set(guesses)) == len(guesses)
    assert "undefined" not in json.dumps([line for line in watched.events if line.get("address") == stuck])


def test_c15_a_block_can_be_lifted_and_the_next_one_is_longer(watched):
    address = fresh_address()
    watched.ask(address, "GET", "/open?q=<script")
    assert eventually(lambda: watched.blocked(address))
    watched.command("block remove", address)
    assert not watched.blocked(address)
    watched.ask(address, "GET", "/open?q=eval(1)")
    assert eventually(lambda: watched.blocked(address))
    block = block_of(watched, address)
    assert int(time.mktime(time.strptime(block["expires"], "%Y-%m-%dT%H:%M:%SZ")) - time.time()) > 3700, "twice as long"
    told = [line for line in watched.events if line["type"] in ("block_added", "block_removed") and address in line["details"]]
    assert [line["type"] for line in told] == ["block_added", "block_removed", "block_added"]
    assert "by detection" in told[0]["details"] and told[0]["address"] == address


def test_a14_privilege_escalation_is_told_at_once(watched):
    secret = watched.enrol(31)
    token = watched.token(secret, 31)
    assert watched.ask(fresh_address(), "GET", "/admin/x", Authorization=f"Bearer {token}").status == 403
    assert eventually(lambda: watched.findings_about("droplet:31"))
    [finding] = watched.findings_about("droplet:31")
    assert finding["rule"] == "privilege_escalation" and finding["action"] == "report"


def test_a14_guessed_tokens_are_told_and_then_blocked(watched, tmp_path):
    address, forged = fresh_address(), Keys(tmp_path).issue(14)
    for number in range(25):
        watched.ask(address, "GET", "/api/x", Authorization=f"Bearer {forged[:-8]}{number:07}A")
    assert eventually(lambda: watched.blocked(address))
    assert eventually(lambda: {"failed_tokens", "token_guessing"} <= {finding["rule"] for finding in watched.findings_about(address)})


def test_c15_nobody_on_the_never_list_is_blocked(make_watched):
    gate = make_watched("{ never_block: [203.0.113.0/24] }").start()
    gate.ask("203.0.113.9", "GET", "/open?q=<script")
    assert eventually(lambda: gate.findings_about("203.0.113.9"))
    [finding] = gate.findings_about("203.0.113.9")
    assert finding["blocked_until"] is None and "never-block list" in finding["not_blocked"]
    assert not gate.blocked("203.0.113.9")


def test_c15_a_new_entry_of_the_never_list_lifts_the_block_that_a_rule_made(make_watched):
    gate = make_watched("{}").start()
    for address in ("203.0.113.9", "198.51.100.9"):
        gate.ask(address, "GET", "/open?q=<script")
        assert eventually(lambda address=address: gate.blocked(address))
    gate.command("block add 203.0.113.10 --reason ours")
    text = gate.file.read_text()
    gate.file.write_text(text.replace("watch: {}", "watch: { never_block: [203.0.113.0/24] }"))
    assert gate.file.read_text() != text
    gate.command("reload")
    assert eventually(lambda: not gate.blocked("203.0.113.9"))
    assert gate.blocked("198.51.100.9") and gate.blocked("203.0.113.10"), "another network; an operator's own block"
    [told] = [line for line in gate.events if line["type"] == "block_removed"]
    assert told["details"] == "203.0.113.9: control.watch.never_block names it now" and told["address"] == "203.0.113.9"


def test_c15_a_rule_may_only_report_and_reload_changes_the_rules(make_watched):
    gate = make_watched("{ rules: rules.yaml }")
    rules = gate.folder / "rules.yaml"
    rules.write_text("rules:\n  - { name: seen, events: [suspicious_input], per: caller, mode: report }\n")
    gate.start()
    first, second = fresh_address(), fresh_address()
    gate.ask(first, "GET", "/open?q=<script")
    assert eventually(lambda: gate.findings_about(first))
    assert not gate.blocked(first)
    rules.write_text("rules:\n  - { name: seen, evnts: [suspicious_input] }\n")
    refused = gate.command("check", check=False)
    assert refused.returncode == 1 and "did you mean 'events'?" in refused.stderr + refused.stdout
    rules.write_text("rules:\n  - { name: seen, events: [suspicious_input], per: caller, mode: enforce, block_for: 10m }\n")
    gate.command("reload")
    assert eventually(lambda: (gate.ask(second, "GET", "/open?q=<script"), gate.blocked(second))[1])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a daemon as somebody else")
@pytest.mark.parametrize("user", ["www-data", "daemon"])
def test_a14_a_daemon_of_another_user_reads_the_workers_log_over_a_rotation(service, user):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-watched-"))
    folder.chmod(0o755)
    gate = WatchedGate(folder, upstream=service.url, max_bytes="64KiB")
    gate.file.write_text(gate.file.read_text().replace("watch: {}", f"watch: {{}}, user: {user}, data_dir: data")
                         .replace("environment: development", "environment: staging") + "user: www-data\n")
    gate.data = folder / "data"
    try:
        gate.start()
        for number in range(3):
            address = fresh_address()
            gate.ask(address, "GET", "/open?q=<script")
            assert eventually(lambda: gate.blocked(address)), (number, gate.events[-5:])
            for _ in range(250):  # more than a file holds: the workers rotate it
                gate.ask(address, "GET", "/open/" + "x" * 400)
            assert eventually(lambda: (gate.ask(address, "GET", "/open"), gate.log.with_name(f"events.jsonl.{number + 1}").exists())[1])
        assert gate.command("events verify", check=False).returncode == 0
    finally:
        gate.stop()
        shutil.rmtree(folder)


def test_a14_a_second_daemon_on_the_same_database_refuses(make_watched):
    first = make_watched().start()
    second = make_watched()
    second.file.write_text(second.file.read_text().replace("control: {", f"control: {{ database: 'sqlite:{first.data}/control.db', data_dir: {first.data},", 1))
    done = second.command("control", check=False)
    assert done.returncode == 2 and "Another control daemon uses this database" in done.stderr, done.stderr


def test_a14_accesses_are_sampled_as_the_policy_says(watched, make_watched):
    marker = fresh_address()
    for _ in range(3):
        watched.ask(marker, "GET", "/open")
    assert eventually(lambda: sum(line["type"] == "access" and line["address"] == marker for line in watched.events) == 3)
    gate = make_watched("{}", sample=0).start()
    gate.ask(marker, "GET", "/open")
    gate.ask(marker, "GET", "/open?q=<script")
    assert eventually(lambda: [line for line in gate.events if line["type"] == "suspicious_input"])
    assert not [line for line in gate.events if line["type"] == "access"], "security events are never sampled, accesses are"
