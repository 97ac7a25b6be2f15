#!/usr/bin/env python3
"""Answers of 1 MB through bare nginx and through a route with `answers: { redact: true }`, in turn.

usage: bench/answers.py [--bin build/release/bin/gatehouse] [--seconds 3] [--rounds 3]

Needs nginx and wrk. Prints requests per second of each, their ratio, and how much later the first byte of an answer comes.
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

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINE = b'{"id": 12345, "name": "A record of a table", "link": "https://example.org/records/12345", "note": "nothing in it is a secret"}\n'
SIZE = 1 << 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rate(port, seconds):
    run = subprocess.run(["wrk", "-t1", "-c8", f"-d{seconds}s", f"http://127.0.0.1:{port}/answers/data.json"], capture_output=True, text=True, check=True)
    assert "Non-2xx" not in run.stdout, run.stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1])


def first_byte(port):
    """Median of the time to the first byte of an answer, in milliseconds."""
    times = []
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET /answers/data.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            start = time.perf_counter()
            connection.recv(1)
            times.append(time.perf_counter() - start)
            while connection.recv(1 << 16):
                pass
    return statistics.median(times) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build/release/bin/gatehouse"))
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        (folder / "www/answers").mkdir(parents=True)
        (folder / "www/answers/data.json").write_bytes((LINE * (SIZE // len(LINE) + 1))[:SIZE])
        service, bare, gate = free_port(), free_port(), free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(f"""{user} worker_processes 1; pid {folder}/nginx.pid; error_log stderr;
events {{ worker_connections 1024; }}
http {{
  access_log off; types {{ application/json json; }}
  proxy_http_version 1.1; proxy_buffers 16 16k; proxy_buffer_size 64k; proxy_busy_buffers_size 64k; proxy_max_temp_file_size 0;
  upstream service {{ server 127.0.0.1:{service}; keepalive 64; }}
  server {{ listen 127.0.0.1:{service}; root {folder}/www; keepalive_requests 1000000; }}
  server {{ listen 127.0.0.1:{bare}; location / {{ proxy_pass http://service; proxy_set_header Connection ""; }} }}
}}""")
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
        nginx = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr", "-g", "daemon off;"])
        policy = ["-c", str(folder / "gatehouse.yaml")]
        subprocess.run([options.bin, "up", "--detach", *policy], check=True)
        try:
            rates = {"bare": [], "gate": []}
            for _ in range(options.rounds):
                rates["bare"].append(rate(bare, options.seconds))
                rates["gate"].append(rate(gate, options.seconds))
            of_bare, of_gate = statistics.median(rates["bare"]), statistics.median(rates["gate"])
            print(f"bare nginx     {of_bare:8.0f} answers/s")
            print(f"redact: true   {of_gate:8.0f} answers/s   {100 * of_gate / of_bare:.0f} %")
            print(f"first byte     {first_byte(gate) - first_byte(bare):+.3f} ms")
        finally:
            subprocess.run([options.bin, "stop", *policy], check=False)
            nginx.terminate()
            nginx.wait()


if __name__ == "__main__":
    main()
