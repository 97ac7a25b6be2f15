"""Row A14: the metrics, read as Prometheus reads them, checked by its own promtool."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate  # noqa: E402
from people_support import Person, add_user  # noqa: E402
from product import ROOT, eventually, free_port  # noqa: E402
from upstream import Upstream  # noqa: E402

ROUTES = """\
routes:
  - { path: /open, auth: none }
  - { path: /narrow, auth: none, limit: 2/minute }
  - { path: /app/*, auth: session }
"""
DEPLOY = ROOT / "deploy" / "prometheus"
needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's package prometheus is not installed")


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    service = Upstream()
    folder = tmp_path_factory.mktemp("metrics")
    (folder / "limits.key").write_text("no Redis answers, so this gate counts by itself")
    (folder / "limits.key").chmod(0o600)
    gate = ControlGate(folder, "{ registry: {}, people: {}, metrics: true, watch: {}, alerts: [{ name: told, command: [/bin/true] }], "
                       "limits: { redis: 'redis://127.0.0.1:1', key: limits.key } }", ROUTES, service.url)
    yield gate.start()
    gate.stop()
    service.close()


@pytest.fixture(scope="module")
def token(gate):
    return gate.token(gate.enrol(900, "--role", "metrics"), 900)


def samples(text: str) -> dict[str, float]:
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if not line.startswith("#")}


def scrape(gate, token) -> dict[str, float]:
    answer = gate.request("GET", "/_gatehouse/metrics", token=token)
    assert answer.status == 200, answer
    return samples(answer.body.decode())


def test_A14_metrics_are_for_the_role_and_nobody_else(gate, token):
    assert gate.request("GET", "/_gatehouse/metrics").status == 401
    other = gate.token(gate.enrol(14, "--role", "operator"), 14)
    assert gate.request("GET", "/_gatehouse/metrics", token=other).status == 403
    assert gate.request("GET", "/_gatehouse/metrics", token=token).status == 200
    assert gate.request("POST", "/_gatehouse/metrics", token=token).status == 405
    assert Person(gate, add_user(gate, "operator")).logged_in().request("GET", "/_gatehouse/metrics").status == 403
    assert Person(gate, add_user(gate, "admin")).logged_in().request("GET", "/_gatehouse/metrics").status == 200


def test_A14_there_is_no_such_page_unless_the_policy_says_so(tmp_path):
    gate = ControlGate(tmp_path, "{ registry: {}, metrics: false }", "unlisted: deny\n" + ROUTES.replace("auth: session", "auth: token"))
    try:
        gate.start()
        assert gate.request("GET", "/_gatehouse/metrics").status == 403
    finally:
        gate.stop()


def test_A14_requests_are_counted_by_route_decision_and_reason(gate, token):
    allowed = 'gatehouse_requests_total{route="/open",decision="allowed",reason="allowed"}'
    limited = 'gatehouse_requests_total{route="/narrow",decision="refused",reason="rate_limited"}'
    unlisted = 'gatehouse_requests_total{route="unlisted",decision="refused",reason="token_missing"}'
    unreadable = [name for name in scrape(gate, token) if 'reason="path_ambiguous"' in name]
    assert unreadable == []
    before = scrape(gate, token)
    for _ in range(3):
        assert gate.request("GET", "/open").status == 200
    assert [gate.request("GET", "/narrow").status for _ in range(4)] == [200, 200, 429, 429]
    assert gate.request("GET", "/nowhere").status == 401
    assert gate.request("GET", "/a/%2e%2e/b").status == 400
    assert eventually(lambda: scrape(gate, token).get(unlisted, 0) > before.get(unlisted, 0))
    after = scrape(gate, token)
    assert after[allowed] - before.get(allowed, 0) == 3
    assert after[limited] - before.get(limited, 0) == 2
    assert after[unlisted] - before.get(unlisted, 0) == 1
    assert sum(value for name, value in after.items() if 'reason="path_ambiguous"' in name) == 1


def test_A14_latencies_are_histograms_of_one_request_in_sixteen(gate, token):
    timed = 'gatehouse_request_duration_seconds_count{stage="request"}'
    before = scrape(gate, token)[timed]
    for _ in range(300):
        assert gate.request("GET", "/open").status == 200
    after = scrape(gate, token)
    assert 0 < after[timed] - before < 100
    for stage in ("admit", "upstream", "request"):
        buckets = [value for name, value in after.items() if name.startswith("gatehouse_request_duration_seconds_bucket") and f'"{stage}"' in name]
        assert buckets == sorted(buckets) and buckets[-1] == after[f'gatehouse_request_duration_seconds_count{{stage="{stage}"}}']


def test_C15_blocks_events_keys_and_queues_are_told(gate, token):
    before = scrape(gate, token)
    gate.command("block add 192.0.2.7 --for 1h")
    after = scrape(gate, token)
    assert after['gatehouse_blocks{kind="address"}'] == before['gatehouse_blocks{kind="address"}'] + 1
    assert after["gatehouse_events_written_total"] > before["gatehouse_events_written_total"]
    assert after['gatehouse_signing_keys{use="registry",state="active"}'] == 1
    assert 0 <= after['gatehouse_signing_key_age_seconds{use="session"}'] < 600
    assert after['gatehouse_queue_length{queue="password_hashes"}'] == 0
    assert after["gatehouse_database_up"] == 1
    gate.command("block remove 192.0.2.7")


def test_A14_no_label_takes_a_value_that_a_client_chooses(gate, token):
    """However many paths, methods and names strangers make up: the page stays as long as it was."""
    def lines():
        return len(scrape(gate, token))

    def strange(number):
        gate.request("GET", f"/strange/{number}", User_Agent=f"client-{number}", X_Forwarded_For=f"203.0.113.{number}")
        gate.request("PROPFIND", f"/strange/{number}")
        Person(gate, f"nobody{number}").log_in()

    strange(0)
    first = lines()
    for number in range(1, 8):
        strange(number)
    assert lines() == first


@needs_promtool
def test_A14_promtool_finds_nothing_wrong_with_the_metrics(gate, token):
    text = gate.request("GET", "/_gatehouse/metrics", token=token).body
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert done.returncode == 0 and not done.stdout + done.stderr, done


@needs_promtool
def test_A14_promtool_checks_the_alert_rules_and_each_one_fires(gate, token):
    for words in ["check rules gatehouse-rules.yml", "test rules gatehouse-rules-test.yml", "check config --syntax-only prometheus.yml"]:
        done = subprocess.run(["promtool", *words.split()], cwd=DEPLOY, capture_output=True, text=True)
        assert done.returncode == 0, done


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\bgatehouse_[a-z_]+", text))


def test_A14_rules_and_dashboard_ask_for_what_there_is(gate, token):
    page = gate.request("GET", "/_gatehouse/metrics", token=token).body.decode()
    there = names_in(page)
    dashboard = (ROOT / "deploy" / "grafana" / "gatehouse.json").read_text()
    asked = names_in((DEPLOY / "gatehouse-rules.yml").read_text()) | names_in(" ".join(
        target["expr"] for panel in json.loads(dashboard)["panels"] for target in panel["targets"]))
    assert len(asked) > 8 and asked <= there, asked - there
    families = set(re.findall(r"^# TYPE (\S+)", page, re.M))
    written = names_in((ROOT / "doc" / "metrics.md").read_text())
    assert families <= written, families - written


@pytest.mark.skipif(shutil.which("prometheus") is None, reason="Debian's package prometheus is not installed")
def test_A14_prometheus_scrapes_with_a_token_from_the_registry(gate, tmp_path):
    """It enrols like any droplet, gets its own tokens, and asks for the metrics with them."""
    secret = gate.enrol(901, "--role", "metrics")
    (tmp_path / "secret").write_text(secret)
    port = free_port()
    (tmp_path / "prometheus.yml").write_text(f"""\
global: {{ scrape_interval: 1s }}
scrape_configs:
  - job_name: gatehouse
    metrics_path: /_gatehouse/metrics
    oauth2:
      client_id: droplet-901
      client_secret_file: {tmp_path / 'secret'}
      token_url: http://127.0.0.1:{gate.port}/oauth/token
    static_configs: [{{ targets: ["127.0.0.1:{gate.port}"] }}]
""")
    with open(tmp_path / "log", "w") as log:
        prometheus = subprocess.Popen(["prometheus", f"--config.file={tmp_path / 'prometheus.yml'}", f"--storage.tsdb.path={tmp_path / 'data'}",
                                       f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)

    def ask(query):
        url = f"http://127.0.0.1:{port}/api/v1/query?" + urllib.parse.urlencode({"query": query})
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return json.load(answer)["data"]["result"]
        except OSError:
            return []

    try:
        assert eventually(lambda: ask("gatehouse_database_up")), (tmp_path / "log").read_text()
        assert ask("gatehouse_database_up")[0]["value"][1] == "1"
        assert float(ask("time() - gatehouse_control_start_time_seconds")[0]["value"][1]) < 3600
    finally:
        prometheus.terminate()
        prometheus.wait(10)
