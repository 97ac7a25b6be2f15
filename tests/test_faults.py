"""Failures of the upstream, a worker, the disk, the daemon's files and the start. The gate keeps running and keeps refusing."""

import json
import os
import re
import signal
import socket
import threading

import pytest
from field.scripted import Scripted, saying
from product import assert_refused, assert_six_headers, eventually, free_port
from upstream import SECRET, Upstream

@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
upstreams:
  dead: http://127.0.0.1:{free_port()}
  half: [http://127.0.0.1:{free_port()}, {_upstream.url}]
routes:
  - {{ path: /status/*, auth: none }}
  - {{ path: /cut, auth: none }}
  - {{ path: /dead, auth: none, upstream: dead }}
  - {{ path: /half, auth: none, upstream: half }}
  - {{ path: /once, auth: none, limit: 3/day }}
""")


@pytest.fixture(scope="module")
def said_by(make_gate):
    """Asks a gate, with masking or (/plain) one without it, in front of a service that answers with these bytes."""
    service = Scripted()
    gates = {path: make_gate(f"upstream: {service.url}\nerrors: {{ mask: {mask} }}\nroutes: [{{ path: /*, auth: none }}]\n")
             for path, mask in (("/masked", "true"), ("/plain", "false"))}

    def ask(answer: bytes, path: str = "/masked"):
        service.script = saying(answer)
        return gates[path].request("GET", path)

    yield ask
    service.close()


def test_a_dead_upstream_is_502(gate):
    answer = gate.request("GET", "/dead")
    assert_refused(answer, 502, "An error occurred")
    assert b"127.0.0.1" not in answer.body
    assert re.fullmatch(r"status 502: no valid response from the service at 127\.0\.0\.1:\d+ \(the gate's error log says why\)", gate.event_of(answer)["details"])


def test_one_dead_server_of_two_is_left_out(gate, upstream):
    assert [gate.request("GET", "/half").status for _ in range(6)] == [200] * 6


@pytest.mark.parametrize("status", [500, 501, 503, 599])
def test_C9_an_error_of_the_upstream_is_masked(gate, upstream, status):
    answer = gate.request("GET", f"/status/{status}")
    assert_refused(answer, status, "An error occurred")
    assert answer.all("X-Debug-Trace") == []
    assert "hunter2" not in repr(answer.headers) + answer.body.decode()
    trace = answer.json()["trace_id"]
    assert eventually(lambda: any(event.get("trace_id") == trace and event["type"] == "upstream_error" for event in gate.events))
    assert "hunter2" not in (gate.run_dir / "events.jsonl").read_text(), "the true one is in the log, without its secrets"


REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 599: ""}  # nginx's words; it has none for 599


@pytest.mark.parametrize("status", REASONS)
@pytest.mark.parametrize("reason", ["org.postgresql.util.PSQLException: password=hunter2", "Oops", ""])
def test_C9_the_reason_of_a_masked_error_is_not_the_services(said_by, status, reason):
    """ASP.NET and older servlet containers put the message of an exception there."""
    answer = said_by(f"HTTP/1.1 {status} {reason}\r\nContent-Length: 2\r\n\r\nno".encode())
    assert (answer.status, answer.reason.strip()) == (status, REASONS[status])
    assert answer.json()["detail"] == "An error occurred"


def test_C9_other_reasons_are_the_services_own(said_by):
    assert said_by(b"HTTP/1.1 422 Two dates are missing\r\nContent-Length: 2\r\n\r\nno").reason == "Two dates are missing"
    assert said_by(b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno", "/plain").reason == "Oops", "errors.mask: false"


def test_an_error_below_500_is_the_services_own(gate, upstream):
    answer = gate.request("GET", "/status/404")
    assert answer.body == SECRET.encode()
    assert_six_headers(answer)


def test_an_answer_that_is_cut_short_is_not_made_whole(gate, upstream):
    with gate.connect() as connection, pytest.raises(ConnectionError):
        connection.send(b"GET /cut HTTP/1.1\r\nHost: gate.example\r\n\r\n")
        connection.response()


def test_an_upstream_that_comes_back_is_found(make_gate):
    service = Upstream()
    port = service.port
    gate = make_gate(f"upstream: {service.url}\nroutes: [{{ path: /x, auth: none }}]\n")
    assert gate.request("GET", "/x").status == 200
    service.close()
    assert eventually(lambda: gate.request("GET", "/x").status == 502)
    listener = socket.create_server(("127.0.0.1", port))
    back = Upstream()
    back.listener.close()
    back.listener = listener
    threading.Thread(target=back._accept, daemon=True).start()
    assert eventually(lambda: gate.request("GET", "/x").status == 200)
    back.close()


def test_a_killed_worker_wedges_nothing(gate, upstream):
    assert [gate.request("GET", "/once").status for _ in range(2)] == [200, 200]
    for _ in range(3):
        assert eventually(lambda: len(gate.workers()) > 0)  # a worker that has just been forked is not named as one yet
        before = gate.workers()
        assert before
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        assert eventually(lambda: set(gate.workers()) and not set(gate.workers()) & set(before))
    assert gate.request("GET", "/once").status == 200
    assert gate.request("GET", "/once").status == 429, "what was counted before stays counted"
    assert_refused(gate.request("GET", "/guarded"), 401, "Missing authorization header")


def test_a_full_disk_drops_no_request_and_is_counted(make_gate, _upstream):
    gate = make_gate(f"upstream: {_upstream.url}\nevents: {{ file: /dev/full }}\nroutes: [{{ path: /x, auth: none }}]\n")

    def failures():
        return json.loads(gate.command("status", "--format", "json").stdout)["counters"]["event_failures"]

    before = failures()  # that the policy was loaded could not be written either
    for _ in range(5):
        assert gate.request("GET", "/x").status == 200
        assert_refused(gate.request("GET", "/guarded"), 401, "Missing authorization header")
    assert eventually(lambda: failures() == before + 5)
    assert "event" in (gate.run_dir / "error.log").read_text(), "and shouted about"


def test_A14_when_the_log_can_be_written_again_it_says_how_much_is_missing(make_gate, _upstream, tmp_path):
    file = tmp_path / "log.jsonl"
    file.symlink_to("/dev/full")
    gate = make_gate(f"upstream: {_upstream.url}\nworkers: 1\nevents: {{ file: {file} }}\n")
    for _ in range(3):
        gate.request("GET", "/guarded")
    failures = lambda: json.loads(gate.command("status --format json").stdout)["counters"]["event_failures"]  # noqa: E731
    assert eventually(lambda: failures() == 4)  # the policy was loaded, three requests were refused
    file.unlink()
    file.touch()

    def lost():
        gate.request("GET", "/guarded")
        return [event for event in map(json.loads, file.read_text().splitlines()) if event["type"] == "events_lost"]

    assert eventually(lost)
    assert len(lost()) == 1 and int(lost()[0]["details"].split()[0]) == 4, lost()


def test_an_event_file_that_is_taken_away_is_made_again_or_written_on(gate, upstream):
    gate.request("GET", "/guarded")
    os.rename(gate.run_dir / "events.jsonl", gate.run_dir / "rotated.jsonl")
    answer = gate.request("GET", "/guarded")
    assert_refused(answer, 401, "Missing authorization header")
    trace = answer.json()["trace_id"]
    files = [gate.run_dir / "rotated.jsonl", gate.run_dir / "events.jsonl"]
    assert eventually(lambda: any(trace in file.read_text() for file in files if file.exists()))


# ---- starts that must not happen


@pytest.mark.parametrize("policy, words", [
    ("", "upstream"),
    ("upstream: http://127.0.0.1:9\nupstream: http://127.0.0.1:10\n", "upstream"),
    ("upstream: ftp://127.0.0.1:9\n", "upstream"),
    ("upstream: http://127.0.0.1:9\nlimits: 0/minute\n", "limit"),
    ("upstream: http://127.0.0.1:9\nmode: lenient\n", "enforce"),
    ("upstream: http://127.0.0.1:9\nroutes: [{ path: '/a/*/b' }]\n", "path"),
    ("upstream: http://127.0.0.1:9\nroutes: [{ path: /a }, { path: /a }]\n", "/a"),
    ("upstream: http://127.0.0.1:9\nrouts: []\n", "routes"),
])
def test_bad_policies_are_told_with_their_place(policy_file, policy, words):
    gate = policy_file(policy)
    for command in ("check", "up --detach"):
        done = gate.command(command, check=False)
        assert done.returncode in (1, 2) if command == "check" else done.returncode == 2
        assert words in done.stderr + done.stdout
        assert "gatehouse.yaml" in done.stderr + done.stdout
    assert gate.master() is None


def test_all_errors_come_at_once(policy_file):
    gate = policy_file("upstream: http://127.0.0.1:9\nmode: lenient\nlimits: 0/minute\nrouts: []\n")
    done = gate.command("up --detach", check=False)
    assert done.returncode == 2
    for word in ("lenient", "0/minute", "routs"):
        assert word in done.stderr


def test_a_port_that_is_taken_is_no_start(policy_file):
    gate = policy_file("upstream: http://127.0.0.1:9\n")
    with socket.create_server(("127.0.0.1", gate.port)):
        done = gate.command("up --detach", check=False)
    assert done.returncode == 2
    assert str(gate.port) in done.stderr


def test_a_second_start_is_refused_and_leaves_the_first(make_gate, _upstream):
    gate = make_gate(f"upstream: {_upstream.url}\nroutes: [{{ path: /x, auth: none }}]\n")
    done = gate.command("up --detach", check=False)
    assert done.returncode == 2
    assert gate.request("GET", "/x").status == 200


def test_a_state_of_another_version_is_refused(policy_file):
    gate = policy_file("upstream: http://127.0.0.1:9\n")
    gate.run_dir.mkdir(mode=0o700)
    (gate.run_dir / "state").write_bytes(b"not ours" * 100_000)
    done = gate.command("up --detach", check=False)
    assert done.returncode == 2
    assert str(gate.run_dir / "state") in done.stderr


def test_status_says_what_runs(gate):
    status = gate.command("status", "--format", "json")
    assert json.loads(status.stdout)
