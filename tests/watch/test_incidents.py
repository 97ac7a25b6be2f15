"""Rows A15 B17: from an attack to a closed incident and its report, on the command line."""

import json

import pytest
from incident_gate import close_all, guess_tokens, incident_about, incidents, inject, show, watching  # finds control_gate
from control_gate import FINDINGS, NOTHING_TO_DO
from product import eventually
from upstream import Upstream


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    service = Upstream()
    gate = watching(tmp_path_factory.mktemp("incidents"), upstream=service.url)
    yield gate.start()
    gate.stop()
    service.close()


@pytest.fixture(autouse=True)
def calm(gate):
    close_all(gate)


def refusal(gate, words, *arguments) -> str:
    done = gate.command(words, *arguments, check=False)
    assert done.returncode == FINDINGS, done
    return done.stderr


def test_A15_an_attack_opens_an_incident_with_what_happened(gate):
    inject(gate, "203.0.113.1")
    incident = incident_about(gate, "203.0.113.1")
    assert incident["stage"] == "detected" and incident["severity"] == "high" and incident["rule"] == "suspicious_input"
    whole = show(gate, incident["id"])
    assert [entry["kind"] for entry in whole["history"]] == ["finding", "block"]
    evidence = whole["history"][0]["evidence"][0]
    assert evidence["type"] == "suspicious_input" and evidence["address"] == "203.0.113.1"
    assert any(event["type"] == "suspicious_input" for event in whole["timeline"])
    assert gate.request("GET", "/open", X_Forwarded_For="203.0.113.1").status == 403


def test_A15_B17_an_incident_goes_through_its_stages_to_its_report(gate, tmp_path):
    guess_tokens(gate, "203.0.113.2")
    number = incident_about(gate, "203.0.113.2")["id"]
    gate.command("incident assess", number, "--note", "a real attack; nothing got through")
    gate.command("incident contain", number, "--for", "2h", "--note", "asked the network people, too")
    blocks = gate.command("block list --format json").stdout
    assert "203.0.113.2" in blocks and f"incident {number}" in blocks
    gate.command("incident investigate", number)
    gate.command("incident note", number, "the tokens name [a link](https://evil.example) <script>")
    gate.command("incident recover", number, "--note", "nothing had to be put right")
    assert "what was learned" in refusal(gate, "incident close", number, "--lessons", "")
    gate.command("incident close", number, "--lessons", "the limit of /data is lower now")
    assert number not in [one["id"] for one in incidents(gate)]
    assert number in [one["id"] for one in incidents(gate, "--all")]

    whole = show(gate, number)
    stages = [entry["text"].split(" → ")[1].split(";")[0].split(":")[0] for entry in whole["history"] if entry["kind"] == "stage"]
    assert stages == ["assessed", "contained", "investigating", "recovered", "closed"]
    assert all(entry["who"] for entry in whole["history"])
    assert whole["lessons"] == "the limit of /data is lower now"
    assert "block_added" in {event["type"] for event in gate.events if event.get("address") == "203.0.113.2"}

    report = tmp_path / "report.md"
    gate.command("incident report", number, "--out", report)
    text = report.read_text()
    assert text.startswith(f"# Incident {number}: ") and "the limit of /data is lower now" in text
    assert "<script>" not in text and "[a link](" not in text
    assert report.stat().st_mode & 0o777 == 0o600
    assert json.loads(gate.command("incident report", number, "--format", "json").stdout)["id"] == number
    assert "Already exists" in gate.command("incident report", number, "--out", report, check=False).stderr


def test_B17_stages_only_move_forward_and_errors_say_what_to_do(gate):
    inject(gate, "203.0.113.3")
    number = incident_about(gate, "203.0.113.3")["id"]
    gate.command("incident recover", number)
    assert "stages go one way" in refusal(gate, "incident assess", number)
    assert "recovered already" in refusal(gate, "incident recover", number)
    done = gate.command("incident show 4711", check=False)
    assert done.returncode == NOTHING_TO_DO and "incident list" in done.stderr
    assert gate.command("incident note", number, "", check=False).returncode != 0


