"""The real product, started and stopped as a user would: the command line, a policy file, a run directory."""

import base64
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import time

from patience import Stopwatch, eventually, within  # noqa: F401
from raw_http import Connection, Response, message

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(os.environ.get("GATEHOUSE_BIN", ROOT / "build" / "release" / "bin" / "gatehouse"))
ISSUER = "registry.fullpotential.ai"
AUDIENCE = "fullpotential.droplets"
COMMAND_TIMEOUT = 120
# Where tools/install_test_servers.sh installs what Debian does not have.
TEST_SERVERS = pathlib.Path(os.environ.get("GATEHOUSE_TEST_SERVERS")
                            or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "gatehouse-test-servers")

# What a policy may permit on routes of its own: keys, and lines of `routes`. Tests of what must stay shut run with and without them: a
# permission on one route opens no other.
PERMITTED_KEYS = """
request_headers_kept: [Tailscale-User-Login]
"""
PERMITTED_ROUTES = """
  - { path: "/elsewhere/*", auth: none, path_reading: literal, websocket: true }
  - { path: "/elsewhere/decoded/*", auth: none, path_reading: decoded }
"""
PERMISSIONS = {"params": [("", ""), (PERMITTED_KEYS, PERMITTED_ROUTES)], "ids": ["plain", "with every permission elsewhere"]}


SIX_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def gatehouse(*arguments, check: bool = True, **more) -> subprocess.CompletedProcess:
    command = [str(BINARY), *map(str, arguments)]
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_TIMEOUT, env=environment, **more)
    if check:
        assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stderr}{done.stdout}"
    return done


def module_file() -> pathlib.Path:
    named = os.environ.get("GATEHOUSE_MODULE")
    return pathlib.Path(named) if named else BINARY.parent.parent / "lib" / "ngx_http_gatehouse_module.so"


def nginx_program() -> str:
    program = os.environ.get("GATEHOUSE_NGINX") or shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    assert program, "nginx is not installed"
    return program


def events_in(file: pathlib.Path) -> list[dict]:
    """The whole lines: the last one may just be being written."""
    return [json.loads(line) for line in file.read_text().rpartition("\n")[0].splitlines() if line] if file.exists() else []


