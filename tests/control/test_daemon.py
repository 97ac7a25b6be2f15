"""The daemon next to the gate: its endpoints, its data, its permissions, and the commands that use it."""

import json
import os
import pathlib
import pty
import shutil
import socket
import stat
import subprocess
import tempfile

import pytest
from control_gate import COULD_NOT_RUN, FINDINGS, FINE, NOTHING_TO_DO, ControlGate
from product import BINARY, eventually, gatehouse
from upstream import Upstream


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture
def upstream():
    service = Upstream()
    yield service
    service.close()


def test_B2_from_enrolment_to_an_accepted_call(make_gate, upstream):
    gate = make_gate(upstream=upstream.url).start()
    token = gate.token(gate.enrol(14, "--role", "operator"))
    assert gate.request("GET", "/tasks", token=token).status == 200
    [record] = upstream.records
    assert record.one("X-Gatehouse-Subject") == "droplet:14" and record.one("X-Gatehouse-Droplet-Id") == "14"
    assert record.one("X-Gatehouse-Roles") == "operator"
    assert gate.request("GET", "/.well-known/jwks.json").json["keys"][0]["alg"] == "RS256"
    assert gate.request("GET", "/tasks").status == 401


def test_A8_revoked_at_the_next_request(gate):
    token = gate.token(gate.enrol())
    assert gate.request("GET", "/tasks", token=token).status == 502
    gate.command("registry revoke droplet 14", "--reason", "secret was lost")
    assert [gate.request("GET", "/tasks", token=token).status for _ in range(10)] == [401] * 10  # on every worker
    assert "droplet:14" in gate.command("registry revocations").stdout
    assert any("secret was lost" in event.get("details", "") for event in gate.events)


def test_B2_rotation_refuses_no_good_token(gate):
    secret = gate.enrol()
    old = gate.token(secret)
    rotated = json.loads(gate.command("registry rotate --immediately --format json").stdout)
    new = gate.token(secret)
    for token in (old, new) * 4:
        assert gate.request("GET", "/tasks", token=token).status == 502
    keys = [json.loads(line) for line in gate.command("registry keys --format json").stdout.splitlines()]
    assert {key["kid"]: key["state"] for key in keys}[rotated["kid"]] == "active" and len(keys) == 2


def test_B6_suspended_and_resumed(gate):
    secret = gate.enrol()
    token = gate.token(secret)
    gate.command("registry suspend 14")
    assert gate.request("GET", "/tasks", token=token).status == 401
    gate.command("registry resume 14")
    assert gate.request("GET", "/tasks", token=token).status == 502
    assert json.loads(gate.command("registry show 14 --format json").stdout)["state"] == "active"


def test_B4_the_secret_is_shown_once_or_goes_to_a_private_file(gate):
    shown = gate.command("registry enrol --id 14 --name Deck --steward ops --url http://127.0.0.1:9014")
    secret = shown.stdout.strip()
    assert len(secret) >= 43 and secret not in shown.stderr and "curl -u droplet-14 -d" in shown.stderr
    file = gate.folder / "task.secret"
    kept = gate.command("registry enrol --id 21 --name Task --steward ops --url http://127.0.0.1:9021", "--out", file)
    assert kept.stdout == "" and mode(file) == 0o600 and gate.token(file.read_text().strip(), 21)
    again = gate.command("registry credential add 14", "--out", file, check=False)
    assert again.returncode == COULD_NOT_RUN and "Already exists" in again.stderr
    for source in (gate.run_dir / "events.jsonl", gate.run_dir / "control.log", gate.run_dir / "error.log", gate.data / "control.db"):
        assert secret.encode() not in source.read_bytes(), source
    assert secret not in gate.command("registry show 14 --format json").stdout


def test_commands_of_the_registry_end_as_all_commands_do(gate):
    gate.enrol()
    twice = gate.command("registry enrol --id 14 --name x --steward x --url http://127.0.0.1:1", check=False)
    assert twice.returncode == FINDINGS and "Already enrolled" in twice.stderr
    for number in (0, 1000):
        out = gate.command(f"registry enrol --id {number} --name x --steward x --url http://127.0.0.1:1", check=False)
        assert out.returncode == FINDINGS and "from 1 to 999" in out.stderr
    itself = gate.command("registry enrol --id 15 --name x --steward x --url", f"http://127.0.0.1:{gate.port}", check=False)
    assert itself.returncode == FINDINGS, itself
    assert gate.command("registry show 99", check=False).returncode == NOTHING_TO_DO
    assert gate.command("registry credential revoke nothing", check=False).returncode == NOTHING_TO_DO
    assert gate.command("registry revoke sub x", check=False).returncode == COULD_NOT_RUN
    assert gate.command("registry set 14", check=False).returncode == COULD_NOT_RUN
    gate.command("registry set 14 --name Renamed")
    [droplet] = [json.loads(line) for line in gate.command("registry list --format json").stdout.splitlines()]
    assert (droplet["id"], droplet["name"], droplet["state"]) == (14, "Renamed", "active")
    assert "Renamed" in gatehouse("registry", "list", "--run-dir", gate.run_dir).stdout


