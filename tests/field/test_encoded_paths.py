"""Paths with encoded delimiters as GitLab, npm, RabbitMQ, Argo CD and others send them, on routes that say how their service reads them; and
that everything which the threat list names stays shut there (RFC 3986 §2.2, §6.2.2.2; row B8)."""

import http.client
import json
import pathlib
import shutil
import subprocess
import sys

import pytest
from product import assert_refused

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from readers import readings, resolved  # noqa: E402
from test_path import AMBIGUOUS, TRICKS  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, tmp_path_factory):
    base = tmp_path_factory.mktemp("data")
    (base / "report.txt").write_text("fine")
    (base / "passwd").symlink_to("/etc/passwd")
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: "/api/v4/projects/{{id}}/*", auth: none, path_reading: literal }}
  - {{ path: "/api/v4/projects/{{id}}/members", require: {{ role: admin }}, path_reading: literal }}
  - {{ path: "/npm/{{package}}", auth: none, path_reading: literal }}
  - {{ path: "/npm/{{package}}/*", auth: none, path_reading: literal }}
  - {{ path: "/api/queues/%2F/{{name}}", auth: none, path_reading: literal }}
  - {{ path: "/api/v1/clusters/{{server}}", auth: none, path_reading: literal }}
  - {{ path: /store/*, auth: none, path_reading: literal }}
  - {{ path: /shop/*, auth: none, path_reading: decoded }}
  - {{ path: /public/*, auth: none, path_reading: literal }}
  - {{ path: /public, auth: none, path_reading: literal }}
  - {{ path: /open/*, auth: none, path_reading: decoded }}
  - {{ path: /strict/*, auth: none }}
  - {{ path: "/files/{{name}}", auth: none, path_reading: literal, file: {{ path: name, base: {base} }} }}
  - {{ path: /admin, require: {{ role: admin }} }}
  - {{ path: /admin/*, require: {{ role: admin }} }}
""")


def send(gate, target: str):
    return gate.request("GET", target)


CLIENTS = {
    "GitLab, a project": "/api/v4/projects/group%2Fproject/issues?state=opened",
    "GitLab, a file": "/api/v4/projects/group%2Fsub%2Fproject/repository/files/app%2Fmodels%2Fkey%2Erb/raw?ref=main",
    "GitLab, a branch": "/api/v4/projects/7/repository/branches/feature%2F%231",
    "npm, a package": "/npm/@scope%2fname",
    "npm, its archive": "/npm/@scope%2Fname/-/name-1.0.0.tgz",
    "RabbitMQ, the default vhost": "/api/queues/%2F/orders",
    "RabbitMQ, in small letters": "/api/queues/%2f/orders%23dead",
    "Argo CD, a cluster": "/api/v1/clusters/https%3A%2F%2Fkubernetes.default.svc",
    "an S3-like key": "/store/backups//2026/100%25.tar%3Bv2",
    "a file's name": "/store/what%3F%20%23%31.txt",
    "Keycloak, a user name": "/store/users/DOMAIN%3Buser",
    "Elasticsearch, date mathematics": "/store/%3Clogs-%7Bnow%2Fd%7D%3E/_search",
    "Jira, a matrix parameter": "/store/issues;expand=names/7",
    "a session in the path": "/shop/cart;jsessionid=A1B2C3?x=1",
    "a base URL with a slash at its end": "/shop//cart//7",
    "a slash too many at the front": "//shop/cart",
    "a slash that the service decodes": "/shop/a%2Fb",
    "tilde, encoded": "/strict/%7Euser/%2Dx%5Fy%2Etxt",
    "letters, encoded": "/strict/%63%61%66%C3%A9",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_what_real_clients_send_reaches_the_service_byte_for_byte(gate, upstream, client):
    answer = send(gate, CLIENTS[client])
    assert answer.status == 200, (answer.status, answer.body)
    assert upstream.only.target == CLIENTS[client]


def test_the_rules_see_the_reading_of_the_route(gate, upstream, token):
    for target in ("/api/v4/projects/group%2Fproject/members", "/api/v4/projects/7/members", "/api/v4/projects/7/%6Dembers"):
        assert send(gate, target).status == 401
        assert gate.request("GET", target, token=token).status == 403
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/strict/a%2Fb", "/strict/a%23b", "/strict/a;b", "/strict//b", "/strict/100%25", "/strict/a%3Fb"])
def test_B8_a_route_that_says_nothing_takes_none_of_it(gate, upstream, target):
    assert_refused(send(gate, target), 400, AMBIGUOUS)
    upstream.assert_untouched()


@pytest.mark.parametrize("target", ["/public%2F..%2Fadmin", "/admin%2Fx", "/public;/../admin", "/api/v4/projects/7%2Fmembers", "/admin;x=1", "/;/admin", "//admin", "//public/admin",
                                    "/admin%23", "/admin%3Fx", "/%61dmin%2Fx", "/admin//", "/shop%2F..%2Fadmin", "//open/admin", "/%2Fpublic%2Fadmin", "/files/..%2Fx",
                                    "/files/x%2F..%2Fy", "/files/%2Fetc%2Fpasswd", "/open/..%2fadmin", "/public/%252e%252e%252fadmin", "/store/a%5C..%5Cb", "/store/a%00"])
def test_THREATS_no_word_of_a_route_opens_another(gate, upstream, target):
    assert 400 <= send(gate, target).status < 500
    upstream.assert_untouched()


@pytest.mark.parametrize("name", ["passwd", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "report.txt%00", "%2Fetc%2Fpasswd", "C:%5cx", "%252e%252e%252fetc", "report.txt;x%2f..%2fy"])
def test_B8_a_name_that_leads_outside_stays_refused(gate, upstream, name):
    assert send(gate, f"/files/{name}").status in (400, 403)
    upstream.assert_untouched()


def assert_harmless(record, target: bytes):
    """It is what was sent, and no reader whatsoever is led to the guarded path."""
    assert record.target.encode("latin-1") == target
    for path in readings(target):
        segments = path.split(b"/")
        assert b".." not in segments and b"." not in segments, (target, path)
        assert not resolved(path).startswith(b"/admin"), (target, path)


@pytest.mark.parametrize("start", ["/public", "/open", "/store", "/shop"])
def test_THREATS_the_tricks_of_the_path_class_where_a_route_takes_delimiters(gate, upstream, start):
    for trick in TRICKS:
        for target in {trick, trick.replace("/public", start), start + trick}:
            upstream.clear()
            gate.raw(b"GET " + target.encode() + b" HTTP/1.1\r\nHost: gate.example\r\nConnection: close\r\n\r\n")
            assert not upstream.broken, target
            for record in upstream.records:
                assert_harmless(record, target.encode())


@pytest.mark.parametrize("start", [b"/public", b"/open"])
def test_THREATS_published_bypasses_where_a_route_takes_delimiters(gate, upstream, corpora, start):
    tricks = set()
    for name in ("midpaths", "endpaths"):
        tricks |= set((corpora / "http_edge" / "nomore403" / name).read_bytes().split(b"\n"))
    passed = 0
    for trick in sorted(tricks):
        for target in (start + b"/" + trick + b"/admin", b"/admin" + trick, start + trick + b"admin", b"/" + trick + b"/admin"):
            upstream.clear()
            data = gate.raw(b"GET " + target + b" HTTP/1.1\r\nHost: gate.example\r\nConnection: close\r\n\r\n")
            assert not upstream.broken, target
            for record in upstream.records:
                passed += 1
                assert_harmless(record, target)
            if not upstream.records:
                assert data.startswith(b"HTTP/1.1 4"), (target, data[:100])
    assert passed > 0


def test_explain_says_how_the_path_was_read(gate):
    done = gate.command("explain", "GET", "/api/v4/projects/group%2Fproject/issues")
    assert "allowed" in done.stdout
    refused = gate.command("explain", "GET", "/admin%2Fx", check=False)
    assert refused.returncode == 1 and "path_ambiguous" in refused.stdout


@pytest.mark.parametrize("line", ["path_reading: loose", "path_reading: [literal]", "path_reading: true"])
def test_a_wrong_word_is_refused_with_its_place(policy_file, line):
    done = policy_file(f"upstream: http://127.0.0.1:9\nroutes:\n  - {{ path: /x, {line} }}\n").command("check", check=False)
    assert done.returncode == 1
    assert "gatehouse.yaml:" in done.stderr and "path_reading" in done.stderr, done.stderr


def test_another_proxys_question_is_read_as_the_route_says(make_gate, upstream):
    gate = make_gate(f"""
upstream: {upstream.url}
trusted_proxies: [127.0.0.1]
forward_auth: {{ path: /_gatehouse/auth }}
routes:
  - {{ path: "/projects/{{id}}", auth: none, path_reading: literal }}
  - {{ path: /admin, auth: deny }}
  - {{ path: /open/*, auth: none }}
""")

    def ask(uri):
        answer = gate.request("GET", "/_gatehouse/auth", {"X-Original-URI": uri, "X-Original-Method": "GET", "X-Original-Host": "gate.example", "X-Original-Upgrade": "none"})
        return int(next(iter(answer.all("X-Gatehouse-Status")), answer.status))

    assert ask("/projects/group%2Fproject") == 204
    assert ask("/open/%7Euser") == 204
    assert ask("/open/a%2Fb") == 400
    assert ask("/projects/..%2Fadmin") == 400
    assert ask("/%61dmin") == 403


# ---- real clients


def test_curl(gate, upstream):
    for target in ("/api/v4/projects/group%2Fproject/issues", "/strict/%7Euser", "/shop//cart;v=1"):
        upstream.clear()
        done = subprocess.run(["curl", "--silent", "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code}", f"http://127.0.0.1:{gate.port}{target}"],
                              capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout == "200"
        assert upstream.only.target == target


def test_nodes_fetch(gate, upstream):
    script = f"fetch('http://127.0.0.1:{gate.port}/api/v4/projects/' + encodeURIComponent('group/project #1') + '/issues').then(a => console.log(a.status))"
    done = subprocess.run([shutil.which("node"), "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "200\n"
    assert upstream.only.target == "/api/v4/projects/group%2Fproject%20%231/issues"


def test_javas_client(gate, upstream):
    url = f"http://127.0.0.1:{gate.port}/api/queues/%2F/orders"
    done = subprocess.run(["java", "-XX:TieredStopAtLevel=1", HERE / "java" / "Ask.java", url], capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("GET 200 "), done.stdout + done.stderr
    assert {record.target for record in upstream.records} == {"/api/queues/%2F/orders"}


def test_pythons_client(gate, upstream):
    client = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=60)
    client.request("GET", "/npm/@scope%2fname")
    assert client.getresponse().status == 200
    assert upstream.only.target == "/npm/@scope%2fname"


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm on this machine")
def test_npm_asks_for_a_scoped_package(gate, upstream, tmp_path):
    """The service answers no packument, so npm fails; what counts is what it asked for, and that it got there."""
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "npm_config_cache": str(tmp_path / "cache")}
    subprocess.run(["npm", "view", "@scope/name", "version", f"--registry=http://127.0.0.1:{gate.port}/npm/", "--fetch-retries=0", "--no-update-notifier"],
                   capture_output=True, text=True, timeout=120, env=environment)
    assert [record.target for record in upstream.records if "scope" in record.target] == ["/npm/@scope%2fname"]
