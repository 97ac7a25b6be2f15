"""Rows B9 and B13: HTTPS in production, and the six headers on every response, errors included."""

import ssl
import subprocess

import pytest
from product import assert_refused, assert_six_headers, free_port
from raw_http import Connection, message


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
upstreams: {{ dead: http://127.0.0.1:{free_port()} }}
body: {{ max_bytes: 1000 }}
cors: {{ origins: [https://dashboard.example] }}
routes:
  - {{ path: /status/*, auth: none }}
  - {{ path: /loud, auth: none }}
  - {{ path: /only-get, methods: [GET], auth: none }}
  - {{ path: /dead, auth: none, upstream: dead }}
  - {{ path: /once, auth: none, limit: 1/day }}
""")


@pytest.mark.parametrize("status", [200, 201, 204, 301, 304, 400, 403, 404, 500, 502, 503])
def test_B13_on_what_the_upstream_answers(gate, upstream, status):
    answer = gate.request("GET", f"/status/{status}")
    assert answer.status == status
    assert_six_headers(answer)


def test_B13_on_the_gates_own_refusals(gate, upstream):
    answers = {
        401: gate.request("GET", "/guarded"),
        405: gate.request("POST", "/only-get"),
        413: gate.request("POST", "/status/200", body=b"x" * 1001),
        502: gate.request("GET", "/dead"),
    }
    gate.request("GET", "/once")
    answers[429] = gate.request("GET", "/once")
    for status, answer in answers.items():
        assert answer.status == status, (status, answer.body)
        assert_six_headers(answer)
        assert answer.one("Content-Type") == "application/problem+json", status
    assert answers[405].one("Allow") == "GET"
    assert answers[401].one("WWW-Authenticate") == "Bearer"
    assert int(answers[429].one("Retry-After")) > 0


def test_B13_on_414(gate, upstream):
    for size in (16 * 1024, 20 * 1024, 40000):  # the gate's own bound, and nginx's
        answer = gate.request("GET", "/status/200?" + "x" * size)
        assert answer.status == 414
        assert answer.one("Content-Type") == "application/problem+json"
        assert_six_headers(answer)
    upstream.assert_untouched()


def test_B13_on_431(gate, upstream):
    for headers in ({"X-Large": "y" * 21000}, {f"X-Large-{n}": "y" * 15000 for n in range(8)}):
        answer = gate.request("GET", "/status/200", headers)
        assert answer.status == 431
        assert answer.one("Content-Type") == "application/problem+json" and answer.json()["status"] == 431
        assert_six_headers(answer)
    upstream.assert_untouched()


@pytest.mark.parametrize("data", [
    b"GARBAGE\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
    b"get / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /../ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n",
])
def test_B13_on_what_the_parser_itself_refuses(gate, upstream, data):
    with gate.connect() as connection:
        connection.send(data)
        answer = connection.response()
    assert 400 <= answer.status < 600
    assert_six_headers(answer)
    assert answer.one("Content-Type") == "application/problem+json"
    assert b"nginx" not in answer.body.lower() and b"<html" not in answer.body.lower()
    upstream.assert_untouched()


def test_B13_takes_the_place_of_the_services_own(gate, upstream):
    answer = gate.request("GET", "/loud")
    assert_six_headers(answer)
    assert answer.all("Access-Control-Allow-Origin") == []


def test_no_answer_tells_the_servers_version(gate, upstream):
    for target in ("/status/200", "/guarded", "/dead", "/%zz"):
        for value in gate.request("GET", target).all("Server"):
            assert not any(c.isdigit() for c in value), value


def test_THREATS_http_0_9_gets_nothing_of_the_service(gate, upstream):
    data = gate.raw(b"GET /status/200\r\n")
    upstream.assert_untouched()
    assert b"hunter2" not in data


# ---- B9


@pytest.fixture(scope="module")
def behind_a_proxy(make_gate, _upstream):
    """Production with TLS ended by a proxy at 127.0.0.2."""
    return make_gate(f"""
upstream: {_upstream.url}
tls: off
trusted_proxies: [127.0.0.2]
routes:
  - {{ path: /health, auth: none }}
""", environment="production")


def test_B9_plain_http_is_refused_in_production(behind_a_proxy, upstream):
    assert_refused(behind_a_proxy.request("GET", "/health"), 403, "HTTPS required in production")
    upstream.assert_untouched()


def test_B9_a_strangers_word_for_https_is_not_believed(behind_a_proxy, upstream):
    for headers in ({"X-Forwarded-Proto": "https"}, {"X-Forwarded-Ssl": "on"}, {"Front-End-Https": "on"}, {"Forwarded": "proto=https"},
                    {"X-Forwarded-Scheme": "https"}, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.2"}):
        assert_refused(behind_a_proxy.request("GET", "/health", headers), 403, "HTTPS required in production")
    upstream.assert_untouched()


def test_B9_the_trusted_proxys_word_counts(behind_a_proxy, upstream):
    def through(*protos):
        return behind_a_proxy.request("GET", "/health", [("X-Forwarded-For", "203.0.113.7")] + [("X-Forwarded-Proto", p) for p in protos],
                                      source="127.0.0.2")

    assert_refused(through("http"), 403, "HTTPS required in production")
    assert_refused(through("https", "http"), 403, "HTTPS required in production")
    assert_refused(through("https, http"), 403, "HTTPS required in production")
    assert_refused(through(), 403, "HTTPS required in production")
    upstream.assert_untouched()
    assert through("https").status == 200


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
                   check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def with_tls(make_gate, _upstream, certificate):
    return make_gate(f"""
upstream: {_upstream.url}
tls: {{ certificate: {certificate}/certificate.pem, key: {certificate}/key.pem }}
routes:
  - {{ path: /health, auth: none }}
""", environment="production", tls=True)


def over_tls(gate, certificate, version=None):
    context = ssl.create_default_context(cafile=str(certificate / "certificate.pem"))
    if version:
        context.minimum_version = context.maximum_version = version
    return Connection(gate.port, wrap=lambda plain: context.wrap_socket(plain, server_hostname="localhost"))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_B9_https_passes_in_production(with_tls, certificate, upstream, version):
    with over_tls(with_tls, certificate, version) as connection:
        connection.send(message("GET", "/health", host="localhost"))
        answer = connection.response()
    assert answer.status == 200
    assert_six_headers(answer)
    assert upstream.only.one("X-Forwarded-Proto") == "https"


def test_B9_plain_http_on_the_tls_port_is_refused_with_the_headers(with_tls, upstream):
    for method, target, body in (("GET", "/health", b""), ("POST", "/message", b"{}"), ("GET", "/_gatehouse/health", b"")):
        answer = with_tls.request(method, target, body=body)
        assert_refused(answer, 403, "HTTPS required in production")
        event = with_tls.event_of(answer)
        assert (event["reason"], event["path"], event["address"]) == ("https_required", target, "127.0.0.1")
    upstream.assert_untouched()


def test_B9_outside_production_the_tls_port_says_what_it_accepts(make_gate, _upstream, upstream):
    gate = make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /health, auth: none }}
""", tls=True)
    assert_refused(gate.request("GET", "/health"), 400, "This port accepts only HTTPS")
    upstream.assert_untouched()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_B9_old_tls_is_not_spoken(with_tls, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        Connection(with_tls.port, wrap=lambda plain: context.wrap_socket(plain))


def test_B9_production_without_tls_is_no_start(policy_file):
    done = policy_file("upstream: http://127.0.0.1:9\ntls: off\n", environment="production").command("up --detach", check=False)
    assert done.returncode == 2
    assert "Production without TLS" in done.stderr


def test_http_2_is_spoken_over_tls(with_tls, certificate, upstream):
    if subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.find("HTTP2") < 0:
        pytest.skip("this curl speaks no HTTP/2")
    done = subprocess.run(["curl", "--silent", "--include", "--http2", "--cacert", certificate / "certificate.pem", f"https://localhost:{with_tls.port}/health"],
                          capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("HTTP/2 200")
    assert "x-frame-options: DENY" in done.stdout
    guarded = subprocess.run(["curl", "--silent", "--include", "--http2", "--cacert", certificate / "certificate.pem", f"https://localhost:{with_tls.port}/x"],
                             capture_output=True, text=True, timeout=60, check=True)
    assert guarded.stdout.startswith("HTTP/2 401")
    assert "www-authenticate: Bearer" in guarded.stdout
