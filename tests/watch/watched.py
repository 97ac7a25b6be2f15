"""A gate whose event log is watched. Its clients come through a trusted proxy, so that they have addresses that can be blocked."""

import http.client
import itertools
import json
import pathlib
import time

from control_gate import Answer, ControlGate
from test_oauth import Admin

POLICY = """\
trusted_proxies: [127.0.0.1]
events: {{ max_bytes: {max_bytes}, access_sample: {sample} }}
routes:
  - {{ path: /open, auth: none }}
  - {{ path: /json, methods: [POST], auth: none, inspect: json }}
  - {{ path: /message, methods: [POST], inspect: udc }}
  - {{ path: /documents, methods: [POST], auth: none, inspect: json, suspicious_input: ignored }}
  - {{ path: /limited, auth: none, limit: 5/minute }}
  - {{ path: /api/*, auth: token }}
  - {{ path: /admin/*, auth: token, require: {{ role: admin }} }}
"""
_numbers = itertools.count(1)


def fresh_address() -> str:
    number = next(_numbers)
    return f"198.51.{100 + number // 250}.{number % 250 + 1}"


class WatchedGate(ControlGate):
    def __init__(self, folder: pathlib.Path, watch: str = "{}", *, upstream: str = "http://127.0.0.1:1", max_bytes: str = "64MiB",
                 sample: int = 1, policy: str = POLICY):
        super().__init__(folder, f"{{ registry: {{}}, people: {{}}, watch: {watch} }}", policy.format(max_bytes=max_bytes, sample=sample), upstream)
        self.log = self.run_dir / "events.jsonl"
        self.audit = self.data / "audit"

    def ask(self, address: str, method: str, path: str, body: str | None = None, **headers) -> Answer:
        """As the proxy passes on what a client with this address sent."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, {"X-Forwarded-For": address, "X-Forwarded-Proto": "https", **fields})
        try:
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def blocked(self, address: str) -> bool:
        return self.ask(address, "GET", "/open").status == 403

    @property
    def findings(self) -> list[dict]:
        status, answer = Admin(self).ask("GET", "/admin/findings?limit=1000")
        assert status == 200, answer
        return answer["findings"]

    def findings_about(self, subject: str) -> list[dict]:
        return [finding for finding in self.findings if finding["subject"] == subject]

    @property
    def place(self) -> dict:
        status, answer = Admin(self).ask("GET", "/admin/watch")
        assert status == 200, answer
        return answer

    def verify(self) -> tuple[int, dict]:
        done = self.command("events verify --format json", check=False)
        return done.returncode, json.loads(done.stdout)

    def write_events(self, lines: list[str]):
        """As another process of the gate writes them: each in one piece, at the end."""
        with self.log.open("ab", buffering=0) as log:
            for line in lines:
                log.write(line.encode() + b"\n")


def event(type_: str, moment: float | None = None, **fields) -> str:
    moment = time.time() if moment is None else moment
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment * 1000) % 1000:03}Z"
    return json.dumps({"time": stamp, "type": type_, "severity": "info", "mode": "enforced", **fields}, separators=(",", ":"))
