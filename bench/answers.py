#!/usr/bin/env python3
"""Answers of 1 MB through bare nginx and through a route with `answers: { redact: true }`, in turn.

usage: bench/answers.py [--bin build/release/bin/gatehouse] [--seconds 2] [--rounds 5]

Needs nginx and wrk. Answers per second, what an answer costs the proxy's process (the figure that depends least on what else the machine does), and
when the first byte of its body comes: medians of the rounds, and the ratios within a round, median (least–most).
"""
import argparse
import os
import pathlib
import re
import socket
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINE = b'{"id": 12345, "name": "A record of a table", "link": "https://example.org/records/12345", "note": "nothing in it is a secret"}\n'
SIZE = 1 << 20




def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def workers_of(pid):
    """The processes below that one, which do the work."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children]


def processor_seconds(pids):
    """User and system time, by the scheduler's own clock: nanoseconds, not hundredths of a second."""
    return sum(int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9


@dataclass
class Proxy:
    name: str
    port: int
    pids: list
    rates: list = field(default_factory=list)  # answers a second, a figure per round
    costs: list = field(default_factory=list)  # processor milliseconds an answer, likewise
    waits: list = field(default_factory=list)  # milliseconds to the first byte, likewise


def under_load(proxy, seconds):
    before = processor_seconds(proxy.pids)
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", f"http://127.0.0.1:{proxy.port}/answers/data.json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in run.stdout and "Socket errors" not in run.stdout, run.stdout
    answers = int(re.search(r"(\d+) requests in", run.stdout)[1])
    proxy.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1]))
    proxy.costs.append((processor_seconds(proxy.pids) - before) / answers * 1000)


def first_byte(port):
    """Time to the first byte of an answer's body, in milliseconds."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /answers/data.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        start = time.perf_counter()
        got = b""
        while LINE[:4] not in got:
            got += connection.recv(1 << 16)
        took = time.perf_counter() - start
        while connection.recv(1 << 16):
            pass
        return took * 1000


def first_bytes(proxies, count):
    """One request to each in turn, so that what else the machine does meets them alike."""
    times = [[first_byte(each.port) for each in proxies] for _ in range(count)]
    for each, of_proxy in zip(proxies, zip(*times)):
        each.waits.append(statistics.median(of_proxy))


def show(title, ours, base, unit, digits=2):
    ratios = sorted(a / b for a, b in zip(ours, base))
    print(f"{title:24} {statistics.median(base):9.{digits}f} {statistics.median(ours):9.{digits}f} {unit:12}"
          f"{statistics.median(ratios):6.2f} × ({ratios[0]:.2f}–{ratios[-1]:.2f})")  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build/release/bin/gatehouse"))
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        (folder / "www/answers").mkdir(parents=True)
        (folder / "www/answers/data.json").write_bytes((LINE * (SIZE // len(LINE) + 1))[:SIZE])
        service, bare, gate = free_port(), free_port(), free_port()
        user = "user root;" if os.geteuid() == 0 else ""

        def nginx(word, http):
            text = f"{user} worker_processes 1; pid {folder}/{word}.pid; error_log stderr; daemon off;\n"
            text += f"events {{ worker_connections 1024; }}\nhttp {{ access_log off; {http} }}\n"
            (folder / f"{word}.conf").write_text(text)
            return subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / f"{word}.conf"), "-e", "stderr"])

        # As the gate's own configuration has it. The service is a process of its own, so that the two are measured alike.
        buffers = "proxy_buffers 16 16k; proxy_buffer_size 64k; proxy_busy_buffers_size 64k; proxy_max_temp_file_size 0;"
        behind = nginx("service", f"""types {{ application/json json; }}
  server {{ listen 127.0.0.1:{service}; root {folder}/www; keepalive_requests 1000000; }}""")  # fmt: skip
        proxy = nginx("bare", f"""proxy_http_version 1.1; {buffers}
  upstream service {{ server 127.0.0.1:{service}; keepalive 64; }}
  server {{ listen 127.0.0.1:{bare}; location / {{ proxy_pass http://service; proxy_set_header Connection ""; }} }}""")  # fmt: skip
        (folder / "gatehouse.yaml").write_text(f"""environment: development
listen: 127.0.0.1:{gate}
run_dir: {folder}/run
workers: 1
tls: off
upstream: http://127.0.0.1:{service}
unlisted: deny
routes:
  - {{ path: "/answers/*", auth: none, answers: {{ redact: true }} }}
""")
        policy = ["-c", str(folder / "gatehouse.yaml")]
        subprocess.run([options.bin, "up", "--detach", *policy], check=True)
        try:
            pid = int((folder / "run/nginx.pid").read_text())
            base = Proxy("bare nginx", bare, workers_of(proxy.pid))
            ours = Proxy("redact: true", gate, workers_of(pid))
            for _ in range(options.rounds):
                for each in (base, ours):
                    under_load(each, options.seconds)
                first_bytes((base, ours), 100)
            print(f"{'':24} {'bare':>9} {'redacted':>9}")
            show("answers a second", ours.rates, base.rates, "")
            show("processor, an answer", ours.costs, base.costs, "ms", 3)
            show("first byte of the body", ours.waits, base.waits, "ms", 3)
        finally:
            subprocess.run([options.bin, "stop", *policy], check=False)
            for each in (proxy, behind):
                each.terminate()
                each.wait()


if __name__ == "__main__":
    main()
