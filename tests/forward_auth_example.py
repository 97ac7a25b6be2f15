"""The unchanged examples in examples/forward_auth, except for their ports: a proxy, the gate that it asks, a service."""

import pathlib
import re
import subprocess

from product import TEST_SERVERS, Gate, eventually, free_port, nginx_program
from raw_http import Connection, message
from upstream import Upstream

CADDY = {"caddy of Debian": pathlib.Path("/usr/bin/caddy"), "caddy of today": TEST_SERVERS / "caddy-server"}
PROXIES = ["nginx", *CADDY]
EXAMPLES = pathlib.Path(__file__).resolve().parent.parent / "examples" / "forward_auth"


class Example:
    """`proxy` is one of PROXIES, `routes` more of the gate's policy, in YAML."""

    def __init__(self, folder: pathlib.Path, keys, proxy: str, routes: str = ""):
        name = "Caddyfile" if proxy in CADDY else "nginx.conf"
        self.service = Upstream()
        self.gate = Gate(folder, "", keys)
        self.port = free_port()
        ports = {"8080": self.port, "8081": self.gate.port, "9000": self.service.port}
        policy = (EXAMPLES / "gatehouse.yaml").read_text()
        self.gate.file.write_text(self._with(policy, ports).replace("registry.example", "registry.fullpotential.ai").replace(
            "api.example", "fullpotential.droplets").replace("registry_public_key.pem", str(keys.public)) + routes + "run_dir: run\n")
        text = self._with((EXAMPLES / name).read_text(), ports)
        if name == "nginx.conf":
            temps = "".join(f"{what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            text = f"daemon off;\npid {folder}/front.pid;\nevents {{}}\nhttp {{ access_log off;\n{temps}{text}}}\n"
            (folder / name).write_text(text)
            command = [nginx_program(), "-p", str(folder), "-e", str(folder / "front.log"), "-c", str(folder / name)]
        else:
            (folder / name).write_text(text)
            caddy = CADDY[proxy]
            assert caddy.exists(), f"{caddy} is missing: run tools/install_packages.sh test and tools/install_test_servers.sh"
            command = [str(caddy), "run", "--config", str(folder / name), "--adapter", "caddyfile"]
        self.gate.start()  # when nothing is missing any more: what is started here is stopped by `stop` only
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
        self.front.wait(timeout=60)
        self.gate.stop()
        self.service.close()
