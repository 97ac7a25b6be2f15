"""Services that move, are not there yet, or were just restarted: the gate starts without them and finds them by itself.

The names are this test's own: libnss_wrapper stands in for the system's resolver, and the hosts file that it reads is changed under the
running gate.
"""

import ctypes.util

import pytest
from product import Gate, assert_refused, eventually, within
from scripted import Scripted, answer, saying

ROUTES = "routes: [{ path: /*, auth: none }]\n"
NAME = "api.gatehouse.test"
SOON = 1.0  # in which a server that is back gets its first request


class Hosts:
    def __init__(self, file):
        self.file = file
        self.set()

    def set(self, *lines: str):
        fresh = self.file.with_suffix(".new")
        fresh.write_text("".join(line + "\n" for line in ("127.0.0.1 localhost", *lines)))
        fresh.rename(self.file)


@pytest.fixture
def hosts(tmp_path, monkeypatch) -> Hosts:
    wrapper = ctypes.util.find_library("nss_wrapper") or "libnss_wrapper.so"
    monkeypatch.setenv("LD_PRELOAD", wrapper)
    monkeypatch.setenv("NSS_WRAPPER_HOSTS", str(tmp_path / "hosts"))
    return Hosts(tmp_path / "hosts")


@pytest.fixture
def start(tmp_path, keys):
    """Starts a gate of this test's own."""
    gates = []

    def make(policy: str) -> Gate:
        gates.append(Gate(tmp_path, policy, keys))
        return gates[-1].start()

    yield make
    for gate in gates:
        gate.stop()


@pytest.fixture
def service():
    """Makes services that say who they are."""
    services = []

    def make(name: str, port: int = 0, host: str = "127.0.0.1") -> Scripted:
        services.append(Scripted(saying(answer(200, [], name.encode())), port=port, host=host))
        return services[-1]

    yield make
    for each in services:
        each.close()


def answers(gate, wanted: bytes) -> bool:
    return gate.request("GET", "/x").body == wanted


def test_the_gate_starts_while_a_name_is_not_known_and_finds_it_later(hosts, start, service):
    api = service("api")
    gate = start(f"upstream: http://{NAME}:{api.port}\n{ROUTES}")
    assert_refused(gate.request("GET", "/x"), 502, "An error occurred")
    assert eventually(lambda: f"{NAME} has no address" in (gate.run_dir / "error.log").read_text())
    hosts.set(f"127.0.0.1 {NAME}")
    assert eventually(lambda: answers(gate, b"api"))


def test_a_name_that_moves_is_followed_without_a_reload(hosts, start, service):
    old = service("old", host="127.0.0.2")
    hosts.set(f"127.0.0.2 {NAME}")
    gate = start(f"upstream: http://{NAME}:{old.port}\n{ROUTES}")
    assert gate.request("GET", "/x").body == b"old"
    service("new", port=old.port, host="127.0.0.3")
    hosts.set(f"127.0.0.3 {NAME}")
    assert eventually(lambda: answers(gate, b"new"))
    # Each worker follows the name by itself, and one of them may be later on a busy machine.
    assert eventually(lambda: [gate.request("GET", "/x").body for _ in range(8)] == [b"new"] * 8), "the old address is not asked any more"


def test_a_name_whose_server_has_gone_is_looked_up_at_once(hosts, start, service):
    old = service("old", host="127.0.0.2")
    hosts.set(f"127.0.0.2 {NAME}")
    gate = start(f"workers: 1\nupstream: http://{NAME}:{old.port}\n{ROUTES}")
    assert gate.request("GET", "/x").body == b"old"
    old.close()
    service("new", port=old.port, host="127.0.0.3")
    hosts.set(f"127.0.0.3 {NAME}")
    assert eventually(lambda: answers(gate, b"new"))


def test_a_name_that_is_lost_keeps_its_last_address(hosts, start, service):
    api = service("api")
    hosts.set(f"127.0.0.1 {NAME}")
    gate = start(f"workers: 1\nupstream: http://{NAME}:{api.port}\n{ROUTES}")
    assert gate.request("GET", "/x").body == b"api"
    hosts.set()
    assert eventually(lambda: f"{NAME} has no address" in (gate.run_dir / "error.log").read_text())
    assert gate.request("GET", "/x").body == b"api"


