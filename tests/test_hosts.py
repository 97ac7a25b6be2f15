"""Several services behind one gate, told apart by host: each has its own upstream and its own rules. B1 A13, and the class "the path that was checked is not the path
that was served", for hosts."""

import ssl
import subprocess

import pytest
from product import ROOT, assert_refused, gatehouse


pytestmark = pytest.mark.usefixtures("nothing_recorded")


def policy(services, more: str = "") -> str:
    return f"""
upstream: {services['api'].url}
upstreams: {{ app: "{services['app'].url}" }}
unlisted: deny
trusted_proxies: [127.0.0.9/32]
{more}
routes:
  - {{ host: api.example, path: /*, require: {{ role: operator }} }}
  - {{ host: api.example, path: /open, auth: none }}
  - {{ host: [app.example, "*.apps.example"], path: /*, auth: none, upstream: app }}
  - {{ host: app.example, path: /private, auth: deny }}
  - {{ path: /health, auth: none, upstream: app }}
"""


@pytest.fixture(scope="module")
def gate(make_gate, services):
    return make_gate(policy(services))


def get(gate, host: str, target: str = "/data", *headers: str, **more):
    return gate.request("GET", target, [("Host", host), *(tuple(header.split(": ", 1)) for header in headers)], **more)


def untouched(services):
    for service in services.values():
        service.assert_untouched()


def test_B1_the_same_path_on_two_hosts_goes_to_two_services_by_two_rules(gate, services, token):
    assert get(gate, "app.example").status == 200
    assert services["app"].only.one("Host") == "app.example"
    services["api"].assert_untouched()
    services["app"].clear()
    assert_refused(get(gate, "api.example"), 401, "Missing authorization header")
    untouched(services)
    assert get(gate, "api.example", token=token).status == 200
    assert services["api"].only.one("Host") == "api.example"
    services["app"].assert_untouched()
    assert get(gate, "a.b.apps.example").status == 200 and services["app"].only.one("Host") == "a.b.apps.example"


@pytest.mark.parametrize("host", ["api.example", "API.Example", "api.example.", "api.example:8443", "Api.Example.:1", "api.example:"])
def test_B1_no_spelling_of_a_host_meets_other_rules(gate, services, host):
    assert_refused(get(gate, host), 401, "Missing authorization header")
    untouched(services)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "rebound.test", "apps.example", "xapi.example", "api.example.rebound.test", "[::1]:8443", "api.example.app"])
def test_B1_a_host_that_no_route_names_is_misdirected(gate, services, token, host):
    """Also a name that somebody points at the gate's address (DNS rebinding)."""
    answer = get(gate, host, token=token)
    assert_refused(answer, 421, "This host is not served here")
    untouched(services)
    event = gate.event_of(answer)
    assert (event["reason"], event["route"]) == ("host_unknown", "unlisted")
    assert event["details"] == host.removesuffix(":8443")
    assert get(gate, host, "/health").status == 200, "a route without a host is for all"


def test_the_event_names_the_route_with_its_host(gate):
    answer = get(gate, "app.example", "/private")
    assert_refused(answer, 403, "Access denied")
    assert gate.event_of(answer)["route"] == "app.example/private"


