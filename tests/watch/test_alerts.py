"""Rows A14 C14: alerts about incidents reach real receivers: webhooks, mail over STARTTLS, a program, Alertmanager."""

import email
import email.policy
import json
import pathlib
import subprocess
import sys
import time

import pytest
from incident_gate import incident_about, inject, watching  # finds control_gate
from control_gate import FINDINGS
from product import eventually, free_port
from receivers import Alertmanager, MailServer, Webhook, is_signed
from upstream import Upstream

SECRET = "the hook's secret"


@pytest.fixture(scope="session")
def aiosmtpd(tmp_path_factory) -> pathlib.Path:
    """A folder with the library, from PyPI or pip's cache."""
    folder = tmp_path_factory.mktemp("aiosmtpd")
    done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, "aiosmtpd==1.4.6", "atpublic==5.1", "attrs==25.3.0"],
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        pytest.skip(f"aiosmtpd cannot be installed: {done.stderr[-300:]}")
    return folder


@pytest.fixture(scope="module")
def service():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture
def make_gate(tmp_path, service):
    made = []

    def make(*receivers: str):
        folder = tmp_path / f"gate{len(made)}"
        folder.mkdir()
        (folder / "secret").write_text(SECRET + "\n")
        (folder / "smtp").write_text("pass word\n")
        listed = ", ".join("{ " + receiver.replace("FOLDER", str(folder)) + " }" for receiver in receivers)
        gate = watching(folder, f"alerts: [{listed}]", upstream=service.url)
        made.append(gate)
        return gate.start()

    yield make
    for gate in made:
        gate.stop()


@pytest.fixture
def webhook():
    webhook = Webhook()
    yield webhook
    webhook.close()


def receivers(gate) -> dict[str, dict]:
    return {one["name"]: one for one in map(json.loads, gate.command("alert list --format json").stdout.splitlines())}


def test_C14_a_webhook_gets_the_alert_signed_and_without_secrets(make_gate, webhook):
    gate = make_gate(f"name: hook, webhook: '{webhook.url}', group: 0s, secret: 'ref+file://FOLDER/secret'")
    inject(gate, "203.0.113.1")
    assert eventually(webhook.alerts)
    headers, body = webhook.got[0]
    assert is_signed(headers, body, SECRET) and not is_signed(headers, body + b" ", SECRET)
    assert headers["content-type"] == "application/json"
    alert = webhook.alerts()[0]
    assert alert["cause"] == "opened" and alert["subject"] == "address 203.0.113.1" and alert["severity"] == "high"
    number = incident_about(gate, "203.0.113.1")["id"]
    assert alert["incident"] == number and alert["id"] >= 1
    gate.command("incident close", number, "--lessons", "password=hunter2hunter2 was no secret")
    assert eventually(lambda: any(one["cause"] == "closed" for one in webhook.alerts()))
    everything = b"".join(body for _, body in webhook.got).decode()
    assert "hunter2" not in everything and SECRET not in everything
    assert eventually(lambda: receivers(gate)["hook"]["queued"] == 0)


def test_C14_nothing_is_lost_while_the_receiver_is_down_and_the_daemon_dies(make_gate):
    port = free_port()
    gate = make_gate(f"name: hook, webhook: 'http://127.0.0.1:{port}/hook', group: 0s")
    for number in range(1, 4):
        inject(gate, f"203.0.113.{number}")
    incident_about(gate, "203.0.113.1")
    assert eventually(lambda: receivers(gate)["hook"]["last_error"])
    gate.command("stop --timeout 2s")
    gate.start()
    webhook = Webhook(port)
    try:
        assert eventually(lambda: any("203.0.113" in alert["subject"] for alert in webhook.alerts()))
        ids = [alert["id"] for alert in webhook.alerts()]
        assert ids == sorted(set(ids))
        assert eventually(lambda: receivers(gate)["hook"]["queued"] == 0 and not receivers(gate)["hook"]["last_error"])
    finally:
        webhook.close()