def test_all_addresses_of_a_name_are_used(hosts, start, service):
    one = service("one", host="127.0.0.2")
    service("two", port=one.port, host="127.0.0.3")
    hosts.set(f"127.0.0.2 {NAME}", f"127.0.0.3 {NAME}")
    gate = start(f"upstream: http://{NAME}:{one.port}\n{ROUTES}")
    assert {gate.request("GET", "/x").body for _ in range(12)} == {b"one", b"two"}


def test_a_name_beside_an_address_in_one_upstream(hosts, start, service):
    sure = service("sure")
    gate = start(f"upstream: [http://{NAME}:{sure.port}, {sure.url}]\n{ROUTES}")
    assert [gate.request("GET", "/x").body for _ in range(4)] == [b"sure"] * 4, "a name without an address is no reason to refuse"


def test_names_of_routes_and_of_named_upstreams_too(hosts, start, service):
    api = service("api")
    gate = start(f"upstream: {api.url}\nupstreams: {{ files: http://{NAME}:{api.port} }}\nroutes:\n"
                 f"  - {{ path: /files, auth: none, upstream: files }}\n"
                 f"  - {{ path: /own, auth: none, upstream: http://{NAME}:{api.port} }}\n"
                 f"  - {{ path: /x, auth: none }}\n")
    assert [gate.request("GET", path).status for path in ("/x", "/files", "/own")] == [200, 502, 502]
    hosts.set(f"127.0.0.1 {NAME}")
    assert eventually(lambda: [gate.request("GET", path).status for path in ("/files", "/own")] == [200, 200])


def test_a_reload_with_a_name_that_is_not_known_is_no_error(hosts, start, service):
    api = service("api")
    gate = start(f"upstream: {api.url}\n{ROUTES}")
    gate.write(f"upstream: {api.url}\nupstreams: {{ later: http://{NAME}:80 }}\n"
               "routes: [{ path: /later, auth: none, upstream: later }, { path: /*, auth: none }]\n")
    gate.command("reload")
    assert eventually(lambda: gate.request("GET", "/later").status == 502)
    assert gate.request("GET", "/x").body == b"api"


@pytest.mark.parametrize("servers", [1, 2, 3])
def test_servers_that_were_restarted_are_found_within_a_second(start, service, servers):
    hosts = [f"127.0.1.{n + 1}" for n in range(servers)]  # where no client's own port can be in the way
    first = [service("first", host=host) for host in hosts]
    urls = ", ".join(each.url for each in first)
    gate = start(f"workers: 1\nupstream: [{urls}]\n{ROUTES}")
    assert [gate.request("GET", "/x").body for _ in range(2 * servers)] == [b"first"] * 2 * servers
    for each in first:
        each.close()
    assert [gate.request("GET", "/x").status for _ in range(3)] == [502] * 3
    for host, each in zip(hosts, first):
        service("again", each.port, host)
    assert within(SOON, lambda: answers(gate, b"again"))
    assert [gate.request("GET", "/x").body for _ in range(3 * servers)] == [b"again"] * 3 * servers


def test_the_one_of_two_that_was_restarted_gets_requests_again(start, service):
    stays, goes = service("stays"), service("goes", host="127.0.1.1")
    gate = start(f"workers: 1\nupstream: [{stays.url}, {goes.url}]\n{ROUTES}")
    assert {gate.request("GET", "/x").body for _ in range(4)} == {b"stays", b"goes"}
    goes.close()
    assert [gate.request("GET", "/x").body for _ in range(6)] == [b"stays"] * 6, "nobody meets the one that is gone"
    service("back", goes.port, "127.0.1.1")
    assert within(2 * SOON, lambda: answers(gate, b"back"))


def test_idle_connections_that_the_service_has_ended_cost_no_request(start, service):
    one, two = service("one", host="127.0.1.1"), service("two", host="127.0.1.2")
    gate = start(f"workers: 1\nupstream: [{one.url}, {two.url}]\n{ROUTES}")
    for _ in range(4):
        assert gate.request("GET", "/x").status == 200
    for each in (one, two):
        each.close()
    service("one", one.port, "127.0.1.1"), service("two", two.port, "127.0.1.2")
    assert [gate.request("GET", "/x").status for _ in range(8)] == [200] * 8
