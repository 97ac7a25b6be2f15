"""Balancers that pass TCP on, and say in the PROXY protocol who the client is: HAProxy `mode tcp`, AWS NLB. B9, B11, and who is believed."""

import base64
import shutil
import socket
import ssl
import struct
import subprocess

import product
import pytest
from product import eventually
from raw_http import Connection, message

POLICY = """
upstream: {url}
trusted_proxies: [127.0.0.1, "::1"]
proxy_protocol: 127.0.0.1:{port}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /limited, auth: none, limit: 1/minute }}
"""
HAPROXY = """
defaults
  mode tcp
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend in
  bind 127.0.0.1:PORT
  default_backend gates
backend gates
  server gate GATE source 127.0.0.1 {send} check
"""


def gate_with(folder, keys, url, **more) -> product.Gate:
    gate = product.Gate(folder, f"upstream: {url}\n", keys, **more)
    gate.write(POLICY.format(url=url, port=gate.port))
    return gate.start()


@pytest.fixture(scope="module")
def gate(tmp_path_factory, keys, _upstream):
    gate = gate_with(tmp_path_factory.mktemp("proxy"), keys, _upstream.url)
    yield gate
    gate.stop()


@pytest.fixture(scope="module")
def tls_gate(tmp_path_factory, keys, _upstream):
    gate = gate_with(tmp_path_factory.mktemp("proxy_tls"), keys, _upstream.url, tls=True)
    yield gate
    gate.stop()


def version_1(address: str, port: int = 4711) -> bytes:
    kind = "TCP6" if ":" in address else "TCP4"
    return f"PROXY {kind} {address} {'::1' if ':' in address else '127.0.0.1'} {port} 443\r\n".encode()