@pytest.mark.parametrize("behaviour", [500, 404, "hang", "lead"])
def test_C14_a_receiver_that_fails_hangs_or_redirects_is_tried_again_and_delays_no_other(make_gate, webhook, behaviour):
    inner, good = Webhook(), Webhook()
    webhook.behave = ("lead", inner.url) if behaviour == "lead" else behaviour
    try:
        gate = make_gate(f"name: bad, webhook: '{webhook.url}', group: 0s", f"name: good, webhook: '{good.url}', group: 0s")
        inject(gate, "203.0.113.1")
        assert eventually(good.alerts)
        assert eventually(lambda: webhook.got)
        assert inner.got == []  # a redirect is not followed, wherever it leads
        assert receivers(gate)["bad"]["queued"] >= 1
        if behaviour != "hang":
            assert eventually(lambda: len(webhook.got) >= 2)
            assert str(webhook.behave if behaviour != "lead" else 302) in receivers(gate)["bad"]["last_error"]
        webhook.behave = 200
        webhook.go_on.set()
        if behaviour != "hang":  # whose request takes its ten seconds to end
            assert eventually(lambda: receivers(gate)["bad"]["queued"] == 0)
    finally:
        inner.close()
        good.close()


def test_C14_alerts_close_together_go_in_one_message_and_not_too_many_an_hour(make_gate, webhook):
    gate = make_gate(f"name: hook, webhook: '{webhook.url}', group: 3s, per_hour: 1")
    inject(gate, "203.0.113.1")
    incident_about(gate, "203.0.113.1")
    for _ in range(25):
        gate.request("GET", "/data/1", token="eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", X_Forwarded_For="203.0.113.2")
    incident_about(gate, "203.0.113.2")
    assert eventually(lambda: len(webhook.alerts()) >= 2)
    assert len(webhook.got) == 1
    gate.command("incident close 1 --lessons none")
    time.sleep(4)
    assert len(webhook.got) == 1 and receivers(gate)["hook"]["queued"] == 1


def test_C14_mail_goes_over_starttls_to_a_real_server(make_gate, tmp_path, aiosmtpd):
    mail = MailServer(tmp_path, aiosmtpd)
    try:
        common = f"email: [ops@example.org, two@example.org], from: gate@example.org, smtp: 'smtp://127.0.0.1:{mail.port}', group: 0s"
        login = "smtp_user: gate, smtp_password: 'ref+file://FOLDER/smtp'"
        gate = make_gate(f"name: mail, {common}, {login}, ca_file: '{tmp_path}/mail.crt'", f"name: untrusted, {common}, {login}",
                         f"name: nobody, {common}, ca_file: '{tmp_path}/mail.crt'",
                         f"name: gone, {common.replace('two@', 'gone@')}, {login}, ca_file: '{tmp_path}/mail.crt'",
                         f"name: all-gone, {common.replace('ops@', 'gone@a.').replace('two@', 'gone@b.')}, {login}, ca_file: '{tmp_path}/mail.crt'")
        inject(gate, "203.0.113.1")
        assert eventually(lambda: mail.mails), receivers(gate)
        both, one = ["ops@example.org", "two@example.org"], ["ops@example.org"]
        assert eventually(lambda: {len(got["to"]) for got in mail.mails} == {1, 2}), "one mailbox that is refused keeps the mail from nobody else"
        got = next(got for got in mail.mails if got["to"] == both)
        assert got["tls"] and got["user"] == "gate" and got["to"] == ["ops@example.org", "two@example.org"]
        message = email.message_from_string(got["data"], policy=email.policy.default)
        assert "203.0.113.1" in message["Subject"] and message["Auto-Submitted"] == "auto-generated"
        text = message.get_content()
        assert "incident 1 (opened, high)" in text and "gatehouse incident show" in text
        assert eventually(lambda: receivers(gate)["untrusted"]["last_error"] and receivers(gate)["nobody"]["last_error"])
        assert "not trusted" in receivers(gate)["untrusted"]["last_error"]
        # The server's own words: nobody should have to look for them in its log.
        refused = "The mail server refuses gone@example.org (550 5.1.1 No such mailbox here)"
        assert eventually(lambda: receivers(gate)["gone"]["last_error"] == refused), receivers(gate)
        # An incident that gets worse is an alert of its own: there may be two.
        assert receivers(gate)["gone"]["sent"] in (1, 2) and receivers(gate)["gone"]["queued"] <= 1, "it is not sent again"
        assert eventually(lambda: "550 5.1.1 No such mailbox here" in receivers(gate)["all-gone"]["last_error"]), receivers(gate)
        assert receivers(gate)["all-gone"]["queued"] >= 1, "nobody has got it: it is sent again"
        assert all(got["to"] in (both, one) for got in mail.mails), "the others got none"
    finally:
        mail.close()