def test_HTTP_1_0_without_a_host_has_only_the_routes_of_all_hosts(gate, services):
    assert gate.raw(b"GET /health HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200")
    services["app"].clear()
    assert gate.raw(b"GET /data HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421")
    untouched(services)
    assert gate.raw(b"GET /data HTTP/1.0\r\nHost: app.example\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_B8_the_host_of_a_whole_url_counts_and_the_service_gets_it(gate, services):
    """RFC 9112 §3.2.2."""
    data = gate.raw(b"GET http://api.example/data HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 401")
    untouched(services)
    data = gate.raw(b"GET http://APP.example:99/data HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 200")
    assert services["app"].only.one("Host").lower() == "app.example:99"
    services["api"].assert_untouched()


@pytest.mark.parametrize("lines", [b"Host: app.example\r\nHost: api.example", b"Host: api.example\r\nHost: app.example", b"Host: app.example, api.example",
                                   b"Host: app.example\r\n Host: api.example", b"Host: app.example#.api.example", b"Host: app.example/api.example",
                                   b"Host: api.example@app.example", b"Host: app.example\x00.api.example", b"Host: app.example api.example"])
def test_B8_two_hosts_are_none(gate, services, lines):
    data = gate.raw(b"GET /data HTTP/1.1\r\n" + lines + b"\r\nConnection: close\r\n\r\n")
    assert data.startswith(b"HTTP/1.1 400"), data[:80]
    untouched(services)


def test_B8_only_the_first_request_of_a_connection_does_not_choose_the_rules_of_the_next(gate, services):
    with gate.connect() as connection:
        for host, status in (("app.example", 200), ("api.example", 401), ("rebound.test", 421), ("app.example", 200)):
            connection.send(f"GET /data HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert connection.response("GET").status == status, host
    services["api"].assert_untouched()


def test_B9_a_client_cannot_name_another_host_in_a_forwarding_header(gate, services):
    for header in ("X-Forwarded-Host: app.example", "Forwarded: for=192.0.2.1;host=app.example", "X-Original-Host: app.example", "X-Host: app.example"):
        assert_refused(get(gate, "api.example", "/data", header), 401, "Missing authorization header")
        assert_refused(get(gate, "api.example", "/data", header, source="127.0.0.9"), 401, "Missing authorization header")
    untouched(services)


def test_B9_with_proxy_host_a_trusted_proxy_names_the_host(make_gate, services):
    gate = make_gate(policy(services, "proxy_host: true"))
    header = "X-Forwarded-Host: app.example:443"
    assert get(gate, "inner.test", "/data", header, source="127.0.0.9").status == 200
    assert services["app"].only.one("X-Forwarded-Host") == "app.example:443"
    services["app"].clear()
    assert_refused(get(gate, "api.example", "/data", header), 401, "Missing authorization header")
    assert_refused(get(gate, "inner.test", "/data", header), 421, "This host is not served here")
    assert_refused(get(gate, "inner.test", "/data", source="127.0.0.9"), 421, "This host is not served here")
    assert_refused(get(gate, "app.example", "/data", "X-Forwarded-Host: api.example", source="127.0.0.9"), 401, "Missing authorization header")
    untouched(services)


def test_B1_a_second_path_on_another_host_is_refused(gate, services, token):
    def move(host, destination):
        return gate.request("MOVE", "/data", [("Host", host), ("Destination", destination)], token=token)

    assert move("app.example", "https://app.example/b").status == 200
    services["app"].clear()
    assert_refused(move("app.example", "/private"), 403, "Access denied")
    for destination in ("http://api.example/b", "http://a.apps.example/b", "http://rebound.test/b"):
        assert_refused(move("app.example", destination), 403, "Access denied")
    untouched(services)


def test_B10_a_preflight_for_an_unknown_host_is_not_answered(make_gate, services):
    gate = make_gate(policy(services, "cors: { origins: ['https://page.example'] }"))
    asked = [("Origin", "https://page.example"), ("Access-Control-Request-Method", "GET")]
    assert gate.request("OPTIONS", "/data", [("Host", "api.example"), *asked]).status == 204
    assert gate.request("OPTIONS", "/data", [("Host", "rebound.test"), *asked]).status == 421


def test_forward_auth_asks_about_the_host_of_the_question(gate, services):
    def ask(**headers):
        items = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return gate.request("GET", "/_gatehouse/auth", items, source="127.0.0.9").status

    question = {"X_Original_URI": "/data", "X_Original_Method": "GET"}
    assert ask(Host="gate.inner", X_Original_Host="app.example:8443", **question) == 204
    assert ask(Host="app.example", X_Original_Host="api.example", X_Forwarded_Host="app.example", **question) == 401
    assert ask(Host="app.example", X_Original_Host="rebound.test", **question) == 403, "nginx's auth_request knows no 421"
    assert ask(Host="gate.inner", **question) == 403
    untouched(services)


@pytest.fixture(scope="module")
def tls_gate(make_gate, services):
    return make_gate(policy(services), tls=True)


def curl(gate, host: str, *more, version: str = "--http2") -> str:
    done = subprocess.run(["curl", "--silent", "--insecure", version, "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}", "--resolve",
                           f"{host}:{gate.port}:127.0.0.1", *more, f"https://{host}:{gate.port}/data"], capture_output=True, text=True, timeout=60)
    return done.stdout


def test_over_http_2_the_authority_counts(tls_gate, services):
    assert curl(tls_gate, "app.example") == "2 200"
    assert services["app"].only.one("Host") == f"app.example:{tls_gate.port}"
    services["app"].clear()
    assert curl(tls_gate, "api.example") == "2 401"
    assert curl(tls_gate, "rebound.test") == "2 421"
    assert curl(tls_gate, "API.EXAMPLE.") == "2 401"
    untouched(services)
    assert curl(tls_gate, "app.example", version="--http1.1") == "1.1 200"


def status_over_http_2(gate, *fields: bytes) -> int:
    """GET /data with these header fields, as they are (RFC 7541, nothing compressed)."""
    context = ssl._create_unverified_context()
    context.set_alpn_protocols(["h2"])

    def frame(kind, flags, stream, payload):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    headers, settings, end = 1, 4, 5  # end of the headers, and of the stream
    with gate.connect(wrap=context.wrap_socket) as connection:
        connection.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(settings, 0, 0, b"") + frame(headers, end, 1, b"\x82\x87\x04\x05/data" + b"".join(fields)))
        while True:
            head = connection.exactly(9)
            payload = connection.exactly(int.from_bytes(head[:3], "big"))
            if head[3] != headers:
                continue
            known = {0x88: 200, 0x89: 204, 0x8C: 400, 0x8D: 404, 0x8E: 500}
            return known[payload[0]] if payload[0] in known else int(payload[2:5])


def authority(host: bytes) -> bytes:
    return b"\x01" + bytes([len(host)]) + host


def host_field(host: bytes) -> bytes:
    return b"\x0f\x17" + bytes([len(host)]) + host


def test_B8_over_http_2_two_hosts_never_part_rules_and_service(tls_gate, services):
    app, api = b"app.example", b"api.example"
    for first, second in ((authority, host_field), (host_field, authority), (authority, authority), (host_field, host_field)):
        assert status_over_http_2(tls_gate, first(app), second(api)) == 400, (first, second)
        assert status_over_http_2(tls_gate, first(api), second(app)) == 400, (first, second)
    untouched(services)


def test_over_http_2_a_host_field_alone_counts(tls_gate, services):
    assert status_over_http_2(tls_gate, authority(b"app.example")) == 200
    assert status_over_http_2(tls_gate, host_field(b"app.example")) == 200
    assert [record.one("Host") for record in services["app"].records] == ["app.example"] * 2
    assert status_over_http_2(tls_gate, host_field(b"api.example")) == 401
    assert status_over_http_2(tls_gate, authority(b"rebound.test")) == 421


def test_THREATS_the_name_of_the_certificate_does_not_choose_the_rules(tls_gate, services):
    """The name in the TLS handshake is app.example, the request is for api.example."""
    assert curl(tls_gate, "app.example", "-H", "Host: api.example") == "2 401"
    assert curl(tls_gate, "app.example", "-H", "Host: api.example", version="--http1.1") == "1.1 401"
    untouched(services)


def test_the_login_is_on_every_host(make_gate, services):
    """A host's /* does not hide it, and people log in on each host, since a browser keeps a cookie for one."""
    gate = make_gate(f"""
upstream: {services['api'].url}
control: {{ people: {{}} }}
routes:
  - {{ host: app.example, path: /*, auth: session }}
""")
    for host in ("app.example", "gate.test"):
        answer = get(gate, host, "/_gatehouse/login")
        assert answer.status == 200 and b"password" in answer.body, host
    answer = get(gate, "app.example", "/data", "Accept: text/html", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert answer.status == 303 and answer.one("Location").startswith("/_gatehouse/login")
    assert get(gate, "gate.test", "/data").status == 421
    untouched(services)


def test_explain_takes_the_host(gate):
    def explain(*arguments):
        return gate.command("explain", *arguments, check=False).stdout.splitlines()[-1]

    assert explain("GET", "https://app.example/data") == f"allowed, goes to app (http://{'127.0.0.1'}:{gate_port(gate)})"
    assert explain("GET", "/data", "-H", "Host: app.example:8443").startswith("allowed, goes to app")
    assert explain("GET", "https://api.example/data").startswith("refused 401")
    assert explain("GET", "https://api.example/data", "-H", "Host: app.example").startswith("refused 401"), "as in HTTP"
    assert explain("GET", "/data").startswith("refused 421 host_unknown: This host is not served here")


def gate_port(gate) -> str:
    return gate.file.read_text().split('app: "http://127.0.0.1:')[1].split('"')[0]


def test_check_refuses_what_is_no_host(policy_file):
    for host, fault in (("api.example:8443", "A host has no port"), ("https://api.example", "A host has no scheme"), ("api.*", "'*' stands for whole labels, once, at the start")):
        gate = policy_file(f'upstream: http://127.0.0.1:1\nroutes:\n  - {{ host: "{host}", path: /a }}\n')
        done = gatehouse("check", gate.file, check=False)
        assert done.returncode == 1 and fault in done.stderr, done.stderr
    gate = policy_file("upstream: http://127.0.0.1:1\nroutes:\n  - { host: a.example, path: /a }\n  - { host: A.example, path: /a/ }\n")
    assert "The path has two routes for any method: 'a.example/a/'" in gatehouse("check", gate.file, check=False).stderr


def test_the_readmes_policy_for_several_services_is_right(policy_file, keys):
    section = (ROOT / "README.md").read_text().partition("## Several services, one gate")[2].partition("\n## ")[0]
    gate = policy_file("")
    gate.file.write_text(section.partition("```yaml\n")[2].partition("```")[0].replace("keys/registry_public_key.pem", str(keys.public)))
    assert gatehouse("check", gate.file).stdout.startswith("ok ")
