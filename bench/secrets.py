#!/usr/bin/env python3
"""1,000 references of one Vault resolved with 50 at once, by the real program from a real Vault: `bench/secrets.py BUILD/bin/gatehouse`.

Three cases: 1,000 fields of one secret (one request), 1,000 secrets, and the same one after the other. The floor is the same requests sent by
nothing but sockets that are used again.
"""
import concurrent.futures
import http.client
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / "tests" / folder) for folder in ("secrets", "")]

from servers import Vault

COUNT, AT_ONCE, ROUNDS = 1000, 50, 5


def measured(binary, vault, references, at_once):
    environment = {"PATH": os.environ["PATH"], "VAULT_ADDR": vault.url, "VAULT_TOKEN": "root"}
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        done = subprocess.run([binary, "secrets", "get", "--at-once", str(at_once), *references], env=environment, capture_output=True)
        times.append(time.perf_counter() - start)
        assert done.returncode == 0 and len(done.stdout.splitlines()) == COUNT, done.stderr[:500]
    return statistics.median(times)


def floor(vault):
    here = threading.local()

    def ask(number):
        if not hasattr(here, "connection"):
            here.connection = http.client.HTTPConnection(vault.url.removeprefix("http://"))
        here.connection.request("GET", f"/v1/secret/data/many/{number}", headers={"X-Vault-Token": "root"})
        assert len(here.connection.getresponse().read()) > 100

    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(ask, range(COUNT)))
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else "build/release/bin/gatehouse"
    vault = Vault(pathlib.Path(tempfile.mkdtemp()))
    try:
        vault.put("one", **{f"f{number}": f"value {number}" for number in range(COUNT)})
        for number in range(COUNT):
            vault.put(f"many/{number}", value=f"value {number}")
        fields = [f"ref+vault://secret/one#/f{number}" for number in range(COUNT)]
        many = [f"ref+vault://secret/many/{number}#/value" for number in range(COUNT)]
        print(f"median of {ROUNDS} rounds, {COUNT} references, program start included")
        print(f"fields of one secret, {AT_ONCE} at once   {measured(binary, vault, fields, AT_ONCE) * 1000:8.0f} ms")
        print(f"as many secrets, {AT_ONCE} at once        {measured(binary, vault, many, AT_ONCE) * 1000:8.0f} ms")
        print(f"as many secrets, one by one       {measured(binary, vault, many, 1) * 1000:8.0f} ms")
        print(f"the requests alone (Python), {AT_ONCE} threads {floor(vault) * 1000:6.0f} ms")
    finally:
        vault.stop()


if __name__ == "__main__":
    main()