def test_C14_a_program_gets_the_alert_on_its_stdin(make_gate, tmp_path):
    out = tmp_path / "alerts.jsonl"
    gate = make_gate(f"name: tell, command: [/usr/bin/tee, '{out}'], group: 0s")
    inject(gate, "203.0.113.1")
    assert eventually(lambda: out.exists() and out.read_text().endswith("\n"))
    assert json.loads(out.read_text())["alerts"][0]["subject"] == "address 203.0.113.1"


@pytest.mark.skipif(Alertmanager.PROGRAM is None, reason="Debian's package prometheus-alertmanager is not installed")
def test_C14_alertmanager_takes_its_own_format(make_gate, tmp_path):
    alertmanager = Alertmanager(tmp_path)
    try:
        gate = make_gate(f"name: am, webhook: 'http://127.0.0.1:{alertmanager.port}/api/v2/alerts', format: alertmanager, group: 0s")
        inject(gate, "203.0.113.1")
        assert eventually(alertmanager.alerts), receivers(gate)
        alert = alertmanager.alerts()[0]
        assert alert["labels"]["alertname"] == "GatehouseIncident" and alert["labels"]["incident"] == "1"
        assert "203.0.113.1" in alert["annotations"]["description"]
        assert alert["endsAt"] > time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))  # not after its resolve_timeout
        gate.command("incident close 1 --lessons none")
        assert eventually(lambda: alertmanager.alerts() == [])  # it has ended
        gate.command("alert test am")
        assert eventually(lambda: [alert["labels"]["rule"] for alert in alertmanager.alerts()] == ["test"])
    finally:
        alertmanager.close()


def test_C14_a_receiver_can_be_tested_and_its_error_is_shown(make_gate, webhook):
    gate = make_gate(f"name: hook, webhook: '{webhook.url}'", f"name: gone, webhook: 'http://127.0.0.1:{free_port()}/'")
    gate.command("alert test hook")
    assert webhook.alerts()[0]["rule"] == "test"
    done = gate.command("alert test gone", check=False)
    assert done.returncode == FINDINGS and "The server does not answer" in done.stderr
    assert "no such receiver" in gate.command("alert test unknown", check=False).stderr


@pytest.mark.parametrize("receiver, words", [
    ("name: a", "none of them"),
    ("name: a, webhook: 'https://x.example/', email: a@b.example", "several"),
    ("name: A B, webhook: 'https://x.example/'", "needs a name"),
    ("name: a, webhook: 'ftp://x.example/'", "not a URL"),
    ("name: a, webhook: 'https://user:secret@x.example/'", "not a URL"),
    ("name: a, webhook: 'https://x.example/', secret: plain", "not a reference"),
    ("name: a, webhook: 'https://x.example/', smtp: 'smtp://x'", "another kind"),
    ("name: a, email: \"a@b.example\\r\\nRCPT TO:<x@y>\", from: a@b.example, smtp: 'smtp://x'", "no valid mail address"),
    ("name: a, email: a@b.example, smtp: 'smtp://x'", "sender"),
    ("name: a, email: a@b.example, from: a@b.example", "server"),
    ("name: a, command: [tee]", "absolute path"),
])
def test_C14_an_invalid_receiver_is_reported_with_its_place(tmp_path, receiver, words):
    gate = watching(tmp_path, "alerts: [{ " + receiver + " }]")
    done = gate.command("check", check=False)
    assert done.returncode != 0 and words in done.stdout + done.stderr and "gatehouse.yaml:" in done.stdout + done.stderr, done
