"""Real balancers in front of the gate, each with a configuration of its own, started and stopped by the tests."""

import os
import pathlib
import re
import shutil
import socket
import subprocess

from product import eventually, free_port, nginx_program
from raw_http import Connection, message

HAPROXY = shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin")
CADDY = shutil.which("caddy")


class Front:
    """A program that listens on `port` and sends on to the gate. PORT, GATE and FOLDER in `config` stand for what they say."""

    def __init__(self, folder: pathlib.Path, program: str, config: str, gate_port: int):
        self.folder, self.port = folder, free_port()
        text = config.replace("PORT", str(self.port)).replace("GATE", f"127.0.0.1:{gate_port}").replace("FOLDER", str(folder))
        file = folder / ("Caddyfile" if program == "caddy" else "front.conf")
        if program == "nginx":
            temps = "".join(f"{what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            text = f"daemon off;\npid {folder}/front.pid;\nevents {{}}\nhttp {{ access_log off;\n{temps}{text}}}\n"
        file.write_text(text)
        command = {"haproxy": [HAPROXY, "-db", "-f", str(file)],
                   "nginx": [nginx_program(), "-p", str(folder), "-e", str(folder / "front.log"), "-c", str(file)],
                   "caddy": [CADDY, "run", "--config", str(file), "--adapter", "caddyfile"]}[program]
        assert command[0], f"{program} is not installed: tools/install_packages.sh test"
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=(folder / "front.out").open("w"), stderr=subprocess.STDOUT,
                                        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
        assert eventually(self._listens), (folder / "front.out").read_text()

    def _listens(self) -> bool:
        try:
            Connection(self.port).close()
            return True
        except OSError:
            return False

    def ask(self, method: str, target: str, headers=(), body: bytes = b"", source: str = "127.0.0.9", **more):
        with Connection(self.port, source=source) as connection:
            connection.send(message(method, target, list(headers), body, **more))
            return connection.response(method)

    def server_states(self) -> dict[str, str]:
        """Of HAProxy: what it thinks of each server, by its socket FOLDER/admin.sock; nothing before it has one."""
        if not (self.folder / "admin.sock").exists():
            return {}
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self.folder / "admin.sock"))
            admin.sendall(b"show stat\n")
            text = admin.makefile().read()
        rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
        return {row[1]: re.split(r"[ (]", row[17])[0] for row in rows if row[1] not in ("FRONTEND", "BACKEND")}

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