def test_a_droplets_own_key(gate):
    private, public = gate.folder / "private.pem", gate.folder / "public.pem"
    gatehouse("token", "keygen", "--out", private, "--public", public)
    refused = gate.command("registry enrol --id 14 --name x --steward x --url http://127.0.0.1:1 --key", private, check=False)
    assert refused.returncode == COULD_NOT_RUN and "private key" in refused.stderr
    done = gate.command("registry enrol --id 14 --name x --steward x --url http://127.0.0.1:1 --key", public)
    assert done.stdout == "" and "private_key_jwt" in done.stderr


def test_without_a_daemon_the_commands_say_so(make_gate):
    gate = make_gate()
    for words in ("registry list", "user list", "registry rotate"):
        refused = gate.command(words, check=False)
        assert refused.returncode == COULD_NOT_RUN
        assert "control daemon does not run" in refused.stderr and "gatehouse up" in refused.stderr


def test_A9_users_by_command(gate):
    password = "Copper7 willow, nine bridges"
    assert "can log in" in gate.command("user add alice --role operator", stdin=password + "\n").stderr
    weak = gate.command("user add bob", stdin="short\n", check=False)
    assert weak.returncode == FINDINGS and "not good enough" in weak.stderr and "short" not in weak.stderr.replace("shorter", "")
    assert gate.command("user add carol", stdin="", check=False).returncode == COULD_NOT_RUN
    assert gate.command("user add alice", stdin=password + "\n", check=False).returncode == FINDINGS
    [alice] = [json.loads(line) for line in gate.command("user list --format json").stdout.splitlines()]
    assert alice["name"] == "alice" and alice["roles"] == ["operator"] and alice["state"] == "active"
    gate.command("user disable alice")
    assert "disabled" in gate.command("user list").stdout
    gate.command("user enable alice")
    gate.command("user passwd alice", stdin="Another7 willow, ten bridges\n")
    assert gate.command("user sessions --format json").stdout == ""
    assert gate.command("user disable nobody", check=False).returncode == NOTHING_TO_DO
    for source in (gate.run_dir / "events.jsonl", gate.run_dir / "control.log", gate.data / "control.db"):
        assert password.encode() not in source.read_bytes()


