#!/usr/bin/python3
"""Tokens issued a second through the gate, beside what OpenSSL signs on the same machine in the same run.

    GATEHOUSE_BIN=build/release/bin/gatehouse bench/tokens.py [--seconds 5] [--clients 8]
"""
import argparse
import base64
import http.client
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "control")]

from control_gate import ControlGate  # noqa: E402

# The registry's own route admits 120 a minute from an address.
ROUTES = "routes:\n  - { path: /oauth/token, methods: [POST], auth: none, body: { max_bytes: 16KiB }, upstream: control }\n"


def signatures(seconds: int) -> float:
    """RSA 2048 signatures a second, on as many processes as there are processors."""
    processors = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    command = ["openssl", "speed", "-seconds", str(seconds), "-multi", processors, "rsa2048"]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"rsa 2048 bits\s+\S+\s+\S+\s+([\d.]+)", report)[1])


def tokens(gate: ControlGate, secret: str, seconds: int, clients: int) -> float:
    basic = base64.b64encode(f"droplet-14:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    counts, end = [0] * clients, time.monotonic() + seconds

    def ask(index: int):
        connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=20)
        while time.monotonic() < end:
            connection.request("POST", "/oauth/token", "grant_type=client_credentials", headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            counts[index] += 1

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(clients)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gate = ControlGate(pathlib.Path(folder), "{ registry: {} }", ROUTES).start()
        try:
            secret = gate.enrol()
            gate.token(secret)
            issued = tokens(gate, secret, options.seconds, options.clients)
        finally:
            gate.stop()
    signed = signatures(options.seconds)
    print(f"{issued:.0f} tokens/s through the gate, {signed:.0f} RSA 2048 signatures/s by OpenSSL: {issued / signed:.2f}")


if __name__ == "__main__":
    main()
