"""Health checks as balancers and orchestrators send them: HTTP/1.0, no Host, plain HTTP in production, no token. B9."""

import subprocess

import pytest
from product import SIX_HEADERS, assert_refused, eventually, free_port
from raw_http import statuses

PRODUCTION = """
upstream: {url}
trusted_proxies: [127.0.0.1]
routes:
  - {{ path: /health, methods: [GET, HEAD], auth: none, transport: any }}
  - {{ path: /open, methods: [GET], auth: none }}
"""


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    """In production, with TLS ended in front."""
    return make_gate(PRODUCTION.format(url=_upstream.url), environment="production")


# The bytes that each sends by default.
CHECKS = {
    "haproxy option httpchk": b"GET {} HTTP/1.0\r\n\r\n",
    "haproxy option httpchk OPTIONS": b"HEAD {} HTTP/1.0\r\n\r\n",
    "haproxy http-check send hdr Host": b"GET {} HTTP/1.1\r\nhost: gate\r\ncontent-length: 0\r\n\r\n",
    "keepalived HTTP_GET": b"GET {} HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 127.0.0.1:8443\r\n\r\n",
    "kubernetes httpGet": b"GET {} HTTP/1.1\r\nHost: 10.0.0.5:8443\r\nUser-Agent: kube-probe/1.29\r\nAccept: */*\r\nConnection: close\r\n\r\n",
    "AWS ELB": b"GET {} HTTP/1.1\r\nHost: 10.0.0.5\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\nAccept-Encoding: gzip, compressed\r\n\r\n",
    "Google": b"GET {} HTTP/1.1\r\nHost: 10.0.0.5\r\nConnection: Keep-alive\r\nUser-Agent: GoogleHC/1.0\r\n\r\n",
    "Azure": b"GET {} HTTP/1.1\r\nHost: 10.0.0.5:8443\r\nUser-Agent: Load Balancer Agent\r\nConnection: Close\r\n\r\n",
    "F5 BIG-IP http monitor": b"GET {} HTTP/1.0\r\n\r\n",
    "wget in a Docker HEALTHCHECK": b"GET {} HTTP/1.1\r\nHost: localhost:8443\r\nUser-Agent: Wget\r\nConnection: close\r\n\r\n",
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("path", ["/_gatehouse/health", "/_gatehouse/health/live", "/_gatehouse/health/ready"])
def test_B9_the_gates_own_health(gate, upstream, check, path):
    data = gate.raw(CHECKS[check].replace(b"{}", path.encode()))
    assert statuses(data) == [200], data
    for name, value in SIX_HEADERS.items():
        assert f"{name}: {value}".encode() in data
    upstream.assert_untouched()


@pytest.mark.parametrize("check", CHECKS)
def test_B9_a_service_that_is_asked_in_plain_HTTP_where_its_route_says_so(gate, upstream, check):
    data = gate.raw(CHECKS[check].replace(b"{}", b"/health"))
    assert statuses(data) == [200], data
    assert upstream.only.target == "/health"
    assert upstream.only.one("Host"), "HTTP/1.1 needs one, whatever the check said"


def test_B9_no_other_route_is_asked_in_plain_HTTP(gate, upstream):
    for target in ("/open", "/health/x", "/other", "/_gatehouse/health/x", "/_gatehouse/healthz", "/_gatehouse"):
        assert_refused(gate.request("GET", target), 403, "HTTPS required in production")
    assert gate.request("POST", "/_gatehouse/health", body=b"x").status == 405
    upstream.assert_untouched()


def test_a_Host_is_still_needed_where_the_protocol_has_one(gate, upstream):
    for request in (b"GET /_gatehouse/health HTTP/1.1\r\n\r\n", b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", b"GET /health HTTP/1.1\r\nHost:\r\n\r\n",
                    b"GET /health HTTP/1.0\r\nHost: a b\r\n\r\n", b"GET /health\r\n\r\n"):
        assert statuses(gate.raw(request)) in ([400], []), request
    upstream.assert_untouched()


def test_HTTP10_without_a_Host_opens_nothing_else(make_gate, _upstream, upstream, token):
    gate = make_gate(f"upstream: {_upstream.url}\nroutes:\n  - {{ path: /open, auth: none }}\n")
    assert b" 401 " in gate.raw(b"GET /closed HTTP/1.0\r\n\r\n")
    assert b" 401 " in gate.raw(b"GET /closed HTTP/1.0\r\nAuthorization: Bearer x.y.z\r\n\r\n")
    assert b" 400 " in gate.raw(b"GET //open HTTP/1.0\r\n\r\n")
    upstream.assert_untouched()
    assert b" 200 " in gate.raw(f"GET /closed HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    told = upstream.only
    assert told.one("Host") == f"127.0.0.1:{_upstream.port}"
    assert told.all("X-Forwarded-Host") == []


def test_B3_live_but_not_ready_without_any_key(make_gate):
    """The keys of the only issuer are fetched by the control daemon, from an address where nobody answers."""
    gate = make_gate(f"upstream: http://127.0.0.1:9\ncontrol: {{}}\ntokens: {{ issuer: i, audience: a, jwks_url: \"http://127.0.0.1:{free_port()}/keys\" }}\n")
    assert gate.request("GET", "/_gatehouse/health/live").status == 200
    for path in ("/_gatehouse/health", "/_gatehouse/health/ready"):
        answer = gate.request("GET", path)
        assert answer.status == 503 and answer.json()["detail"] == "The gate has not yet loaded any token issuer's keys"


HAPROXY = """
global
  stats socket FOLDER/admin.sock
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend in
  bind 127.0.0.1:PORT
  default_backend gates
backend gates
{checks}
  server gate GATE check inter 100ms fall 1 rise 1
"""


@pytest.mark.parametrize("checks", ["  option httpchk GET /health", "  option httpchk GET /_gatehouse/health", "  option httpchk HEAD /_gatehouse/health/ready",
                                    "  option httpchk\n  http-check send meth GET uri /health ver HTTP/1.1 hdr Host gate.example"])
def test_haproxy_sees_the_gate_up(gate, make_front, checks):
    front = make_front("haproxy", HAPROXY.format(checks=checks), gate.port)
    assert eventually(lambda: front.server_states() == {"gate": "UP"}), (front.server_states(), (front.folder / "front.out").read_text())
    assert front.ask("GET", "/health").status == 200


def test_haproxy_sees_what_is_down(gate, make_front):
    front = make_front("haproxy", HAPROXY.format(checks="  option httpchk GET /open"), gate.port)
    assert eventually(lambda: front.server_states() == {"gate": "DOWN"}), front.server_states()


def test_caddy_sees_the_gate_up(gate, make_front):
    front = make_front("caddy", "{\n admin off\n auto_https off\n}\nhttp://:PORT {\n bind 127.0.0.1\n reverse_proxy GATE {\n  health_uri /_gatehouse/health/ready\n"
                       "  health_interval 100ms\n }\n}\n", gate.port)
    assert eventually(lambda: front.ask("GET", "/health").status == 200)


@pytest.mark.parametrize("flags", [["--http1.0", "-H", "Host:"], ["--http1.0"], ["--head"], []])
def test_curl(gate, flags):
    done = subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", *flags, f"http://127.0.0.1:{gate.port}/_gatehouse/health"],
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "200"
