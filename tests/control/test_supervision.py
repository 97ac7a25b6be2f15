"""`up` as a supervisor: daemon and nginx come and go together, and requests pass while the daemon is dead."""

import os
import re
import signal

from control_gate import COULD_NOT_RUN, FINE, NOTHING_TO_DO, kill
from product import COMMAND_TIMEOUT, Stopwatch, eventually, gatehouse

BACK_WITHIN = 1.0  # seconds


def gone(*pids) -> bool:
    def alive(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    return not any(alive(pid) for pid in pids)


def processes(gate) -> tuple[int, int, int]:
    found = gate.holder("supervisor.pid"), gate.holder("nginx.pid"), gate.daemon
    assert all(found), found
    return found


def test_detached_up_status_stop(make_gate):
    gate = make_gate().start()
    pids = processes(gate)
    status = gate.status
    assert status["running"] and status["pid"] == pids[1]
    assert status["control"]["running"] and status["control"]["answers"] and status["control"]["pid"] == pids[2]
    assert status["control"]["database"] == "sqlite" and status["control"]["registry"] and status["control"]["people"]
    assert "control" in gate.command("status").stdout
    again = gate.command("up --detach", check=False)
    assert again.returncode == COULD_NOT_RUN and "runs already" in again.stderr
    gate.command("stop")
    assert gone(*pids)
    assert gate.command("stop", check=False).returncode == NOTHING_TO_DO
    assert gate.status["control"]["running"] is False
    assert not (gate.run_dir / "control.sock").exists() and not (gate.run_dir / "control-admin.sock").exists()


def test_a_killed_daemon_is_back_within_a_second_and_the_gate_keeps_running(gate):
    token = gate.token(gate.enrol())
    before = gate.daemon
    kill(before)
    watch = Stopwatch()
    answers = []

    def is_back():
        answers.append(gate.request("GET", "/tasks", token=token).status)  # a token that is known already
        return gate.daemon not in (None, before) and gate.request("GET", "/.well-known/jwks.json").status == 200

    assert eventually(is_back)
    took = watch.seconds
    print(f"the daemon was back after {took:.2f} s; {len(answers)} requests went on meanwhile")
    assert took < BACK_WITHIN, took
    assert set(answers) == {502}, answers  # let through: the upstream of this gate is dead
    assert gate.request("GET", "/tasks", token=gate.token(gate.enrol(15), 15)).status == 502
    assert "by signal 9" in (gate.run_dir / "control.log").read_text()


def test_a_daemon_that_keeps_dying_is_started_less_and_less_often(gate):
    for _ in range(3):
        before = gate.daemon
        kill(before)
        assert eventually(lambda pid=before: gate.daemon not in (None, pid) and gate.status["control"]["answers"])
    said = (gate.run_dir / "control.log").read_text()
    assert re.findall(r"started again in ([\d.]+) s", said) == ["0.2", "0.4", "0.8"], said


def test_nginx_that_dies_ends_the_daemon_and_up_fails(make_gate):
    gate = make_gate()
    up = gate.start_in_foreground()
    _, nginx, daemon = processes(gate)
    for pid in (int(line) for line in os.popen(f"pgrep -P {nginx}").read().split()):
        kill(pid)
    kill(nginx)
    assert up.wait(COMMAND_TIMEOUT) == COULD_NOT_RUN
    # `status` may see that nginx listens a moment before the supervisor does; to the supervisor nginx did not start then.
    assert re.search(r"nginx (has|did not start: it) ended by signal 9", up.stderr.read())
    assert gone(nginx, daemon)


def test_ctrl_c_reaches_everybody_once(make_gate):
    gate = make_gate()
    up = gate.start_in_foreground()
    pids = processes(gate)
    os.killpg(up.pid, signal.SIGINT)  # as a terminal does: to the whole group in the foreground
    assert up.wait(COMMAND_TIMEOUT) == FINE
    assert gone(*pids)
    log = (gate.run_dir / "error.log").read_text()
    assert log.count("signal 2 (SIGINT) received from") == 1, log
    assert [event["type"] for event in gate.events].count("control_stopped") == 1


def test_sigterm_and_sigquit_end_it_well(make_gate):
    for number in (signal.SIGTERM, signal.SIGQUIT):
        gate = make_gate()
        up = gate.start_in_foreground()
        pids = processes(gate)
        kill(up.pid, number)
        assert up.wait(COMMAND_TIMEOUT) == FINE, up.stderr.read()
        assert gone(*pids)


def test_a_supervisor_that_was_killed_leaves_a_gate_that_stop_knows(gate):
    supervisor, nginx, daemon = processes(gate)
    kill(supervisor)
    assert eventually(lambda: gone(supervisor))
    assert gate.request("GET", "/.well-known/jwks.json").status == 200
    status = gate.status
    assert status["running"] and status["control"]["running"]
    gate.command("stop")
    assert gone(nginx, daemon)


def test_a_daemon_that_was_left_alone_is_stopped(gate):
    supervisor, nginx, daemon = processes(gate)
    kill(supervisor)
    kill(nginx, signal.SIGTERM)
    assert eventually(lambda: gone(supervisor, nginx))
    refused = gate.command("up --detach", check=False)
    assert refused.returncode == COULD_NOT_RUN and str(daemon) in refused.stderr and "gatehouse stop" in refused.stderr
    gate.command("stop")
    assert gone(daemon)
    gate.start()


def test_a_daemon_that_cannot_start_stops_up_with_its_reason(make_gate):
    gate = make_gate("{ registry: {}, people: {}, key_encryption: nowhere.key }")
    for detach in ([], ["--detach"]):
        refused = gate.command("up", *detach, check=False)
        assert refused.returncode == COULD_NOT_RUN
        assert "nowhere.key" in refused.stderr and "control.key_encryption" in refused.stderr, refused.stderr
    # `up --detach` answers for the supervisor, which ends a moment later.
    assert eventually(lambda: gate.holder("nginx.pid") is None and gate.daemon is None and gate.holder("supervisor.pid") is None)


def test_reload_reaches_both_and_keeps_both(gate):
    pids = processes(gate)
    gate.write("{ registry: { key_overlap: 1m }, people: {} }", "routes:\n  - { path: /other, auth: none }\n")
    done = gate.command("reload")
    assert "warning" not in done.stderr, done.stderr
    assert processes(gate) == pids
    assert gate.request("GET", "/other").status == 502
    assert "runs with the new policy" in (gate.run_dir / "control.log").read_text()


def test_reload_says_what_needs_a_restart(gate):
    gate.write("{ registry: {}, people: {}, data_dir: elsewhere }")
    done = gate.command("reload")
    assert "the control daemon keeps the old policy" in done.stderr
    assert "control.data_dir has changed" in (gate.run_dir / "control.log").read_text()
    gate.file.write_text("\n".join(line for line in gate.file.read_text().splitlines() if not line.startswith("control:"))
                         .replace("/app/*, auth: session", "/app/*, auth: none")
                         .replace("require_claims", "keys: key.pem, require_claims"))
    keygen = ["--out", gate.folder / "private.pem", "--public", gate.folder / "key.pem"]
    gatehouse("token", "keygen", *keygen)
    assert "the policy has none any more" in gate.command("reload").stderr