def test_A15_who_assesses_an_incident_sets_its_severity(gate, tmp_path):
    inject(gate, "203.0.113.30")
    number = incident_about(gate, "203.0.113.30")["id"]
    done = gate.command("incident assess", number, "--severity", "low", "--note", "our own scanner")
    assert f"Incident {number} is assessed, its severity is low." in done.stdout + done.stderr
    assert [one["severity"] for one in incidents(gate) if one["id"] == number] == ["low"]
    # More of the same is no news.
    gate.command("block remove 203.0.113.30")
    findings = show(gate, number)["findings"]
    inject(gate, "203.0.113.30")
    assert eventually(lambda: show(gate, number)["findings"] > findings)
    assert show(gate, number)["severity"] == "low"

    gate.command("incident contain", number, "--no-block")
    done = gate.command("incident assess", number, "--severity", "critical", "--format", "json")
    assert (json.loads(done.stdout)["stage"], json.loads(done.stdout)["severity"]) == ("contained", "critical")
    assert "critical already" in refusal(gate, "incident assess", number, "--severity", "critical")
    assert "stages go one way" in refusal(gate, "incident assess", number)
    entries = [(entry["kind"], entry["text"]) for entry in show(gate, number)["history"] if entry["who"] != "detection"]
    assert entries == [("stage", "detected → assessed; severity high → low: our own scanner"), ("stage", "assessed → contained"),
                       ("note", "severity low → critical")]

    report = tmp_path / "report.md"
    gate.command("incident report", number, "--out", report)
    assert "| Severity | critical |" in report.read_text() and "severity high → low: our own scanner" in report.read_text()
    gate.command("incident close", number, "--lessons", "the scanner is announced")
    assert "its severity stays" in refusal(gate, "incident assess", number, "--severity", "low")


def test_A15_only_the_words_of_the_list_are_severities(gate):
    inject(gate, "203.0.113.31")
    number = incident_about(gate, "203.0.113.31")["id"]
    done = gate.command("incident assess", number, "--severity", "hihg", check=False)
    assert done.returncode not in (0, FINDINGS) and "did you mean high?" in done.stderr, done
    done = gate.command("incident assess", number, "--severity", "terrible", check=False)
    assert "write info, low, medium, high or critical" in done.stderr, done
    assert show(gate, number)["stage"] == "detected"


def test_A15_repeated_findings_join_an_incident_and_later_ones_open_another(gate):
    inject(gate, "203.0.113.5")
    first = incident_about(gate, "203.0.113.5")["id"]
    guess_tokens(gate, "203.0.113.6", 30)
    assert incident_about(gate, "203.0.113.6")["id"] != first
    gate.command("block remove 203.0.113.5")
    inject(gate, "203.0.113.5")
    assert eventually(lambda: show(gate, first)["findings"] >= 2)
    # The same rule, another address: one attack from many places is one incident.
    inject(gate, "203.0.113.7")
    assert eventually(lambda: any(subject["name"] == "203.0.113.7" for subject in show(gate, first)["all_subjects"]))
    close_all(gate)
    gate.command("block remove 203.0.113.5")
    inject(gate, "203.0.113.5")
    assert incident_about(gate, "203.0.113.5")["id"] > first


def test_A15_contained_in_another_way_blocks_nobody(gate):
    guess_tokens(gate, "203.0.113.8")
    number = incident_about(gate, "203.0.113.8")["id"]
    gate.command("incident contain", number, "--no-block", "--note", "the network people did it")
    assert "203.0.113.8" not in gate.command("block list --format json").stdout
    done = gate.command("incident contain", number, "--no-block", "--for", "1h", check=False)
    assert done.returncode != 0 and "--no-block" in done.stderr


def test_A15_incidents_outlive_the_daemon_and_none_is_counted_twice(gate):
    guess_tokens(gate, "203.0.113.9", 25)
    number = incident_about(gate, "203.0.113.9")["id"]
    findings = show(gate, number)["findings"]
    gate.command("stop --timeout 2s")
    gate.start()
    whole = show(gate, number)
    assert whole["findings"] == findings and len(whole["history"]) >= findings


def test_A15_a_change_by_an_operator_is_no_incident(gate):
    before = {one["id"] for one in incidents(gate, "--all")}
    gate.command("block add 198.51.100.1 --for 1h")
    inject(gate, "203.0.113.20")
    incident_about(gate, "203.0.113.20")  # the log was seen up to here
    assert not [one for one in incidents(gate, "--all") if one["id"] not in before and one["rule"] == "configuration_change"]
