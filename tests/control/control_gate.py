"""A gate with a control daemon, started and stopped like by a user, with helpers for its tests."""

import base64
import http.client
import json
import os
import pathlib
import signal
import subprocess
import urllib.parse

from product import AUDIENCE, BINARY, ISSUER, eventually, events_in, free_port, gatehouse

FINE, FINDINGS, COULD_NOT_RUN, NOTHING_TO_DO = 0, 1, 2, 3
START_PATIENCE = 30

ROUTES = """\
routes:
  - { path: /open, auth: none }
  - { path: /app/*, auth: session }
"""


class Answer:
    def __init__(self, response: http.client.HTTPResponse):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body!r}"


class ControlGate:
    """`control` is the value of that key in YAML; `policy` more of the policy, routes among it.

    The droplets of the tests listen on this machine, so their networks are listed, unless `control` says which.
    """

    def __init__(self, folder: pathlib.Path, control: str, policy: str = "", upstream: str = "http://127.0.0.1:1"):
        self.folder, self.port = folder, free_port()
        self.file, self.run_dir = folder / "gatehouse.yaml", folder / "run"
        self.data = self.run_dir / "control"
        self.foreground: subprocess.Popen | None = None
        self.write(control, policy, upstream)

    def write(self, control: str, policy: str = "", upstream: str = "http://127.0.0.1:1"):
        if "networks:" not in control:
            control = control.replace("registry: {", 'registry: { networks: [127.0.0.0/8, "::1"], ', 1)
        self.file.write_text(f"environment: development\nlisten: 127.0.0.1:{self.port}\ntls: off\nrun_dir: run\nworkers: 2\n"
                             f"upstream: {upstream}\ncontrol: {control}\n"
                             f"tokens: {{ issuer: {ISSUER}, audience: {AUDIENCE}, max_life: 24h, require_claims: droplet_id }}\n"
                             + (policy or ROUTES))

    def command(self, words: str, *arguments, check: bool = True, stdin: str = "") -> subprocess.CompletedProcess:
        return gatehouse(*words.split(), *arguments, "-c", self.file, check=check, input=stdin)

    def start(self) -> "ControlGate":
        self.command("up --detach")
        return self

    def start_in_foreground(self) -> subprocess.Popen:
        """`up` without --detach, leading a process group as a shell's job does."""
        self.foreground = subprocess.Popen([BINARY, "up", "-c", self.file], stderr=subprocess.PIPE, text=True,
                                           process_group=0)
        assert eventually(lambda: self.holder("supervisor.pid") and self.command("status", check=False).returncode == FINE), self.foreground.stderr.read()
        return self.foreground

    def stop(self):
        self.command("stop --timeout 2s", check=False)
        if self.foreground is not None:
            self.foreground.kill()
            self.foreground.communicate()

    def holder(self, name: str) -> int | None:
        """The live process that a pid file of the run directory names."""
        try:
            pid = int((self.run_dir / name).read_text())
            os.kill(pid, 0)
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (OSError, ValueError):
            return None
        return None if state == "Z" else pid

    @property
    def daemon(self) -> int | None:
        return self.holder("control.pid")

    @property
    def status(self) -> dict:
        done = self.command("status --format json", check=False)
        assert done.stdout, f"status ended with {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)

    @property
    def events(self) -> list[dict]:
        return events_in(self.run_dir / "events.jsonl")

    def request(self, method: str, path: str, *, token: str = "", form: dict | None = None, **headers) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        body = None
        if form is not None:
            body, fields["Content-Type"] = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        connection.request(method, path, body, fields)
        try:
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def enrol(self, droplet: int = 14, *more, url: str = "http://127.0.0.1:9014") -> str:
        """Its secret."""
        done = self.command("registry enrol", "--id", droplet, "--name", f"Droplet {droplet}", "--steward", "ops@example",
                            "--url", url, *more)
        return done.stdout.strip()

    def token(self, secret: str, droplet: int = 14) -> str:
        basic = base64.b64encode(f"droplet-{droplet}:{secret}".encode()).decode()
        answer = self.request("POST", "/oauth/token", form={"grant_type": "client_credentials"}, Authorization=f"Basic {basic}")
        assert answer.status == 200, answer
        return answer.json["access_token"]


def kill(pid: int, number: int = signal.SIGKILL):
    os.kill(pid, number)
