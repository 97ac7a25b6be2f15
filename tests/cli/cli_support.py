"""What the tests of the command line share besides fixtures: the program, its exit codes, a policy, a message."""

import json
import os
import pathlib
import random
import socket
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("GATEHOUSE_BIN", ROOT / "build" / "release" / "bin" / "gatehouse")).absolute()

FINE, FINDINGS, COULD_NOT_RUN, NOTHING_TO_DO = 0, 1, 2, 3
ISSUER, AUDIENCE = "registry.fullpotential.ai", "fullpotential.droplets"

MESSAGE = {"trace_id": "123e4567-e89b-12d3-a456-426614174000", "source": 14, "target": 21, "message_type": "status",
           "payload": {"ok": True}, "timestamp": "2026-01-31T12:00:00Z"}

POLICY = """\
environment: development
listen: 127.0.0.1:{port}
tls: off
run_dir: run
upstream: http://127.0.0.1:1
tokens: {{ issuer: registry.fullpotential.ai, audience: fullpotential.droplets, keys: {key}, require_claims: droplet_id }}
droplets: {{ 14: "http://127.0.0.1:1", 21: "http://127.0.0.1:1" }}
trusted_proxies: [10.1.0.0/16]
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /message, methods: [POST], inspect: udc, limit: 3/minute }}
  - {{ path: /admin, require: {{ role: operator }} }}
"""


class Result:
    def __init__(self, done: subprocess.CompletedProcess):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def free_port():
    """Below the range from which outgoing connections get theirs: one of those must not take it meanwhile."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(10_000, 32_000)))
                return probe.getsockname()[1]
            except OSError:
                continue
