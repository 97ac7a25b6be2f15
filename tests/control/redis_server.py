"""A real Redis server on a free port of this machine, in a folder of its own, which keeps nothing on the disk."""

import pathlib
import shutil
import signal
import socket
import subprocess

from product import eventually, free_port


class Redis:
    def __init__(self, folder: pathlib.Path, *, password: str = "", tls: pathlib.Path | None = None):
        """`tls`: a folder with server.pem and server.key."""
        self.program = shutil.which("redis-server")
        assert self.program, "redis-server is not installed"
        self.folder, self.port, self.password, self.tls = folder, free_port(), password, tls
        self.process: subprocess.Popen | None = None
        self.start()

    def start(self):
        port = ["--port", "0", "--tls-port", self.port, "--tls-cert-file", self.tls / "server.pem", "--tls-key-file", self.tls / "server.key",
                "--tls-auth-clients", "no"] if self.tls else ["--port", self.port]
        words = [self.program, *port, "--bind", "127.0.0.1", "--dir", self.folder, "--save", "", "--appendonly", "no"]
        if self.password:
            words += ["--requirepass", self.password]
        self.process = subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL)
        assert eventually(self._listens), "redis-server did not start"

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def url(self, password: str = "") -> str:
        return f"{'rediss' if self.tls else 'redis'}://{f':{password}@' if password else ''}localhost:{self.port}"

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, *words: str) -> bytes:
        """The raw answer to one command."""
        command = f"*{len(words)}\r\n" + "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(command.encode())
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
