"""up, status, reload, stop, block, revoke, events over a gate that runs."""

import getpass
import http.client
import http.server
import json
import os
import re
import select
import socket
import stat
import subprocess
import threading

import pytest
from cli_support import BINARY, COULD_NOT_RUN, FINDINGS, FINE, NOTHING_TO_DO
from product import eventually


def port_of(policy):
    return int(re.search(r"listen: 127\.0\.0\.1:(\d+)", policy.read_text()).group(1))


def get(policy, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port_of(policy), timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


@pytest.fixture
def gate(gatehouse, policy):
    """A gate that runs in the background; its upstream is dead, so what passes ends in 502."""
    started = gatehouse("up", "--detach")
    assert started.code == FINE, started
    yield policy
    gatehouse("stop", "-c", policy, "--timeout", "2s")


def test_up_status_stop(gatehouse, gate, tmp_path):
    assert stat.S_IMODE(os.stat(tmp_path / "run").st_mode) == 0o700
    assert get(gate, "/health") == 502
    assert get(gate, "/admin") == 401
    # A request is counted once its response has been sent.
    assert eventually(lambda: gatehouse("status", "--format", "json").json["counters"]["refused"] == {"token_missing": 1})
    status = gatehouse("status", "--format", "json")
    assert status.code == FINE
    report = status.json
    assert report["running"] and report["mode"] == "enforce" and report["listen"] == [f"http://127.0.0.1:{port_of(gate)}"]
    assert report["counters"]["upstream_errors"] == 1
    assert report["counters"]["event_failures"] == 0
    assert "running" in gatehouse("status").out
    assert gatehouse("stop").code == FINE
    with pytest.raises(ConnectionRefusedError):
        get(gate, "/health")
    stopped = gatehouse("status", "--format", "json")
    assert stopped.code == NOTHING_TO_DO and stopped.json["running"] is False
    assert gatehouse("stop").code == NOTHING_TO_DO


def test_status_counts_what_was_let_through(gatehouse, policy):
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler) as service:
        policy.write_text(policy.read_text().replace("upstream: http://127.0.0.1:1\n", f"upstream: http://127.0.0.1:{service.server_port}\n"))
        assert gatehouse("up", "--detach").code == FINE
        try:
            thread = threading.Thread(target=service.handle_request)
            thread.start()
            assert get(policy, "/health") == 404  # of the service
            thread.join()
            counters = gatehouse("status", "--format", "json").json["counters"]
            assert counters["allowed"] == 1 and counters["refused"] == {} and counters["upstream_errors"] == 0
        finally:
            gatehouse("stop", "--timeout", "2s")


def test_up_twice_is_an_error(gatehouse, gate):
    again = gatehouse("up", "--detach")
    assert again.code == COULD_NOT_RUN and "runs already" in again.err
    assert get(gate, "/health") == 502


def test_port_in_use_is_an_error(gatehouse, policy, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port_of(policy)))
        other.listen()
        result = gatehouse("up", "--detach")
    assert result.code == COULD_NOT_RUN and "in use" in result.err and str(port_of(policy)) in result.err
    assert not (tmp_path / "run" / "nginx.pid").exists()


def test_stale_pid_file_is_no_gate(gatehouse, policy, tmp_path):
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "run" / "nginx.pid").write_text(f"{os.getpid()}\n")  # a process that is there, but no gate
    assert gatehouse("status").code == NOTHING_TO_DO
    assert gatehouse("stop").code == NOTHING_TO_DO
    os.kill(os.getpid(), 0)