def version_2(address: str, command: int = 1) -> bytes:
    """With the fields behind the addresses that AWS adds."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    both = socket.inet_pton(family, address) + socket.inet_pton(family, "::1" if ":" in address else "127.0.0.1") + struct.pack(">HH", 4711, 443)
    both += b"\xea" + struct.pack(">H", 4) + b"\x01vpc"
    return b"\r\n\r\n\0\r\nQUIT\n" + bytes([0x20 | command, 0x21 if family == socket.AF_INET6 else 0x11]) + struct.pack(">H", len(both)) + both


VERSIONS = {"version 1": version_1, "version 2": version_2}


def ask(gate, header: bytes, target: str = "/open", headers=(), source: str = "127.0.0.1"):
    with gate.connect(source=source) as connection:
        connection.send(header + message("GET", target, list(headers)))
        return connection.response()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7"])
def test_B11_the_client_is_the_one_that_the_balancer_names(gate, upstream, version, address):
    assert ask(gate, VERSIONS[version](address)).status == 200
    assert (upstream.only.one("X-Forwarded-For"), upstream.only.one("X-Real-IP")) == (address, address)


@pytest.mark.parametrize("version", VERSIONS)
def test_B11_each_client_has_its_own_places_and_its_own_name_in_the_log(gate, upstream, version):
    named = "198.51.100." + version[-1]
    header, other = VERSIONS[version](named + "0"), VERSIONS[version](named + "1")
    assert [ask(gate, each, "/limited").status for each in (header, other)] == [200, 200]
    refused = ask(gate, header, "/limited")
    assert refused.status == 429
    assert gate.event_of(refused)["address"] == named + "0"


def test_THREATS_a_client_behind_the_balancer_is_not_believed_in_its_headers(gate, upstream):
    lies = [("X-Forwarded-For", "198.51.100.66"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=198.51.100.66;proto=https")]
    assert ask(gate, version_1("203.0.113.7"), headers=lies).status == 200
    assert (upstream.only.one("X-Forwarded-For"), upstream.only.one("X-Forwarded-Proto")) == ("203.0.113.7", "http")


@pytest.mark.parametrize("version", VERSIONS)
def test_THREATS_a_stranger_who_sends_the_header_stays_who_it_is(gate, upstream, version):
    assert ask(gate, VERSIONS[version]("203.0.113.7"), source="127.0.0.9").status == 200
    assert upstream.only.one("X-Forwarded-For") == "127.0.0.9"


def test_THREATS_a_second_header_is_no_second_client(gate, upstream):
    with gate.connect() as connection:
        connection.send(version_1("203.0.113.7") + version_1("198.51.100.66") + message("GET", "/open"))
        assert connection.response().status == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("data", [b"", b"PROXY TCP4 203.0.113.7\r\n", b"PROXY TCP4 203.0.113.7.9 127.0.0.1 1 2", b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff"])
def test_THREATS_without_a_whole_header_there_is_no_request(gate, upstream, data):
    assert b"200" not in gate.raw(data + message("GET", "/open"))
    upstream.assert_untouched()


@pytest.mark.parametrize("header", [b"PROXY UNKNOWN\r\n", version_2("0.0.0.0", command=0)], ids=["UNKNOWN", "LOCAL"])
def test_B11_a_check_of_the_balancers_own_is_from_the_balancer(gate, upstream, header):
    assert ask(gate, header).status == 200
    assert upstream.only.one("X-Forwarded-For") == "127.0.0.1"
    assert ask(gate, header, "/_gatehouse/health").status == 200


@pytest.mark.parametrize("version", VERSIONS)
def test_B9_with_tls_behind_the_header(tls_gate, upstream, version):
    plain = socket.create_connection(("127.0.0.1", tls_gate.port), 10, source_address=("127.0.0.1", 0))
    plain.sendall(VERSIONS[version]("203.0.113.7"))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(plain) as secure:
        secure.sendall(message("GET", "/open", {"Connection": "close"}))
        answer = b"".join(iter(lambda: secure.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 "), answer
    assert (upstream.only.one("X-Forwarded-For"), upstream.only.one("X-Forwarded-Proto")) == ("203.0.113.7", "https")


OVER_HTTP_2 = """
const [port, header] = process.argv.slice(1);
const plain = require("net").connect(Number(port), "127.0.0.1", () => {
  plain.write(Buffer.from(header, "base64"));
  const secure = require("tls").connect({ socket: plain, rejectUnauthorized: false, ALPNProtocols: ["h2"] }, () => {
    const session = require("http2").connect("https://gate.example", { createConnection: () => secure });
    let open = 3;
    for (let i = 0; i < 3; ++i) {
      const stream = session.request({ ":path": "/open?" + i, "x-forwarded-for": "198.51.100.66" });
      stream.on("response", (headers) => console.log(headers[":status"]));
      stream.on("close", () => --open || session.close());
      stream.resume();
    }
  });
});
"""


def test_B11_every_stream_of_a_connection_is_the_named_clients(tls_gate, upstream):
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    command = [node, "-e", OVER_HTTP_2, str(tls_gate.port), base64.b64encode(version_2("203.0.113.7")).decode()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["200"] * 3, done.stderr
    assert [record.one("X-Forwarded-For") for record in upstream.records] == ["203.0.113.7"] * 3


@pytest.mark.parametrize("send", ["send-proxy", "send-proxy-v2"])
def test_B11_behind_haproxy(gate, upstream, make_front, send):
    front = make_front("haproxy", HAPROXY.format(send=send), gate.port)
    assert eventually(lambda: front.ask("GET", "/open", source="127.0.0.9").status == 200)
    assert upstream.records[-1].one("X-Forwarded-For") == "127.0.0.9"


def test_without_the_key_the_header_is_no_request(make_gate, _upstream, upstream):
    gate = make_gate(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.1]\nroutes:\n  - {{ path: /open, auth: none }}\n")
    with Connection(gate.port) as connection:
        connection.send(version_1("203.0.113.7") + message("GET", "/open"))
        assert connection.response().status == 400
    upstream.assert_untouched()


@pytest.mark.parametrize("keys_of, words", [("proxy_protocol: 127.0.0.1:1\ntrusted_proxies: [127.0.0.1]\n", "is not an address of 'listen'"),
                                            ("proxy_protocol: PORT\n", "without a trusted proxy"), ("proxy_protocol: true\n", "proxy_protocol")])
def test_what_is_no_start(policy_file, keys_of, words):
    gate = policy_file("upstream: http://127.0.0.1:9\n")
    gate.write("upstream: http://127.0.0.1:9\n" + keys_of.replace("PORT", f"127.0.0.1:{gate.port}"))
    done = gate.command("check", check=False)
    assert done.returncode == 1 and words in done.stderr, done.stderr


def test_B9_in_production_the_balancer_can_not_end_TLS(policy_file):
    gate = policy_file("upstream: http://127.0.0.1:9\n", environment="production")
    gate.write(f"upstream: http://127.0.0.1:9\ntls: off\ntrusted_proxies: [127.0.0.1]\nproxy_protocol: 127.0.0.1:{gate.port}\n")
    done = gate.command("check", check=False)
    assert done.returncode == 1 and "does not say that a client used TLS" in done.stderr, done.stderr
