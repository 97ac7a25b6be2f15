"""False alarms: a day of honest traffic, replayed with the built-in rules, causes no block and at most two alerts (rows A14 C15)."""

import json
import re
import time

import pytest
from honest_day import DAY, honest_day
from product import ROOT, eventually, gatehouse
from receivers import Webhook
from watched import event, fresh_address

QUIET = {"info", "low"}
# A person who opened a page for administrators, and a release of which five jobs tried an old secret three times each in one minute.
TOLD = {"person3", "droplet:77"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a14_c15_an_honest_day_blocks_nobody(tmp_path, seed):
    log = tmp_path / "events.jsonl"
    log.write_text("\n".join(honest_day(seed)) + "\n")
    done = gatehouse("detect", "replay", log, "--format", "json", cwd=tmp_path)
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    assert not [finding for finding in findings if finding["action"] == "block"], findings
    assert {finding["subject"] for finding in findings if finding["severity"] not in QUIET} <= TOLD, findings


def test_a14_c15_the_daemon_sends_two_alerts_at_most_about_an_honest_day(make_watched):
    """Judged by what people get: incidents, and alerts as a webhook takes them. The day ends now, so that a block would be one."""
    webhook = Webhook()
    gate = make_watched(sample=0)
    gate.file.write_text(gate.file.read_text().replace("watch: {}", f"watch: {{}}, alerts: [{{ name: hook, webhook: '{webhook.url}', group: 0s }}]"))
    gate.start()
    try:
        before = gate.place["lines"]
        day = honest_day(4, time.time() - DAY)
        gate.write_events(day)
        marker = fresh_address()
        gate.write_events([event("suspicious_input", address=marker)])
        assert eventually(lambda: gate.place["lines"] >= before + len(day) + 1, 120)
        assert eventually(lambda: any(marker in alert["subject"] for alert in webhook.alerts()))  # sent in order: the day's are there
        alerts = [alert for alert in webhook.alerts() if marker not in alert["subject"]]
        assert len(alerts) <= 2, alerts
        blocks = [json.loads(line) for line in gate.command("block list --format json").stdout.splitlines()]
        assert [block["target"].split("/")[0] for block in blocks] == [marker], blocks
        assert {finding["subject"] for finding in gate.findings if finding["action"] == "block"} == {marker}
        listed = [json.loads(line) for line in gate.command("incident list --all --format json").stdout.splitlines()]
        assert len(listed) <= 3, listed
    finally:
        webhook.close()


def test_a14_the_same_day_with_an_attack_in_it_is_told(tmp_path):
    lines = honest_day()
    attacked = [line.replace('"reason":"token_missing"', '"reason":"token_signature"').replace("10.0.0.5", "203.0.113.66")
                for line in lines[:200] if '"token_missing"' in line]
    burst = [attacked[0].replace('"path"', f'"tried":"{number:08x}","path"') for number in range(30)]
    log = tmp_path / "events.jsonl"
    log.write_text("\n".join(burst + lines) + "\n")
    done = gatehouse("detect", "replay", log, cwd=tmp_path)
    assert "token_guessing" in done.stdout and "block for 1 hour" in done.stdout and "203.0.113.66" in done.stdout
    assert re.search(r" \d+ findings?, \d+ blocks?\.\n", done.stderr)


def test_a14_rules_are_printed_and_taken_back_and_bad_ones_are_refused(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(gatehouse("detect", "rules", cwd=tmp_path).stdout)
    assert gatehouse("detect", "rules", "--rules", rules, cwd=tmp_path).stdout == rules.read_text()
    listed = [json.loads(line) for line in gatehouse("detect", "rules", "--format", "json", cwd=tmp_path).stdout.splitlines()]
    by_name = {rule["name"]: rule for rule in listed}
    assert by_name["rate_limit_exceeded"]["block_for"] == 7200 and by_name["suspicious_input"]["block_for"] == 3600
    rules.write_text("rules:\n  - name: x\n    events: [login_failed]\n    at_least: 2\n    within: -5m\n")
    done = gatehouse("detect", "rules", "--rules", rules, check=False, cwd=tmp_path)
    assert done.returncode == 2 and "rules.yaml:5:13" in done.stderr and "is not a duration" in done.stderr
    done = gatehouse("detect", "replay", tmp_path / "nothing", check=False, cwd=tmp_path)
    assert done.returncode == 2 and "nothing" in done.stderr


def test_a14_the_rules_of_the_demo_are_the_built_in_ones_except_for_the_baseline(tmp_path):
    built_in = rules_of(tmp_path)
    demo = rules_of(tmp_path, "--rules", ROOT / "examples/demo/rules.yaml")
    assert [rule["name"] for rule in demo] == [rule["name"] for rule in built_in]
    assert [rule["name"] for rule, other in zip(demo, built_in) if rule != other] == ["unusual_access"]


def rules_of(folder, *words) -> list[dict]:
    return [json.loads(line) for line in gatehouse("detect", "rules", "--format", "json", *words, cwd=folder).stdout.splitlines()]


def test_a14_a_bad_log_is_read_to_its_end(tmp_path):
    log = tmp_path / "events.jsonl"
    good = '{"time":"2024-01-31T12:00:00.000Z","type":"suspicious_input","severity":"medium","mode":"enforced","address":"203.0.113.9"}'
    log.write_text(good[:50] + "\n" + "x" * 10_000_000 + "\n" + good + good + "\n" + good.replace("suspicious_input", "unheard_of") + "\n" + good + "\n"
                   + good[:-10])
    done = gatehouse("detect", "replay", log, cwd=tmp_path)
    assert done.stdout.count("suspicious_input") >= 1 and done.stdout.count("\n") == 1
    assert "3 lines could not be read." in done.stderr and "1 line is of a type that this version does not know." in done.stderr
