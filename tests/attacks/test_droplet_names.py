"""Row B6: a droplet's name, which is its own to change, does not lead messages to this machine or to a cloud's metadata service.

The names are this test's own: libnss_wrapper stands in for the system's resolver, and the hosts file that it reads is changed under the daemon.
"""

import ctypes.util
import json
import pathlib
import socket
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from control_files import ControlFiles  # noqa: E402
from control_gate import FINDINGS, FINE, ControlGate  # noqa: E402
from product import assert_six_headers, eventually  # noqa: E402
from test_udc import post, udc  # noqa: E402
from upstream import Upstream  # noqa: E402

ROUTES = "routes:\n  - { path: /message, methods: [POST], inspect: udc }\n"
USUAL = "{ registry: { networks: [] } }"


@pytest.fixture(scope="module")
def service():
    service = Upstream("inside")
    yield service
    service.close()


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    gate = ControlGate(tmp_path_factory.mktemp("names"), USUAL, ROUTES)
    yield gate.start()
    gate.stop()


def enrol(gate, url: str, droplet: int = 14) -> subprocess.CompletedProcess:
    return gate.command("registry enrol", "--id", droplet, "--name", "Deck", "--steward", "ops@example", "--url", url, check=False)


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:9014", "http://127.9.9.9", "http://localhost:9014", "http://[::1]:9014", "http://0.0.0.0:9014", "http://[::]:9014",
    "http://169.254.169.254", "http://169.254.1.1", "http://100.100.100.200", "http://[fd00:ec2::254]", "http://[fe80::1]", "http://224.0.0.1",
    "http://[ff02::1]", "http://[::ffff:127.0.0.1]:9014", "http://[::127.0.0.1]", "http://[64:ff9b::7f00:1]", "http://[64:ff9b::a9fe:a9fe]",
    "http://[2002:7f00:1::]", "http://0x7f000001:9014"])
def test_B6_no_droplet_is_enrolled_on_this_machine_or_at_metadata(gate, url):
    refused = enrol(gate, url)
    assert refused.returncode == FINDINGS and "url" in refused.stderr, (url, refused.stdout, refused.stderr)
    assert gate.command("registry list --format json").stdout.strip() == ""


def test_B6_the_refusal_says_what_to_do(gate):
    refused = enrol(gate, "http://169.254.169.254")
    assert "metadata" in refused.stderr and "control.registry.networks" in refused.stderr


def test_B6_private_networks_are_where_droplets_live(gate):
    for droplet, url in enumerate(("http://10.0.0.14:9014", "http://192.168.7.14", "http://172.17.0.2:9014", "http://[fd12::14]"), start=100):
        done = enrol(gate, url, droplet)
        assert done.returncode == FINE, (url, done.stderr)


class Names:
    """A gate whose daemon resolves by a hosts file of the test's."""

    def __init__(self, folder: pathlib.Path, monkeypatch, control: str):
        self.hosts = folder / "hosts"
        wrapper = ctypes.util.find_library("nss_wrapper") or "libnss_wrapper.so"
        monkeypatch.setenv("LD_PRELOAD", wrapper)
        monkeypatch.setenv("NSS_WRAPPER_HOSTS", str(self.hosts))
        self.point("10.99.99.99")
        self.gate = ControlGate(folder, control, ROUTES)
        self.gate.start()

    def point(self, *addresses: str):
        self.hosts.write_text("".join(f"{address} deck.example\n" for address in addresses))

    def resolve_again(self):
        """What half a minute does: every name is looked up when the daemon starts."""
        self.gate.command("stop")
        self.gate.start()

    def address(self) -> str | None:
        directory = json.loads((self.gate.data / "public" / "directory.json").read_text())
        return next(entry["address"] for entry in directory["droplets"] if entry["id"] == 14)


@pytest.fixture
def names(tmp_path, monkeypatch):
    made = []

    def make(control: str = USUAL) -> Names:
        made.append(Names(tmp_path, monkeypatch, control))
        return made[0]

    yield make
    for one in made:
        one.gate.stop()


def send(gate, token: str) -> int:
    body = udc(source=14, target=14)
    with socket.create_connection(("127.0.0.1", gate.port), timeout=60) as connection:
        head = (f"POST /message HTTP/1.1\r\nHost: gate.example\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n")
        connection.sendall(head.encode() + body)
        return int(connection.makefile("rb").readline().split()[1])


@pytest.mark.parametrize("inside", ["127.0.0.1", "::1", "169.254.169.254", "::ffff:127.0.0.1"])
def test_B6_a_name_that_turns_inside_after_its_enrolment_is_502_and_an_event(names, service, inside):
    """Fails before: the message reached the service on this machine."""
    service.clear()
    world = names()
    port = service.url.rsplit(":", 1)[1]
    done = enrol(world.gate, f"http://deck.example:{port}")
    assert done.returncode == FINE, done.stderr
    token = world.gate.token(done.stdout.strip())
    assert eventually(lambda: world.address() == "10.99.99.99")
    world.point(inside)
    world.resolve_again()
    assert eventually(lambda: any(event["type"] == "droplet_misled" for event in world.gate.events)), world.gate.events
    assert world.address() is None
    assert send(world.gate, token) == 502
    service.assert_untouched()
    [told] = [event for event in world.gate.events if event["type"] == "droplet_misled"]
    assert told["principal"] == "droplet:14" and told["severity"] == "high" and "deck.example" in told["details"]
    assert eventually(lambda: any(event["type"] == "upstream_error" for event in world.gate.events))


def test_B6_a_network_that_the_policy_lists_is_reached(names, service):
    service.clear()
    world = names("{ registry: { networks: [127.0.0.0/8] } }")
    port = service.url.rsplit(":", 1)[1]
    done = enrol(world.gate, f"http://deck.example:{port}")
    token = world.gate.token(done.stdout.strip())
    world.point("127.0.0.1")
    world.resolve_again()
    assert eventually(lambda: world.address() == "127.0.0.1")
    assert send(world.gate, token) == 200
    assert len(service.records) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_B6_the_gate_asks_itself_and_does_not_only_believe_the_directory(make_gate, tmp_path, token, service, address):
    """The file may be older than the policy, or not the daemon's."""
    service.clear()
    files = ControlFiles(tmp_path / "data")
    files.enrol(21, service.url, address=address)
    files.write_directory()
    gate = make_gate(f"upstream: {service.url}\ncontrol: {{ data_dir: \"{files.data_dir}\", registry: {{}} }}\n" + ROUTES, alone=True)
    answer = post(gate, token, udc(target=21))
    assert answer.status == 502
    assert_six_headers(answer)
    assert gate.event_of(answer)["type"] == "upstream_error"
    assert eventually(lambda: "control.registry.networks does not list" in (gate.run_dir / "error.log").read_text())
    service.assert_untouched()