def free_port() -> int:
    """Below the range from which outgoing connections get theirs: one of those must not take it meanwhile."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(10_000, 32_000)))
                return probe.getsockname()[1]
            except OSError:
                continue


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Keys:
    """A key pair that `token keygen` made, and tokens signed with it."""

    def __init__(self, folder: pathlib.Path, name: str = "registry", algorithm: str = "RS256"):
        self.private = folder / f"{name}_private.pem"
        self.public = folder / f"{name}_public.pem"
        gatehouse("token", "keygen", "--out", self.private, "--public", self.public, "--alg", algorithm)

    def issue(self, droplet_id: int = 14, *more: str) -> str:
        """As the product itself issues them."""
        done = gatehouse("token", "issue", "--key", self.private, "--issuer", ISSUER, "--audience", AUDIENCE,
                         "--droplet-id", droplet_id, "--life", "1h", *more)
        return done.stdout.strip()

    def forge(self, header: dict | None = None, claims: dict | None = None, drop: tuple = ()) -> str:
        """A token signed with this key by OpenSSL whose header and claims are whatever a test wants."""
        now = int(time.time())
        full = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 600, "droplet_id": 14, "sub": "droplet:14", **(claims or {})}
        for name in drop:
            full.pop(name, None)
        text = {"alg": "RS256", "typ": "JWT", **(header or {})}
        signed = base64url(json.dumps(text).encode()) + "." + base64url(json.dumps(full).encode())
        return signed + "." + base64url(self.sign(signed.encode()))

    def sign(self, data: bytes) -> bytes:
        command = ["openssl", "dgst", "-sha256", "-sign", str(self.private)]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout


class Gate:
    """One running gate with its own folder and port. `policy` is YAML; listen, run_dir and tokens are put in front of it."""

    def __init__(self, folder: pathlib.Path, policy: str, keys: Keys, *, tls: bool = False, environment: str = "development",
                 file_limit: int | None = None, also: int | None = None):
        self.folder = folder
        self.port = free_port()
        self.also = also  # a second port to listen on
        self.file = folder / "gatehouse.yaml"
        self.keys = keys
        self.tls = tls
        self.environment = environment
        self.file_limit = file_limit  # of open files, that `up` is started under
        self.write(policy)

    def write(self, policy: str):
        listen = f"127.0.0.1:{self.port}" if self.also is None else f"[127.0.0.1:{self.port}, 127.0.0.1:{self.also}]"
        lines = [f"environment: {self.environment}", f"listen: {listen}", "run_dir: run"]
        if "workers:" not in policy:
            lines.append("workers: 2")
        if not self.tls and "tls:" not in policy:
            lines.append("tls: off")
        if self.environment == "production" and os.geteuid() == 0:
            lines.append("user: www-data")  # production refuses workers that run as root
        if "tokens:" not in policy:
            lines.append(f"tokens: {{ issuer: {ISSUER}, audience: {AUDIENCE}, max_life: 24h, require_claims: droplet_id, "
                         f"keys: {self.keys.public} }}")
        self.file.write_text("\n".join(lines) + "\n" + policy)

    @property
    def run_dir(self) -> pathlib.Path:
        return self.folder / "run"

    @property
    def events(self) -> list[dict]:
        file = self.run_dir / "events.jsonl"
        return events_in(file)

    def event_of(self, answer: Response) -> dict:
        """The one event about a refusal. It is written when the answer has left."""
        trace = answer.json()["trace_id"]
        assert eventually(lambda: any(event.get("trace_id") == trace for event in self.events)), f"no event about {trace}"
        found = [event for event in self.events if event.get("trace_id") == trace]
        assert len(found) == 1, found
        return found[0]

    def start(self) -> "Gate":
        def lower_limit():
            if self.file_limit is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (self.file_limit, self.file_limit))

        gatehouse("up", "--detach", "-c", self.file, preexec_fn=lower_limit)
        return self

    def start_alone(self) -> "Gate":
        """Without the control daemon that the policy names: nginx first, with the least that it needs, then everything by `reload`."""
        for folder in (self.run_dir, self.run_dir / "temp"):
            folder.mkdir(mode=0o700)
        config = self.run_dir / "nginx.conf"
        user = "user root;\n" if os.geteuid() == 0 else ""
        config.write_text(user + f"load_module {module_file()};\npid {self.run_dir}/nginx.pid;\nerror_log {self.run_dir}/error.log notice;\n"
                          f"events {{}}\nhttp {{ access_log off; client_body_temp_path {self.run_dir}/temp/first; "
                          f"server {{ listen 127.0.0.1:{self.port}; gatehouse_policy {self.file}; }} }}\n")
        subprocess.run([nginx_program(), "-p", f"{self.run_dir}/", "-c", str(config), "-e", "stderr"], check=True, timeout=COMMAND_TIMEOUT)
        assert eventually(lambda: self.master() is not None and self.workers()), "nginx did not start"
        gatehouse("reload", "-c", self.file)
        return self

    def stop(self):
        gatehouse("stop", "-c", self.file, check=False)
        if (master := self.master()) is not None:  # a gate that does not stop must not outlive its test
            os.kill(master, signal.SIGKILL)

    def command(self, name: str, *arguments, check: bool = True) -> subprocess.CompletedProcess:
        return gatehouse(*name.split(), "-c", self.file, *arguments, check=check)

    def master(self) -> int | None:
        try:
            pid = int((self.run_dir / "nginx.pid").read_text())
            title = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if str(self.run_dir).encode() in title else None

    def workers(self) -> list[int]:
        children = []
        for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rsplit(")", 1)[1].split()
                title = (status.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == self.master() and b"worker process" in title:
                children.append(int(status.parent.name))
        return children

    def connect(self, **more) -> Connection:
        return Connection(self.port, **more)

    def request(self, method: str, target: str, headers: dict | list | None = None, body: bytes = b"", *, token: str | None = None,
                source: str = "127.0.0.1", client: str | None = None) -> Response:
        items = list(headers.items()) if isinstance(headers, dict) else list(headers or [])
        if token is not None:
            items.append(("Authorization", f"Bearer {token}"))
        if client is not None:  # believed where the policy trusts 127.0.0.1 as a proxy
            items.append(("X-Forwarded-For", client))
        with self.connect(source=source) as connection:
            connection.send(message(method, target, items, body))
            return connection.response(method)

    def raw(self, data: bytes, **more) -> bytes:
        """Everything that comes back for these bytes."""
        with self.connect(**more) as connection:
            connection.send(data)
            return connection.everything()


def assert_six_headers(answer: Response):
    """Row B13: each of the six, once, with the row's words."""
    for name, value in SIX_HEADERS.items():
        assert answer.all(name) == [value], (answer.status, name, answer.headers)


def assert_refused(answer: Response, status: int, detail: str, challenge: str = "Bearer"):
    """A refusal of the gate's own: problem+json with the row's words, and the six headers."""
    assert answer.status == status, (answer.status, answer.body)
    assert answer.one("Content-Type") == "application/problem+json"
    problem = answer.json()
    assert problem["detail"] == detail, problem
    assert problem["status"] == status
    assert problem["type"].startswith("urn:gatehouse:reason:")
    assert problem["trace_id"]
    assert answer.one("Cache-Control") == "no-store"
    assert_six_headers(answer)
    if status == 401:
        assert answer.one("WWW-Authenticate") == challenge
    if status == 429:
        assert int(answer.one("Retry-After")) >= 1
