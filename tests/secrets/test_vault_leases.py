"""C2: dynamic secrets of Vault: their lease is renewed while the command runs and revoked at its end. The stub is a database engine that
checks every field, and keeps what is done to each lease."""

import json
import os
import signal
import subprocess
import time

import product
import pytest

REF = "ref+vault://database/creds/app"
PATIENCE = 60


class Engine:
    """Makes a user for each reader. `life` in seconds; `renew(lease)` answers a renewal."""

    def __init__(self, life=2, renewable=True):
        self.life, self.renewable, self.made, self.renewed, self.revoked = life, renewable, 0, [], []
        self.token, self.trace = "t", []

    def renew(self, lease):
        return 200, {"lease_id": lease, "lease_duration": self.life, "renewable": True}

    def __call__(self, seen):
        if seen.target == "/v1/auth/approle/login":
            assert json.loads(seen.body) == {"role_id": "r", "secret_id": "s"}
            self.token = "of-approle"
            return 200, {"auth": {"client_token": self.token, "lease_duration": 3600, "renewable": True}}
        assert seen.headers["X-Vault-Token"] == self.token and seen.headers["X-Vault-Request"] == "true"
        assert seen.headers["X-Vault-Namespace"] == "team"
        self.trace.append(seen.target)
        if seen.target in ("/v1/database/data/creds/app", "/v1/database/data/creds/app?version=1"):
            return 404, {"errors": []}
        if seen.target == "/v1/sys/internal/ui/mounts/database/creds/app":
            return 200, {"data": {"type": "database", "path": "database/", "options": None}}
        if seen.target == "/v1/database/creds/app":
            self.made += 1
            return 200, {"lease_id": f"database/creds/app/{self.made}", "lease_duration": self.life, "renewable": self.renewable,
                         "data": {"username": f"user-{self.made}", "password": f"planted-{self.made}"}}
        if seen.target == "/v1/sys/leases/renew":
            asked = json.loads(seen.body)
            assert seen.method == "PUT" and set(asked) == {"lease_id", "increment"} and asked["increment"] == self.life
            self.renewed.append(asked["lease_id"])
            return self.renew(asked["lease_id"])
        if seen.target == "/v1/sys/leases/revoke":
            asked = json.loads(seen.body)
            assert seen.method == "PUT" and set(asked) == {"lease_id"}
            self.revoked.append(asked["lease_id"])
            return 204, ""
        assert seen.target == "/v1/auth/token/revoke-self", seen.target
        return 204, ""


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def start(serve, tmp_path):
    """`gatehouse run` with both fields of the secret; the command writes them down and waits for the file `go`."""
    started = []

    def begin(engine, *options, token="t", **environment):
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "VAULT_ADDR": serve(engine).url, "VAULT_NAMESPACE": "team",
                       **({"VAULT_TOKEN": token} if token else {}), **environment}
        script = 'echo "$U $P" >>said; while [ ! -e go ]; do sleep 0.05; done; exit 7'
        command = [product.BINARY.absolute(), "run", "--set", f"U={REF}#/username", "--set", f"P={REF}#/password", *options, "--", "sh", "-c", script]
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, start_new_session=True)
        started.append(process)
        process.said = lambda: (tmp_path / "said").read_text().splitlines() if (tmp_path / "said").exists() else []
        process.go = (tmp_path / "go").touch
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_C2_a_lease_is_renewed_while_the_command_runs_and_revoked_at_its_end(start):
    engine = Engine()
    process = start(engine)
    until(lambda: len(engine.renewed) >= 2)
    assert engine.revoked == [] and process.said() == ["user-1 planted-1"] and engine.made == 1
    process.go()
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 7 and err == ""
    assert engine.revoked == ["database/creds/app/1"] and set(engine.renewed) == {"database/creds/app/1"}


def test_C2_the_lease_is_revoked_before_the_login(start):
    engine = Engine(life=60)
    process = start(engine, token=None, VAULT_ROLE_ID="r", VAULT_SECRET_ID="s")
    until(process.said)
    process.go()
    process.communicate(timeout=PATIENCE)
    assert engine.trace[-2:] == ["/v1/sys/leases/revoke", "/v1/auth/token/revoke-self"]