def on_a_terminal(command: list, *answers: str) -> tuple[int, str]:
    """Exit status, and everything that the terminal showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], [str(word) for word in command])
    shown = ""
    for answer in (*answers, None):
        while answer is not None and not shown.endswith(": "):
            shown += os.read(terminal, 1024).decode()
        if answer is not None:
            shown += "|"
            os.write(terminal, answer.encode() + b"\n")
    try:
        while piece := os.read(terminal, 1024):
            shown += piece.decode()
    except OSError:  # the other end has gone
        pass
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def test_A9_a_password_is_asked_for_twice_and_never_shown(gate):
    add = [BINARY, "user", "add", "alice", "-c", gate.file]
    status, shown = on_a_terminal(add, "Copper7 willow, nine bridges", "Copper7 willow, ten bridges")
    assert status == COULD_NOT_RUN and "differ" in shown and "willow" not in shown
    status, shown = on_a_terminal(add, *["Copper7 willow, nine bridges"] * 2)
    assert status == FINE and "can log in" in shown and "willow" not in shown
    assert shown.count("Password: ") == 1 and shown.count("Once more: ") == 1


def test_A9_login_session_logout(make_gate, upstream):
    gate = make_gate(upstream=upstream.url).start()
    gate.command("user add demo --role operator", stdin="Copper7 willow, nine bridges\n")
    assert gate.request("GET", "/app/page").status == 401
    navigation = gate.request("GET", "/app/page?x=1", Accept="text/html")
    assert navigation.status == 303 and navigation.headers["Location"].startswith("/_gatehouse/login?next=")
    origin = {"Origin": f"http://127.0.0.1:{gate.port}"}
    login = gate.request("POST", "/_gatehouse/login", form={"name": "demo", "password": "Copper7 willow, nine bridges"}, **origin)
    assert login.status == 303, login
    cookie = login.headers["Set-Cookie"]
    for word in ("__Host-gatehouse_session=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in cookie, cookie
    session = cookie.split(";")[0]
    assert gate.request("GET", "/app/page", Cookie=session).status == 200
    [record] = upstream.records
    assert record.one("X-Gatehouse-Subject") == "demo" and record.all("Cookie") == []
    assert "demo" in gate.command("user sessions").stdout
    assert gate.request("POST", "/_gatehouse/logout", Cookie=session, **origin).status in (200, 303)
    assert [gate.request("GET", "/app/page", Cookie=session).status for _ in range(6)] == [401] * 6


def test_the_sockets_and_the_data_are_private(gate):
    assert mode(gate.run_dir) == 0o700
    for name in ("control.sock", "control-admin.sock"):
        assert mode(gate.run_dir / name) == 0o600, name
    assert mode(gate.data) == 0o700 and mode(gate.data / "public") == 0o755
    assert mode(gate.data / "control.db") == 0o600 and mode(gate.data / "key-encryption.key") == 0o600
    status = pathlib.Path(f"/proc/{gate.daemon}/limits").read_text()
    assert "Max core file size        0 " in status


def test_admin_endpoints_are_not_behind_the_gate(gate):
    token = gate.token(gate.enrol())
    for path in ("/admin/status", "/admin/droplets", "/admin/users"):
        assert gate.request("GET", path).status == 401
        assert gate.request("GET", path, token=token).status == 502  # the gate's dead upstream, not the daemon
    with socket.socket(socket.AF_UNIX) as plain:
        plain.connect(str(gate.run_dir / "control.sock"))
        plain.sendall(b"GET /admin/status HTTP/1.1\r\nHost: x\r\n\r\n")
        assert plain.recv(4096).startswith(b"HTTP/1.1 404")


def test_A14_start_and_end_are_events(gate):
    gate.command("stop")
    types = [event["type"] for event in gate.events]
    assert types.count("control_started") == 1 and types.count("control_stopped") == 1


def test_everything_is_there_after_a_restart(make_gate):
    gate = make_gate().start()
    secret = gate.enrol()
    token = gate.token(secret)
    gate.command("stop")
    gate.start()
    assert gate.request("GET", "/tasks", token=token).status == 502
    assert gate.token(secret)


@pytest.mark.parametrize("database, says", [
    ("sqlite:/nowhere/at/all/control.db", "/nowhere/at/all"),
    ("postgresql://gate:hunter2@127.0.0.1:1/control", "127.0.0.1"),
])
def test_a_database_that_cannot_be_opened_stops_up(make_gate, database, says):
    gate = make_gate(f"{{ registry: {{}}, people: {{}}, database: '{database}' }}")
    refused = gate.command("up --detach", check=False)
    assert refused.returncode == COULD_NOT_RUN and says in refused.stderr, refused.stderr
    assert "hunter2" not in refused.stderr + (gate.run_dir / "control.log").read_text()


def test_a_second_daemon_is_refused(gate):
    second = gate.command("control", check=False)
    assert second.returncode == COULD_NOT_RUN and "Runs already" in second.stderr
    assert gate.request("GET", "/.well-known/jwks.json").status == 200


def test_by_itself_it_tells_systemd(make_gate):
    gate = make_gate()
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"{folder}/notify")
        systemd.settimeout(30)
        with subprocess.Popen([BINARY, "control", "-c", gate.file], stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "NOTIFY_SOCKET": f"{folder}/notify"}) as daemon:
            assert systemd.recv(64) == b"READY=1"
            assert gate.command("registry list --format json").stdout == ""
            daemon.terminate()
            assert daemon.wait(timeout=60) == FINE


def test_without_control_there_is_no_daemon(make_gate):
    gate = make_gate()
    gate.file.write_text(f"listen: 127.0.0.1:{gate.port}\ntls: off\nrun_dir: run\nupstream: http://127.0.0.1:1\n"
                         "unlisted: deny\nroutes:\n  - { path: /open, auth: none }\n")
    refused = gate.command("control", check=False)
    assert refused.returncode == COULD_NOT_RUN and "control" in refused.stderr
    gate.start()
    assert gate.daemon is None and gate.holder("supervisor.pid") is None and "control" not in gate.status
    assert gate.request("GET", "/open").status == 502


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a daemon as somebody else")
@pytest.mark.parametrize("user", ["www-data", "daemon"])
def test_A13_started_by_root_it_becomes_its_user(user):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-control-"))
    folder.chmod(0o755)
    gate = ControlGate(folder, f"{{ registry: {{}}, people: {{}}, user: {user}, data_dir: data }}")
    gate.data = folder / "data"
    gate.file.write_text(gate.file.read_text().replace("environment: development", "environment: staging") + "user: www-data\n")
    try:
        gate.start()
        status = pathlib.Path(f"/proc/{gate.daemon}/status").read_text()
        uid = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1]
        assert uid == subprocess.run(["id", "-u", user], capture_output=True, text=True, check=True).stdout.strip()
        assert "CapEff:\t0000000000000000" in status
        token = gate.token(gate.enrol())
        assert gate.request("GET", "/tasks", token=token).status == 502
        gate.command("registry revoke droplet 14")
        assert gate.request("GET", "/tasks", token=token).status == 401
        before = gate.daemon
        os.kill(before, 9)
        assert eventually(lambda: gate.daemon not in (None, before) and gate.status["control"]["answers"])
    finally:
        gate.stop()
        shutil.rmtree(folder)
