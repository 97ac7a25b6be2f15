"""The examples of doc/forward_auth.md, run as they are but for their ports: no identity of a client's own reaches the service, and no
foreign page opens a WebSocket."""

import pathlib
import re
import shutil
import subprocess

import pytest
from product import Gate, eventually, free_port, nginx_program
from raw_http import Connection, message
from upstream import Upstream

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "forward_auth"
FORGED = ["X-Gatehouse-Subject", "X-Gatehouse-Issuer", "X-Gatehouse-Droplet-Id", "X-Gatehouse-Roles", "X-Gatehouse-Scopes", "X-Gatehouse-Token-Id",
          "X-Gatehouse-Assertion", "x-gatehouse-roles", "X_Gatehouse_Roles", "X-Gatehouse_Subject", "REMOTE_USER", "X_Remote_User", "X_Forwarded_User",
          "X-Forwarded_Email", "X_Forwarded-Groups", "X_Auth_Request_User", "X_Auth-Request-User", "X_WebAuth_User", "Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Auth-Request-User", "X-WebAuth-User"]
MARK = "forged-4711"


class Example:
    """A proxy in front, the gate that it asks, and the service behind."""

    def __init__(self, folder: pathlib.Path, keys, name: str):
        self.service = Upstream()
        self.gate = Gate(folder, "", keys)
        self.port = free_port()
        ports = {"8080": self.port, "8081": self.gate.port, "9000": self.service.port}
        policy = (EXAMPLES / "gatehouse.yaml").read_text()
        self.gate.file.write_text(self._with(policy, ports).replace("registry.example", "registry.fullpotential.ai").replace(
            "api.example", "fullpotential.droplets").replace("registry_public_key.pem", str(keys.public)) + "run_dir: run\n")
        self.gate.start()
        text = self._with((EXAMPLES / name).read_text(), ports)
        if name == "nginx.conf":
            temps = "".join(f"{what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            text = f"daemon off;\npid {folder}/front.pid;\nevents {{}}\nhttp {{ access_log off;\n{temps}{text}}}\n"
            (folder / name).write_text(text)
            command = [nginx_program(), "-p", str(folder), "-e", str(folder / "front.log"), "-c", str(folder / name)]
        else:
            (folder / name).write_text(text)
            command = ["caddy", "run", "--config", str(folder / name), "--adapter", "caddyfile"]
        self.front = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=(folder / "front.out").open("w"), stderr=subprocess.STDOUT,
                                      env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
        assert eventually(self._listens), (folder / "front.out").read_text()

    @staticmethod
    def _with(text: str, ports: dict) -> str:
        return re.sub(r"\b(8080|8081|9000)\b", lambda found: str(ports[found[1]]), text)

    def _listens(self) -> bool:
        try:
            Connection(self.port).close()
            return True
        except OSError:
            return False

    def ask(self, method, target, headers=()):
        self.service.clear()
        with Connection(self.port) as connection:
            connection.send(message(method, target, list(headers)))
            return connection.response(method)

    def stop(self):
        self.front.terminate()
        self.front.wait(timeout=20)
        self.gate.stop()
        self.service.close()


@pytest.fixture(scope="module", params=["nginx.conf", "Caddyfile"])
def example(request, tmp_path_factory, keys):
    if request.param == "Caddyfile" and shutil.which("caddy") is None:
        pytest.skip("there is no caddy: tools/install_packages.sh test")
    example = Example(tmp_path_factory.mktemp("example"), keys, request.param)
    yield example
    example.stop()


@pytest.mark.parametrize("name", FORGED)
def test_B1_no_identity_of_a_clients_own_reaches_the_service(example, token, name):
    for path, more in (("/health", []), ("/page", [("Authorization", f"Bearer {token}")])):
        assert example.ask("GET", path, [(name, MARK), *more]).status == 200
        assert MARK.encode() not in example.service.only.head, example.service.only.head


def test_B1_the_verified_identity_does(example, token):
    assert example.ask("GET", "/page", [("Authorization", f"Bearer {token}")]).status == 200
    told = example.service.only
    assert told.one("X-Gatehouse-Subject") == "droplet:14"
    assert told.one("X-Gatehouse-Roles") == "operator"
    assert not any(told.all("X-Gatehouse-Scopes")), "what the token does not have is empty or absent"


def test_B1_an_open_route_tells_no_identity(example, token):
    assert example.ask("GET", "/health", [("Authorization", f"Bearer {token}")]).status == 200
    assert not [value for name, value in example.service.only.headers if name.lower().startswith("x-gatehouse-") and value]


def test_B2_without_a_token_nothing_reaches_the_service(example):
    assert example.ask("GET", "/page").status == 401
    example.service.assert_untouched()


UPGRADE = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="), ("Sec-WebSocket-Version", "13")]


def test_B10_no_foreign_page_opens_a_websocket(example):
    assert example.ask("GET", "/live", [*UPGRADE, ("Origin", "https://evil.example")]).status == 403
    example.service.assert_untouched()


def test_B10_a_foreign_pages_plain_get_passes_as_it_did(example):
    assert example.ask("GET", "/health", [("Origin", "https://evil.example")]).status == 200


def test_an_upgrade_where_no_route_takes_one_is_refused(example, token):
    assert example.ask("GET", "/page", [*UPGRADE, ("Authorization", f"Bearer {token}")]).status in (400, 403, 500)
    example.service.assert_untouched()


@pytest.mark.parametrize("offer", ["h2c", "TLS/1.2", "h2c, TLS/1.3"])
def test_an_offer_of_another_protocol_is_served_and_left_out(example, token, offer):
    """As Java's client and Apache's make it: neither refused, nor passed on for the service to take up."""
    headers = [("Upgrade", offer), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"), ("Authorization", f"Bearer {token}")]
    assert example.ask("GET", "/page", headers).status == 200
    told = {name.lower(): value for name, value in example.service.only.headers}
    assert not told.get("upgrade") and "http2-settings" not in told, told