def test_up_in_the_foreground_becomes_nginx(gatehouse, policy, tmp_path):
    process = subprocess.Popen([BINARY, "up"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert eventually(lambda: gatehouse("status").code == FINE)
        assert gatehouse("status", "--format", "json").json["pid"] == process.pid
        assert get(policy, "/health") == 502
    finally:
        process.terminate()
        process.wait(60)
    assert "Gatehouse listens on" in process.stderr.read()


def test_B9_development_certificate(gatehouse, policy, tmp_path):
    policy.write_text(policy.read_text().replace("tls: off\n", ""))
    assert gatehouse("up", "--detach").code == FINE
    try:
        certificate = tmp_path / "run" / "development.crt"
        done = subprocess.run(["curl", "-sS", "--cacert", certificate, "-o", "/dev/null", "-w", "%{http_code}",
                               f"https://localhost:{port_of(policy)}/admin"], capture_output=True, text=True)
        assert done.stdout == "401", done.stderr
        assert stat.S_IMODE(os.stat(tmp_path / "run" / "development.key").st_mode) == 0o600
        first = certificate.read_text()
    finally:
        gatehouse("stop")
    assert gatehouse("up", "--detach").code == FINE
    gatehouse("stop")
    assert certificate.read_text() == first


def test_reload_brings_the_new_policy(gatehouse, gate):
    before = gatehouse("status", "--format", "json").json
    gate.write_text(gate.read_text() + "  - { path: /open, auth: none }\n")
    assert get(gate, "/open") == 401
    assert gatehouse("reload").code == FINE
    assert get(gate, "/open") == 502
    after = gatehouse("status", "--format", "json").json
    assert after["pid"] == before["pid"]
    assert after["counters"]["refused"] == {"token_missing": 1}  # the state survived


def test_reload_of_a_wrong_policy_changes_nothing(gatehouse, gate, tmp_path):
    config = (tmp_path / "run" / "nginx.conf").read_text()
    gate.write_text(gate.read_text() + "nonsense: 1\n")
    result = gatehouse("reload")
    assert result.code == COULD_NOT_RUN and "nonsense" in result.err
    assert (tmp_path / "run" / "nginx.conf").read_text() == config
    assert get(gate, "/admin") == 401
    gate.write_text(gate.read_text().replace("nonsense: 1\n", ""))


def test_C15_block_add_list_remove(gatehouse, gate, issue):
    added = gatehouse("block", "add", "198.51.100.0/24", "--for", "1h", "--reason", "trying keys")
    assert added.code == FINE, added
    assert gatehouse("block", "add", "identity:registry.fullpotential.ai/droplet:14").code == FINE
    blocks = gatehouse("block", "list", "--format", "json").lines
    assert [block["target"] for block in blocks] == ["198.51.100.0/24", "identity:registry.fullpotential.ai/droplet:14"]
    assert blocks[0]["reason"] == "trying keys" and blocks[0]["expires"] and blocks[1]["expires"] is None
    assert "trying keys" in gatehouse("block", "list").out

    explained = gatehouse("explain", "GET", "/health", "--client-ip", "198.51.100.9", "--format", "json").json
    assert explained["reason"] == "address_blocked"
    assert get(gate, "/admin", Authorization=f"Bearer {issue()}") == 403

    assert gatehouse("block", "remove", "identity:registry.fullpotential.ai/droplet:14").code == FINE
    assert gatehouse("block", "remove", "198.51.100.0/24").code == FINE
    assert gatehouse("block", "remove", "198.51.100.0/24").code == NOTHING_TO_DO
    assert gatehouse("block", "list", "--format", "json").lines == []
    types = [event["type"] for event in gatehouse("events", "tail", "-n", 100).lines]
    assert types.count("block_added") == 2 and types.count("block_removed") == 2
    told = [event for event in gatehouse("events", "tail", "-n", 100).lines if event["type"] == "block_added"]
    assert all("address" not in event and "198.51.100.0" not in event.get("principal", "") for event in told), "a network is not a principal"
    assert any(event.get("principal") == "droplet:14" for event in told) and any("198.51.100.0/24" in event["details"] for event in told)
    assert all(f"by {getpass.getuser()} on the command line" in event["details"] or "(" in event["details"] for event in told), "who did it"


@pytest.mark.parametrize("target", ["127.0.0.1", "127.0.0.0/8", "::1", "0.0.0.0/0", "10.1.2.3", "10.0.0.0/8"])
def test_threats_loopback_and_trusted_proxies_are_never_blocked(gatehouse, policy, target):
    result = gatehouse("block", "add", target)
    assert result.code == FINDINGS and "error:" in result.err
    assert gatehouse("block", "list").out == ""


def test_block_before_the_first_start_holds(gatehouse, policy):
    assert gatehouse("block", "add", "198.51.100.9").code == FINE
    explained = gatehouse("explain", "GET", "/health", "--client-ip", "198.51.100.9", "--format", "json").json
    assert explained["reason"] == "address_blocked"


def test_revoke_add_list_remove(gatehouse, gate, issue):
    token = issue("--role", "operator")
    assert get(gate, "/admin", Authorization=f"Bearer {token}") == 502
    assert gatehouse("revoke", "add", "subject", "droplet:14", "--reason", "key was lost", "--for", "24h").code == FINE
    assert get(gate, "/admin", Authorization=f"Bearer {token}") == 401  # cached or not
    [entry] = gatehouse("revoke", "list", "--format", "json").lines
    assert (entry["what"], entry["value"], entry["reason"]) == ("subject", "droplet:14", "key was lost")
    assert gatehouse("revoke", "remove", "subject", "droplet:14").code == FINE
    assert gatehouse("revoke", "remove", "subject", "droplet:14").code == NOTHING_TO_DO
    assert get(gate, "/admin", Authorization=f"Bearer {token}") == 502


def test_explain_uses_nothing_up(gatehouse, gate, issue, tmp_path):
    (tmp_path / "token").write_text(issue())
    for _ in range(5):
        verdict = gatehouse("explain", "POST", "/message", "--token", "token", "--data", "{}", "--format", "json").json
        assert verdict["reason"] == "udc_trace_id"
    for _ in range(3):
        post(gate, "/message")
    verdict = gatehouse("explain", "POST", "/message", "--token", "token", "--data", "{}", "--format", "json").json
    assert verdict["reason"] == "rate_limited" and 0 < verdict["retry_after"] <= 68  # the window and an eighth


def post(policy, path):
    connection = http.client.HTTPConnection("127.0.0.1", port_of(policy), timeout=60)
    connection.request("POST", path, body="{}", headers={"Content-Type": "application/json"})
    connection.getresponse().read()


def test_events_tail(gatehouse, gate, tmp_path):
    for _ in range(3):
        get(gate, "/admin")
    events = gatehouse("events", "tail", "-n", "2")
    assert events.code == FINE and [event["reason"] for event in events.lines] == ["token_missing"] * 2
    assert "token_missing" in gatehouse("events", "tail", "--format", "text").out
    with subprocess.Popen([BINARY, "events", "tail", "-n", "0", "-f"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as follower:
        def told() -> bool:  # what happens before it follows is not its to show
            get(gate, "/admin")
            return bool(select.select([follower.stdout], [], [], 0.1)[0])

        assert eventually(told)
        assert json.loads(follower.stdout.readline())["reason"] == "token_missing"
        follower.terminate()


def test_module_and_nginx_must_be_there(gatehouse, policy):
    no_module = gatehouse("up", "--detach", GATEHOUSE_MODULE="/nonexistent.so")
    assert no_module.code == COULD_NOT_RUN and "GATEHOUSE_MODULE" in no_module.err
    no_nginx = gatehouse("up", "--detach", GATEHOUSE_NGINX="/nonexistent")
    assert no_nginx.code == COULD_NOT_RUN and "GATEHOUSE_NGINX" in no_nginx.err


def test_run_directory_that_others_may_write_to_is_refused(gatehouse, policy, tmp_path):
    (tmp_path / "run").mkdir()
    os.chmod(tmp_path / "run", 0o777)
    result = gatehouse("up", "--detach")
    assert result.code == COULD_NOT_RUN and "chmod 700" in result.err
