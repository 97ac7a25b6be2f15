"""Services over https with a private authority: the policy names it, and each server is verified by its own name."""

import ctypes.util

import pytest
from https_services import Authority, HttpsService
from product import Gate, assert_refused, gatehouse
from test_upstreams import Hosts

ROUTES = "routes: [{ path: /*, auth: none }]\n"
FIRST, SECOND = "one.gatehouse.test", "two.gatehouse.test"


@pytest.fixture
def hosts(tmp_path, monkeypatch):
    monkeypatch.setenv("LD_PRELOAD", ctypes.util.find_library("nss_wrapper") or "libnss_wrapper.so")
    monkeypatch.setenv("NSS_WRAPPER_HOSTS", str(tmp_path / "hosts"))
    Hosts(tmp_path / "hosts").set(f"127.0.1.1 {FIRST}", f"127.0.1.2 {SECOND}")


@pytest.fixture
def authority(tmp_path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def service(authority):
    services = []

    def make(name: str, address: str, port: int = 0, by: Authority = authority) -> HttpsService:
        services.append(HttpsService(by, name, address, port))
        return services[-1]

    yield make
    for each in services:
        each.close()


@pytest.fixture
def start(tmp_path, keys, hosts):
    gates = []

    def make(policy: str) -> Gate:
        gates.append(Gate(tmp_path, f"workers: 1\n{policy}", keys))
        return gates[-1].start()

    yield make
    for gate in gates:
        gate.stop()


def asked(gate, times: int = 1) -> list[bytes]:
    return [gate.request("GET", "/x").body for _ in range(times)]


def test_B9_a_private_authority_that_the_policy_names(start, service, authority):
    one = service(FIRST, "127.0.1.1")
    gate = start(f"upstream: https://{FIRST}:{one.port}\nupstream_ca_file: {authority.file}\n{ROUTES}")
    assert asked(gate, 3) == [FIRST.encode()] * 3
    assert set(one.asked_for) == {FIRST}


def test_B9_each_server_is_verified_by_its_own_name(start, service, authority):
    one = service(FIRST, "127.0.1.1")
    two = service(SECOND, "127.0.1.2")
    gate = start(f"upstream: [https://{FIRST}:{one.port}, https://{SECOND}:{two.port}]\nupstream_ca_file: {authority.file}\n{ROUTES}")
    assert sorted(asked(gate, 8)) == [FIRST.encode()] * 4 + [SECOND.encode()] * 4
    assert (set(one.asked_for), set(two.asked_for)) == ({FIRST}, {SECOND})


def test_B9_the_second_server_is_asked_by_its_name_when_the_first_is_gone(start, service, authority):
    one = service(FIRST, "127.0.1.1")
    two = service(SECOND, "127.0.1.2")
    gate = start(f"upstream: [https://{FIRST}:{one.port}, https://{SECOND}:{two.port}]\nupstream_ca_file: {authority.file}\n{ROUTES}")
    one.close()
    assert asked(gate, 4) == [SECOND.encode()] * 4
    assert set(two.asked_for) == {SECOND}


def test_THREATS_a_server_with_the_other_ones_certificate_gets_no_request(start, service, authority):
    one = service(FIRST, "127.0.1.1")
    impostor = service(FIRST, "127.0.1.2")
    gate = start(f"upstream: https://{SECOND}:{impostor.port}\nupstream_ca_file: {authority.file}\nupstreams: {{ one: https://{FIRST}:{one.port} }}\n"
                 "routes: [{ path: /one, auth: none, upstream: one }, { path: /*, auth: none }]\n")
    assert gate.request("GET", "/one").status == 200
    assert_refused(gate.request("GET", "/x"), 502, "An error occurred")
    assert impostor.requests == 0 and impostor.asked_for == [SECOND]


@pytest.mark.parametrize("ca", ["", "upstream_ca_file: other-authority.pem\n"])
def test_THREATS_an_authority_that_nobody_named_is_not_believed(start, service, tmp_path, ca):
    Authority(tmp_path, "Other Authority")
    one = service(FIRST, "127.0.1.1")
    gate = start(f"upstream: https://{FIRST}:{one.port}\n{ca}{ROUTES}")
    assert_refused(gate.request("GET", "/x"), 502, "An error occurred")
    assert one.requests == 0


def test_B9_with_a_private_authority_the_systems_are_not_believed(start, service, authority):
    one = service(FIRST, "127.0.1.1")
    gate = start(f"upstream: https://{FIRST}:{one.port}\nupstream_ca_file: {authority.file}\n{ROUTES}")
    config = (gate.run_dir / "nginx.conf").read_text()
    assert config.count("proxy_ssl_trusted_certificate") == 1 and "ca-certificates.crt" not in config


@pytest.mark.parametrize("lines, words", [("upstream: https://a.example\nupstream_ca_file: nowhere.pem\n", "'upstream_ca_file' cannot be read"),
                                          ("upstream: https://a.example\nupstream_ca_file: gatehouse.yaml\n", "'upstream_ca_file' is not usable"),
                                          ("upstream: http://a.example\nupstream_ca_file: ca.pem\n", "without a service over https")])
def test_what_is_no_start(policy_file, tmp_path, lines, words):
    (tmp_path / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    done = policy_file(lines + ROUTES).command("check", check=False)
    assert done.returncode == 1 and words in done.stderr, done.stderr


def test_check_warns_of_a_certificate_for_an_address(policy_file):
    gate = policy_file("upstream: https://127.0.0.1:9\n" + ROUTES)
    assert "usually names no address" in gatehouse("check", gate.file).stdout
