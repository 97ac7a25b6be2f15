"""Who is compared, how each is started, and the proof that it checks what it says before anything is measured."""
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CONF = Path(__file__).parent / "conf"
ISSUER = "registry.fullpotential.ai"
AUDIENCE = "fullpotential.droplets"
SIX_HEADERS = [line.split()[1] for line in (CONF / "six_headers.conf").read_text().splitlines()]
START_SECONDS = 15


class Unavailable(Exception):
    """This peer cannot take part; the message says why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def need(program: str) -> str:
    # Debian keeps servers in sbin, which is not in everybody's PATH.
    path = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise Unavailable(f"{program} is not installed (bench/install_peers.sh)")
    return path


@dataclass
class World:
    """What all peers share: folder, keys, tools, the service behind them. close() ends every process it started."""

    run: Path
    build: Path
    upstream_port: int = 0
    closers: list[Callable[[], None]] = field(default_factory=list)

    def render(self, template: str, to: str, **values) -> Path:
        values = {
            "RUN": self.run,
            "UPSTREAM": self.upstream_port,
            "ISSUER": ISSUER,
            "AUDIENCE": AUDIENCE,
            "PUBLIC_KEY": self.run / "public.pem",
            "CERTIFICATE": self.run / "certificate.pem",
            **values,
        }
        text = re.sub(r"@([A-Z_]+)@", lambda name: str(values[name[1]]), (CONF / template).read_text())
        path = self.run / to
        path.write_text(text)
        return path

    def spawn(self, name: str, command: list[str], port: int, **environment: str) -> int:
        """Starts a server in a process group of its own and waits until it listens."""
        log = (self.run / f"{name}.out").open("w")
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=self.run,
            env={**os.environ, **environment},
        )
        self.closers.append(lambda: end_group(process))
        self.await_port(name, port, lambda: process.poll() is not None)
        return process.pid

    def await_port(self, name: str, port: int, ended: Callable[[], bool], seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not ended():
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        said = (self.run / f"{name}.out").read_text()[-600:].strip()
        raise Unavailable(f"{name} did not start: {said}")

    def close(self) -> None:
        while self.closers:
            self.closers.pop()()


def end_group(process: subprocess.Popen) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue


@dataclass
class Peer:
    name: str
    title: str
    start: Callable[[World, int], int]  # gives the pid whose tree is measured
    checks_token: bool = True
    adds_headers: bool = True
    checks_message: bool = False
    port: int = 0
    pid: int = 0


def start_upstream(world: World) -> None:
    world.upstream_port = free_port()
    conf = world.render("upstream.conf", "upstream.conf")
    command = [need("nginx"), "-p", str(world.run), "-e", "stderr", "-c", str(conf)]
    world.spawn("upstream", command, world.upstream_port)


def _nginx(name: str, headers: str) -> Callable[[World, int], int]:
    def start(world: World, port: int) -> int:
        conf = world.render("nginx.conf", f"{name}.conf", NAME=name, PORT=port, HEADERS=headers)
        return world.spawn(name, [need("nginx"), "-p", str(world.run), "-e", "stderr", "-c", str(conf)], port)

    return start


def _gatehouse(world: World, port: int) -> int:
    program = world.build / "bin" / "gatehouse"
    if not program.exists():
        raise Unavailable(f"{program} is not built")
    policy = world.render("gatehouse.yaml", "gatehouse.yaml", PORT=port)
    with (world.run / "gatehouse.out").open("w") as log:
        world.closers.append(
            lambda: subprocess.run([program, "stop", "-c", policy], capture_output=True)
        )
        up = subprocess.run([program, "up", "--detach", "-c", policy], stdout=log, stderr=subprocess.STDOUT)
    world.await_port("gatehouse", port, lambda: up.returncode != 0)
    return int((world.run / "gatehouse" / "nginx.pid").read_text())


def _haproxy(world: World, port: int) -> int:
    conf = world.render("haproxy.cfg", "haproxy.cfg", PORT=port)
    return world.spawn("haproxy", [need("haproxy"), "-db", "-f", str(conf)], port)


def _apache(world: World, port: int) -> int:
    if not Path("/usr/lib/apache2/modules/mod_auth_openidc.so").exists():
        raise Unavailable("mod_auth_openidc is not installed (bench/install_peers.sh)")
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    conf = world.render("apache.conf", "apache.conf", PORT=port, USER=user)
    return world.spawn("apache", [need("apache2"), "-DFOREGROUND", "-f", str(conf)], port)


def _fastapi(world: World, port: int) -> int:
    venv = world.build / "bench" / "fastapi"
    wanted = (CONF / "requirements.txt").read_text()
    done = venv / "requirements.txt"  # written last: a venv without it is half made
    if not done.exists() or done.read_text() != wanted:
        print("side_by_side: making a virtual environment for FastAPI …", file=sys.stderr)
        install = [venv / "bin" / "pip", "install", "-q", "-r", CONF / "requirements.txt"]
        for command in ([sys.executable, "-m", "venv", "--clear", venv], install):
            made = subprocess.run(command, capture_output=True, text=True)
            if made.returncode != 0:
                raise Unavailable("FastAPI could not be installed: " + made.stderr.strip()[-300:])
        done.write_text(wanted)
    command = [str(venv / "bin" / "uvicorn"), "fastapi_stack:app", "--app-dir", str(CONF), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning", "--workers", "1"]
    environment = {"PUBLIC_KEY": str(world.run / "public.pem"), "ISSUER": ISSUER, "AUDIENCE": AUDIENCE}
    return world.spawn("fastapi", command, port, PYTHONDONTWRITEBYTECODE="1", **environment)


PEERS = [
    Peer("nginx", "bare nginx", _nginx("nginx", ""), checks_token=False, adds_headers=False),
    Peer(
        "nginx_headers",
        "bare nginx + six headers",
        _nginx("nginx_headers", (CONF / "six_headers.conf").read_text()),
        checks_token=False,
    ),
    Peer("gatehouse", "**Gatehouse**", _gatehouse, checks_message=True),
    Peer("haproxy", "HAProxy jwt_verify + stick table", _haproxy),
    Peer("apache", "Apache mod_auth_openidc", _apache),
    Peer("fastapi", "FastAPI stack (no upstream behind it)", _fastapi, checks_message=True),
]


def _ask(peer: Peer, method: str, path: str, token: str | None, body: bytes | None = None):
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=10)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(method, path, body=body, headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def prove(peer: Peer, token: str, message: bytes) -> None:
    """A fast peer that checks nothing would be no peer: each must accept and refuse what it is said to."""

    def expect(what: str, response, good: bool) -> None:
        if (200 <= response.status < 300) != good:
            raise Unavailable(f"{peer.name}: {what} was answered with {response.status}")

    head, payload, signature = token.split(".")
    forged = ".".join([head, payload, signature[::-1]])
    accepted = _ask(peer, "GET", "/status", token)
    expect("a good token", accepted, True)
    expect("a good message", _ask(peer, "POST", "/message", token, message), True)
    expect("no token", _ask(peer, "GET", "/status", None), not peer.checks_token)
    expect("a forged token", _ask(peer, "GET", "/status", forged), not peer.checks_token)
    bad_message = message.replace(b'"source": 14', b'"source": 1400')
    expect("a bad message", _ask(peer, "POST", "/message", token, bad_message), not peer.checks_message)
    missing = [name for name in SIX_HEADERS if peer.adds_headers and name not in accepted.headers]
    if missing:
        raise Unavailable(f"{peer.name}: without the headers {', '.join(missing)}")
