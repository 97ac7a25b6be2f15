"""What balancers write about the client: addresses with ports, schemes of WebSockets, lists over several hops, RFC 7239. B9, B11, A9."""

import json
import pathlib
import sys
import urllib.parse

import pytest
from product import assert_refused, eventually
from raw_http import Connection, message

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_gate import ControlGate
from people_support import PASSWORD, add_user

POLICY = """
upstream: {url}
trusted_proxies: [127.0.0.1, 10.0.0.0/8]
{more}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /limited, auth: none, limit: 1/minute }}
"""


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(POLICY.format(url=_upstream.url, more=""), environment="production")


def told(gate, upstream, headers, target="/open", **more):
    upstream.clear()
    answer = gate.request("GET", target, headers, **more)
    assert answer.status == 200, answer.body
    return upstream.only


AZURE = [("X-Forwarded-For", "203.0.113.7:51234"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "443"), ("X-Original-Host", "app.example")]
FORMS = {
    "Azure Application Gateway": (AZURE, "203.0.113.7"),
    "Azure, IPv6": ([("X-Forwarded-For", "[2001:db8::7]:51234"), ("X-Forwarded-Proto", "https")], "2001:db8::7"),
    "AWS ALB": ([("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "443")], "203.0.113.7"),
    "AWS ALB with client ports": ([("X-Forwarded-For", "198.51.100.1, 203.0.113.7:4711"), ("X-Forwarded-Proto", "https")], "203.0.113.7"),
    "CloudFront before ALB": ([("X-Forwarded-For", "203.0.113.7, 10.1.2.3"), ("X-Forwarded-Proto", "https")], "203.0.113.7"),
    "two hops that append": ([("X-Forwarded-For", "203.0.113.7, 10.1.2.3"), ("X-Forwarded-Proto", "https,http")], "203.0.113.7"),
    "a WebSocket's scheme": ([("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "wss")], "203.0.113.7"),
    "lines of their own": ([("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-For", "10.1.2.3"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "http")], "203.0.113.7"),
    "Forwarded": ([("Forwarded", "for=203.0.113.7;proto=https;by=10.0.0.1")], "203.0.113.7"),
    "Forwarded, IPv6 with port": ([("Forwarded", 'For="[2001:db8::7]:4711";Proto=https')], "2001:db8::7"),
    "Forwarded over two hops": ([("Forwarded", "for=203.0.113.7;proto=https, for=10.1.2.3;proto=http")], "203.0.113.7"),
    "no port, no list, lower case": ([("x-forwarded-for", "203.0.113.7"), ("x-forwarded-proto", "HTTPS")], "203.0.113.7"),
}


@pytest.mark.parametrize("form", FORMS)
def test_B9_the_client_and_its_scheme_are_read(gate, upstream, form):
    headers, address = FORMS[form]
    seen = told(gate, upstream, headers)
    assert seen.one("X-Forwarded-For") == address
    assert seen.one("X-Real-IP") == address
    assert seen.one("X-Forwarded-Proto") == "https"
    assert seen.all("Forwarded") == []


@pytest.mark.parametrize("address", ["unknown", "", "_hidden", "client.example", "203.0.113.7:http", "[2001:db8::7"])
def test_B9_an_address_that_can_not_be_read_makes_nothing_plain(gate, upstream, address):
    seen = told(gate, upstream, [("X-Forwarded-For", address), ("X-Forwarded-Proto", "https")])
    assert (seen.one("X-Forwarded-For"), seen.one("X-Forwarded-Proto")) == ("127.0.0.1", "https")
    answer = gate.request("GET", "/open", [("X-Forwarded-For", address), ("X-Forwarded-Proto", "http")])
    assert_refused(answer, 403, "HTTPS required in production")


@pytest.mark.parametrize("headers", [
    [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https,http")],  # the first word is the client's own
    [("X-Forwarded-For", "198.51.100.1, 203.0.113.7, 10.0.0.2"), ("X-Forwarded-Proto", "https,http,http")],
    [("X-Forwarded-For", "203.0.113.7, 10.0.0.2, 10.0.0.3"), ("X-Forwarded-Proto", "https,http")],
    [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "ws")],
    [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "on")],
    [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "http"), ("Forwarded", "for=203.0.113.7;proto=https")],
    [("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7;proto=https")],
    [("Forwarded", "for=203.0.113.7;proto=https, for=198.51.100.9;proto=http")],
    [("Forwarded", 'for=203.0.113.7;proto=http;host="x, for=9.9.9.9;proto=https"')],
    [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Ssl", "on"), ("Front-End-Https", "on"), ("X-Url-Scheme", "https")]])
def test_THREATS_nobody_talks_the_gate_into_https(gate, upstream, headers):
    assert_refused(gate.request("GET", "/open", headers), 403, "HTTPS required in production")
    upstream.assert_untouched()


def test_THREATS_a_stranger_is_not_believed(gate, upstream):
    for headers, _ in FORMS.values():
        assert_refused(gate.request("GET", "/open", headers, source="127.0.0.9"), 403, "HTTPS required in production")
    upstream.assert_untouched()


def test_B11_clients_with_ports_have_a_bucket_each(gate, upstream):
    def ask(address):
        return gate.request("GET", "/limited", [("X-Forwarded-For", address), ("X-Forwarded-Proto", "https")]).status

    assert [ask("203.0.113.21:1"), ask("203.0.113.22:1"), ask("203.0.113.21:2"), ask("203.0.113.21")] == [200, 200, 429, 429]
    assert [ask("198.51.100.1, 203.0.113.23:9"), ask("198.51.100.2, 203.0.113.23:8")] == [200, 429], "what the client wrote gives it no other bucket"


def test_THREATS_which_header_counts_can_be_said(make_gate, _upstream, upstream):
    gate = make_gate(POLICY.format(url=_upstream.url, more="proxy_headers: forwarded"), environment="production")
    lies = [("X-Forwarded-For", "198.51.100.66"), ("X-Forwarded-Proto", "https")]
    assert_refused(gate.request("GET", "/open", [*lies, ("Forwarded", "for=203.0.113.7;proto=http")]), 403, "HTTPS required in production")
    assert told(gate, upstream, [*lies, ("Forwarded", "for=203.0.113.7;proto=https")]).one("X-Forwarded-For") == "203.0.113.7"


# ---- host, port and prefix


def test_port_and_prefix_of_a_trusted_proxy_go_on(gate, upstream):
    headers = [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "8443"), ("X-Forwarded-Prefix", "/shop/v1")]
    seen = told(gate, upstream, headers)
    assert (seen.one("X-Forwarded-Port"), seen.one("X-Forwarded-Prefix")) == ("8443", "/shop/v1")
    assert told(gate, upstream, [*headers, ("Host", "a:8443")]).one("X-Forwarded-Host") == "a:8443"


@pytest.mark.parametrize("name, value", [("X-Forwarded-Prefix", "//evil.example"), ("X-Forwarded-Prefix", "/../admin"), ("X-Forwarded-Prefix", "https://evil.example"),
                                         ("X-Forwarded-Prefix", "/a\\b"), ("X-Forwarded-Prefix", "/" + "a" * 300), ("X-Forwarded-Port", "80@evil"), ("X-Forwarded-Port", "x"),
                                         ("X-Forwarded-Server", "x"), ("X_Forwarded_Port", "1"), ("X-Forwarded_Prefix", "/x")])
def test_THREATS_what_is_no_port_and_no_prefix_does_not(gate, upstream, name, value):
    seen = told(gate, upstream, [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), (name, value)])
    assert not [key for key, _ in seen.headers if key.lower().replace("_", "-") in ("x-forwarded-port", "x-forwarded-prefix", "x-forwarded-server")]


def test_THREATS_a_strangers_port_prefix_and_host_do_not_go_on(make_gate, _upstream, upstream):
    gate = make_gate(POLICY.format(url=_upstream.url, more="proxy_host: true"))
    lies = [("X-Forwarded-Port", "1"), ("X-Forwarded-Prefix", "/evil"), ("X-Forwarded-Host", "evil.example")]
    seen = told(gate, upstream, lies, source="127.0.0.9")
    assert (seen.all("X-Forwarded-Port"), seen.all("X-Forwarded-Prefix"), seen.one("X-Forwarded-Host")) == ([], [], "gate.example")
    assert told(gate, upstream, [("X-Forwarded-Host", "app.example:8443")]).one("X-Forwarded-Host") == "app.example:8443"


def test_THREATS_the_host_a_proxy_names_is_passed_on_by_policy_only(gate, upstream):
    seen = told(gate, upstream, [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example")])
    assert seen.one("X-Forwarded-Host") == "gate.example"


# ---- with the balancers themselves


HAPROXY = """
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend in
  bind 127.0.0.1:PORT
{lines}
  default_backend gates
backend gates
  server gate GATE
"""
HAPROXY_XFF = "  option forwardfor\n  http-request set-header X-Forwarded-Proto https"
HAPROXY_APPENDS = "  option forwardfor\n  http-request add-header X-Forwarded-Proto http"
HAPROXY_FORWARDED = "  http-request set-header Forwarded for=%[src];proto=https;host=%[req.hdr(host)]\n  http-request del-header X-Forwarded-For\n  http-request del-header X-Forwarded-Proto"
NGINX = """
server {
  listen 127.0.0.1:PORT;
  location / {
    proxy_pass http://GATE;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For "$proxy_add_x_forwarded_for:$remote_port";
    proxy_set_header X-Forwarded-Proto https;
    proxy_set_header X-Forwarded-Port $server_port;
  }
}
"""
CADDY = "{\n admin off\n auto_https off\n}\nhttp://:PORT {\n bind 127.0.0.1\n reverse_proxy GATE {\n  header_up X-Forwarded-Proto https\n }\n}\n"


@pytest.mark.parametrize("program, config", [("haproxy", HAPROXY.format(lines=HAPROXY_XFF)), ("haproxy", HAPROXY.format(lines=HAPROXY_FORWARDED)), ("nginx", NGINX),
                                             ("caddy", CADDY)], ids=["haproxy", "haproxy Forwarded", "nginx", "caddy"])
def test_B9_behind(gate, upstream, make_front, program, config):
    front = make_front(program, config, gate.port)
    upstream.clear()
    answer = front.ask("GET", "/open", [("X-Forwarded-For", "198.51.100.66"), ("Forwarded", "for=198.51.100.66;proto=http")], source="127.0.0.9")
    assert answer.status == 200, answer.body
    assert upstream.only.one("X-Forwarded-For") == "127.0.0.9"
    assert upstream.only.one("X-Forwarded-Proto") == "https"


def test_B9_behind_two_in_a_row(gate, upstream, make_front):
    inner = make_front("haproxy", HAPROXY.format(lines=HAPROXY_APPENDS), gate.port)
    outer = make_front("haproxy", HAPROXY.format(lines=HAPROXY_XFF), inner.port)
    upstream.clear()
    assert outer.ask("GET", "/open", [("X-Forwarded-For", "198.51.100.66")], source="127.0.0.9").status == 200
    assert upstream.only.one("X-Forwarded-For") == "127.0.0.9"
    assert_refused(inner.ask("GET", "/open", [("X-Forwarded-Proto", "https")], source="127.0.0.9"), 403, "HTTPS required in production")


# ---- login where the balancer asks by another Host


REWRITES = """  option forwardfor
  http-request set-header X-Forwarded-Proto https
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header Host inner.example"""


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    gate = ControlGate(tmp_path_factory.mktemp("people"), "{ registry: {}, people: {} }",
                       "trusted_proxies: [127.0.0.1]\nroutes:\n  - { path: /app/*, auth: session }\n").start()
    yield gate
    gate.stop()


def log_in(front, name, origin, host="app.example", next_path=""):
    body = urllib.parse.urlencode({"name": name, "password": PASSWORD, "next": next_path}).encode()
    return front.ask("POST", "/_gatehouse/login", [("Origin", origin), ("Content-Type", "application/x-www-form-urlencoded")], body, host=host)


def test_A9_login_through_a_balancer_that_rewrites_the_Host(people, make_front):
    front = make_front("haproxy", HAPROXY.format(lines=REWRITES), people.port)
    name = add_user(people)
    answer = log_in(front, name, "https://app.example")
    assert answer.status == 303, answer.body
    cookie = [value.split(";")[0] for value in answer.all("Set-Cookie") if value.startswith("__Host-gatehouse_session=")]
    assert len(cookie) == 1
    logout = front.ask("POST", "/_gatehouse/logout", [("Origin", "https://app.example"), ("Cookie", cookie[0])], host="app.example")
    assert logout.status == 303, logout.body


STRIPS = """  option forwardfor
  http-request set-header X-Forwarded-Proto https
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request del-header X-Forwarded-Prefix
  http-request set-header X-Forwarded-Prefix /shop if { path_beg /shop/ }
  http-request replace-path ^/shop(/.*) \\1"""
NAVIGATION = [("Accept", "text/html,*/*;q=0.8")]


def test_A9_login_behind_a_balancer_that_removes_a_prefix_leads_back_there(people, make_front):
    front = make_front("haproxy", HAPROXY.format(lines=STRIPS), people.port)
    name = add_user(people)
    asked = front.ask("GET", "/shop/app/cart?id=7", NAVIGATION, host="app.example")
    assert (asked.status, asked.one("Location")) == (303, "/_gatehouse/login?next=/shop/app/cart%3Fid%3D7")
    entered = log_in(front, name, "https://app.example", next_path="/shop/app/cart?id=7")
    assert (entered.status, entered.one("Location")) == (303, "/shop/app/cart?id=7")


def test_THREATS_a_stranger_names_no_prefix(people):
    with Connection(people.port, source="127.0.0.9") as connection:
        connection.send(message("GET", "/app/cart", [*NAVIGATION, ("X-Forwarded-Prefix", "/evil")]))
        answer = connection.response()
    assert (answer.status, answer.one("Location")) == (303, "/_gatehouse/login?next=/app/cart")


def test_THREATS_and_no_other_site_logs_anybody_in(people, make_front):
    front = make_front("haproxy", HAPROXY.format(lines=REWRITES), people.port)
    name = add_user(people)
    for origin in ("https://evil.example", "http://app.example", "https://inner.example.evil", "https://app.example.evil.example", "null"):
        assert log_in(front, name, origin).status == 403, origin


def test_A9_or_with_the_origin_in_the_policy(tmp_path_factory, make_front):
    """Where the balancer tells nobody which Host it was asked by."""
    gate = ControlGate(tmp_path_factory.mktemp("origins"), "{ registry: {}, people: {} }", "trusted_proxies: [127.0.0.1]\ncors: { origins: [https://app.example] }\nroutes:\n"
                       "  - { path: /app/*, auth: session }\n").start()
    try:
        front = make_front("haproxy", HAPROXY.format(lines=HAPROXY_XFF + "\n  http-request set-header Host inner.example"), gate.port)
        name = add_user(gate)
        assert log_in(front, name, "https://app.example").status == 303
        assert log_in(front, name, "https://evil.example").status == 403
    finally:
        gate.stop()