def test_C2_a_signal_ends_the_command_and_the_lease(start):
    engine = Engine(life=60)
    process = start(engine)
    until(process.said)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM and engine.revoked == ["database/creds/app/1"]


@pytest.mark.parametrize("kind,words", [("refused", "Vault does not renew it"), ("longest", "that is its longest life"), ("never", "cannot be renewed")])
def test_C2_a_lease_that_ends_is_told_once(start, kind, words):
    engine = Engine(renewable=kind != "never")
    engine.renew = lambda lease: (400, {"errors": ["planted-words"]}) if kind == "refused" else (200, {"lease_id": lease, "lease_duration": 0})
    process = start(engine)
    told = process.stderr.readline()
    assert words in told and "database/creds/app" in told and "--restart-on-change" in told and "planted" not in told
    process.go()
    _, rest = process.communicate(timeout=PATIENCE)
    assert rest == "" and process.returncode == 7 and engine.made == 1 and engine.revoked == ["database/creds/app/1"]
    assert len(engine.renewed) == (0 if kind == "never" else 1)


def test_C2_an_outage_does_not_end_a_lease(start):
    engine = Engine(life=8)
    answers = [(503, {"errors": []}), (412, {"errors": []})]
    usual = engine.renew
    engine.renew = lambda lease: answers.pop(0) if answers else usual(lease)
    process = start(engine)
    until(lambda: len(engine.renewed) >= 2)
    process.go()
    _, err = process.communicate(timeout=PATIENCE)
    assert err == "" and process.returncode == 7


def test_C2_a_command_that_may_restart_gets_a_new_secret(start):
    engine = Engine(life=6)  # long enough for a renewal on a busy machine
    engine.renew = lambda lease: (400, {"errors": ["planted-words"]}) if lease.endswith("/1") else (200, {"lease_duration": 6})
    process = start(engine, "--restart-on-change", "--poll", "1s")
    until(lambda: len(process.said()) == 2)
    assert process.said() == ["user-1 planted-1", "user-2 planted-2"]
    until(lambda: "database/creds/app/2" in engine.renewed)
    assert engine.made == 2, "while a lease lives its secret is the same, however often it is asked for"
    process.go()
    _, err = process.communicate(timeout=PATIENCE)
    assert "started again" in err and "warning" not in err
    assert sorted(engine.revoked) == ["database/creds/app/1", "database/creds/app/2"]


def test_C7_a_file_that_changes_while_the_store_is_asked_is_read_again(start, tmp_path):
    """The command has the old value: it is started again as soon as its files are looked at, not at the next poll."""
    (tmp_path / ".env").write_text("A=one\n")
    engine = Engine(life=3600)

    def edited_meanwhile(seen):
        if engine.made == 0:
            (tmp_path / ".env").write_text("A=another\n")
        return engine(seen)

    process = start(edited_meanwhile, "--restart-on-change", "--poll", "1h")
    until(lambda: len(process.said()) == 2)
    process.go()
    _, err = process.communicate(timeout=PATIENCE)
    assert "started again" in err and process.returncode == 7


def test_C2_without_a_command_nothing_is_renewed(serve, run, refused):
    engine = Engine()
    environment = {"VAULT_ADDR": serve(engine).url, "VAULT_NAMESPACE": "team"}
    result = run("secrets", "get", REF + "#/username", **environment, VAULT_TOKEN="t")
    assert result.out == b"user-1" and engine.revoked == [] == engine.renewed, "the program that asked goes on with it"
    said = refused(REF, **environment, VAULT_ROLE_ID="r", VAULT_SECRET_ID="s")
    assert "ends with the login" in said and "gatehouse run" in said and engine.made == 1
    said = refused(REF + "?version=1", **environment, VAULT_TOKEN="of-approle")
    assert "Only KV stores keep versions" in said


def test_C2_an_agent_that_is_named_wins_and_logs_in(serve, value_of):
    def agent(seen):
        assert seen.headers["X-Vault-Token"] is None
        return 200, {"data": {"data": {"a": "by agent"}, "metadata": {"version": 1}}}

    environment = {"VAULT_AGENT_ADDR": serve(agent).url, "VAULT_ADDR": "http://127.0.0.1:1"}
    assert value_of("ref+vault://secret/app#/a", **environment) == b"by agent"
