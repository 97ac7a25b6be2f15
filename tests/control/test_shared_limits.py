"""Row B11: several gates share their limits through a real Redis: together they admit what one would, and each goes on by itself without it."""

import concurrent.futures
import http.client
import re
import subprocess
import time

import pytest
from control_gate import ControlGate, kill
from product import eventually
from redis_server import Redis
from upstream import Upstream

KEY = "c2hhcmVkIGJ5IGFsbCB0aGUgZ2F0ZXMgb2YgYSB0ZXN0\n"
LIMIT = 60
MANY = 2_000
ROUTES = f"""\
trusted_proxies: [127.0.0.1]
routes:
  - {{ path: /limited, auth: none, limit: {LIMIT}/hour }}
  - {{ path: /many, auth: none, limit: {MANY}/hour }}
"""
# How late a gate hears of another one's requests: each tells and reads every 100 ms (doc/shared_limits.md). The rest is for a busy machine.
LATE_S = 3.0


@pytest.fixture(scope="module")
def service():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture
def redis(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    server = Redis(folder)
    yield server
    server.kill()


@pytest.fixture
def make_gates(tmp_path, service):
    made = []

    def make(count: int, redis_url: str, more: str = "", key: str = KEY) -> list[ControlGate]:
        gates = []
        for _ in range(count):
            folder = tmp_path / f"gate{len(made)}"
            folder.mkdir()
            (folder / "limits.key").write_text(key)
            (folder / "limits.key").chmod(0o600)
            gate = ControlGate(folder, f"{{ registry: {{}}, metrics: true, limits: {{ redis: '{redis_url}', key: limits.key{more} }} }}", ROUTES, service.url)
            made.append(gate)
            gates.append(gate.start())
        return gates

    yield make
    for gate in made:
        gate.stop()


def ask(gate: ControlGate, client: str, path: str = "/limited") -> int:
    return gate.request("GET", path, X_Forwarded_For=client).status


def admitted(gate: ControlGate, client: str, times: int) -> int:
    return sum(ask(gate, client) == 200 for _ in range(times))


def left(gate: ControlGate, client: str) -> int:
    """Asks once, which takes a place."""
    answer = gate.request("GET", "/limited", X_Forwarded_For=client)
    return int(re.search(r";r=(\d+);", answer.headers["RateLimit"])[1])


def limits(gate: ControlGate) -> dict:
    """What the daemon says; nothing while it starts."""
    return gate.status["control"].get("limits") or {}


def shared(gate: ControlGate) -> bool:
    return limits(gate).get("shared", False)


def all_share(gates) -> bool:
    return all(limits(gate) == {"shared": True, "asked": True, "gates": len(gates) - 1} for gate in gates)


def kinds(gate: ControlGate) -> list[str]:
    return [event["type"] for event in gate.events if event["type"].startswith("limits_")]


def metric(gate: ControlGate, name: str) -> float:
    if not hasattr(gate, "scraper"):
        gate.scraper = gate.token(gate.enrol(900, "--role", "metrics"), 900)
    page = gate.request("GET", "/_gatehouse/metrics", token=gate.scraper).body.decode()
    return float(re.search(rf"^{name} (\S+)$", page, re.MULTILINE)[1])


def hears(gate: ControlGate, total: int) -> bool:
    return eventually(lambda: metric(gate, "gatehouse_limits_heard_total") >= total)


def test_B11_three_gates_admit_the_limit_together(make_gates, redis):
    gates = make_gates(3, redis.url())
    assert eventually(lambda: all_share(gates))
    one, two, three = gates
    assert admitted(one, "203.0.113.1", 25) == 25
    assert hears(two, 25) and hears(three, 25)
    assert admitted(two, "203.0.113.1", 20) == 20
    assert hears(one, 20) and hears(three, 45)
    assert admitted(three, "203.0.113.1", 40) == LIMIT - 45
    assert hears(one, 35) and hears(two, 40)
    assert [ask(gate, "203.0.113.1") for gate in gates] == [429] * 3
    assert ask(three, "203.0.113.2") == 200, "another client has places of its own"
    assert kinds(one) == ["limits_shared"]
    assert "shared; other gates: 2" in one.command("status").stdout


def test_B11_under_concurrency_the_excess_is_what_was_on_its_way(make_gates, redis):
    gates = make_gates(3, redis.url())
    assert eventually(lambda: all_share(gates))
    done = []  # (when the answer was there, gate)

    def ask_until_refused(number: int):
        connection = http.client.HTTPConnection("127.0.0.1", gates[number].port, timeout=60)
        while True:
            connection.request("GET", "/many", headers={"X-Forwarded-For": "203.0.113.9"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                assert answer.status == 429
                return
            done.append((time.monotonic(), number))

    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(ask_until_refused, [0, 1, 2, 0, 1, 2]))
    done.sort()
    assert len(done) >= MANY
    # The bound: when a gate admits, all others' requests that are older than LATE_S are counted.
    for index in range(MANY, len(done)):
        when, gate = done[index]
        on_their_way = sum(other != gate and then > when - LATE_S for then, other in done[:index])
        assert index + 1 <= MANY + on_their_way, (index, on_their_way)
    print(f"{len(done)} of {MANY} admitted by three gates in {done[-1][0] - done[0][0]:.2f} s")


def test_B11_a_redis_that_hangs_dies_and_comes_back_empty(make_gates, redis):
    gates = make_gates(2, redis.url())
    one, two = gates
    assert eventually(lambda: all_share(gates))
    assert admitted(one, "203.0.113.1", 10) == 10
    assert hears(two, 10)

    redis.freeze()
    assert eventually(lambda: not shared(one) and not shared(two))
    assert admitted(two, "203.0.113.1", LIMIT + 10) == LIMIT - 10, "what it heard stays, and its own limit holds"
    assert kinds(two) == ["limits_shared", "limits_alone"]
    assert "no answer in time" in [event for event in two.events if event["type"] == "limits_alone"][0]["details"]
    assert metric(two, "gatehouse_limits_shared") == 0
    assert "counted by this gate alone" in two.command("status").stdout
    redis.thaw()
    assert eventually(lambda: all_share(gates))
    assert hears(one, LIMIT - 10)
    assert ask(one, "203.0.113.1") == 429, "what was admitted meanwhile is told afterwards"

    redis.kill()
    assert eventually(lambda: not shared(one) and not shared(two))
    assert admitted(one, "203.0.113.2", LIMIT + 10) == LIMIT
    redis.start()
    assert eventually(lambda: all_share(gates))
    assert eventually(lambda: ask(two, "203.0.113.2") == 429)
    assert ask(one, "203.0.113.1") == 429 and ask(two, "203.0.113.1") == 429, "an empty Redis opens no limit"
    assert metric(one, "gatehouse_limits_shared") == 1
    assert kinds(one) == ["limits_shared", "limits_alone"] * 2 + ["limits_shared"]


def test_B11_without_redis_the_gate_starts_and_counts_by_itself(make_gates, tmp_path, redis):
    redis.kill()
    (gate,) = make_gates(1, redis.url())
    assert eventually(lambda: kinds(gate) == ["limits_alone"])
    assert admitted(gate, "203.0.113.1", LIMIT + 5) == LIMIT
    redis.start()
    assert eventually(lambda: shared(gate))


def test_B11_a_killed_daemon_tells_afterwards(make_gates, redis):
    gates = make_gates(2, redis.url())
    one, two = gates
    assert eventually(lambda: all_share(gates))
    before = one.daemon
    kill(before)
    assert admitted(one, "203.0.113.1", 30) == 30
    assert eventually(lambda: one.daemon not in (None, before) and shared(one))
    assert hears(two, 30)
    assert admitted(two, "203.0.113.1", LIMIT) == LIMIT - 30


def test_B11_redis_holds_one_key_that_ends_and_nothing_of_clients(make_gates, redis):
    gates = make_gates(2, redis.url())
    assert eventually(lambda: all_share(gates))
    assert admitted(gates[0], "203.0.113.77", 5) == 5
    assert hears(gates[1], 5)
    keys = re.findall(rb"gatehouse:\S+", redis.ask("KEYS", "*"))
    assert len(keys) == 1 and redis.ask("KEYS", "*").startswith(b"*1\r\n")
    assert 0 < int(redis.ask("PTTL", keys[0].decode())[1:]) <= 120_000
    held = redis.ask("XRANGE", keys[0].decode(), "-", "+")
    assert b"203.0.113" not in held and b"limited" not in held and bytes([203, 0, 113, 77]) not in held


def test_B11_gates_with_different_keys_do_not_meet(make_gates, redis):
    one, = make_gates(1, redis.url())
    other, = make_gates(1, redis.url(), key="another key of another group of gates")
    assert eventually(lambda: shared(one) and shared(other))
    assert admitted(one, "203.0.113.1", LIMIT) == LIMIT
    assert metric(other, "gatehouse_limits_gates") == 0 and metric(other, "gatehouse_limits_unreadable_total") == 0
    assert admitted(other, "203.0.113.1", LIMIT) == LIMIT


def test_B11_the_password_comes_by_reference_and_a_wrong_one_is_an_event(make_gates, tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    redis = Redis(folder, password="right-hunter2")
    try:
        secret = tmp_path / "redis.url"
        secret.write_text(redis.url("wrong-hunter2"))
        secret.chmod(0o600)
        (gate,) = make_gates(1, f"ref+file://{secret}")
        assert eventually(lambda: kinds(gate) == ["limits_alone"])
        log = (gate.run_dir / "events.jsonl").read_text()
        assert "WRONGPASS" in log and "hunter2" not in log and "hunter2" not in gate.command("status").stdout
        assert admitted(gate, "203.0.113.1", LIMIT + 1) == LIMIT
        secret.write_text(redis.url("right-hunter2"))
        kill(gate.daemon)  # which keeps what it resolved for five minutes
        assert eventually(lambda: gate.daemon and shared(gate))
    finally:
        redis.kill()


def make_certificates(folder):
    """An authority of our own, and a server's certificate for localhost."""
    def openssl(*words):
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=an authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", folder / "server.key", "-out", folder / "server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost\n")
    openssl("x509", "-req", "-in", folder / "server.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", folder / "names", "-out", folder / "server.pem")


def test_B11_tls_is_verified(make_gates, tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    make_certificates(folder)
    redis = Redis(folder, tls=folder)
    try:
        gates = make_gates(2, redis.url(), f", ca_file: {folder / 'ca.pem'}")
        assert eventually(lambda: all_share(gates))
        assert admitted(gates[0], "203.0.113.1", 20) == 20
        assert hears(gates[1], 20)
        assert admitted(gates[1], "203.0.113.1", LIMIT) == LIMIT - 20
        (stranger,) = make_gates(1, redis.url())
        assert eventually(lambda: kinds(stranger) == ["limits_alone"])
        assert "certificate is not trusted" in (stranger.run_dir / "events.jsonl").read_text()
    finally:
        redis.kill()


def test_B11_what_is_wrong_is_said_before_the_start(tmp_path):
    def check(limits: str, head: str = "") -> str:
        gate = ControlGate(tmp_path, f"{{ registry: {{}}, limits: {limits} }}", head + ROUTES)
        done = gate.command("check", check=False)
        assert done.returncode != 0, done.stdout
        return done.stderr + done.stdout

    assert "which Redis" in check("{ key: limits.key }")
    assert "has no 'key'" in check("{ redis: redis://localhost }")
    said = check("{ redis: 'http://:hunter2@cache', key: limits.key }")
    assert "not the URL of a Redis server" in said and "hunter2" not in said
    assert "interval" in check("{ redis: redis://localhost, key: limits.key, interval: 1s }")
    gate = ControlGate(tmp_path, "{ registry: {}, limits: { redis: redis://localhost, key: nowhere.key } }", ROUTES)
    refused = gate.command("up --detach", check=False)
    gate.stop()
    assert refused.returncode != 0 and "nowhere.key" in refused.stderr and "control.limits.key" in refused.stderr
    short = tmp_path / "nowhere.key"
    short.write_text("short")
    short.chmod(0o600)
    refused = gate.command("up --detach", check=False)
    gate.stop()
    assert refused.returncode != 0 and "shorter than 16 bytes" in refused.stderr, refused.stderr
