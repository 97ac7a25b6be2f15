#!/usr/bin/env python3
"""What `gatehouse run` costs over the bare command: wall time from start to end, medians of interleaved runs; and instructions, which do
not depend on what else the machine does, if valgrind is installed. No network.

usage: bench/run_start.py [GATEHOUSE] [ROUNDS]
"""
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

GOAL_MS = 10


def instructions(command, folder, environment):
    """Millions, of the process until it becomes the command: there is none, so that valgrind sees the end."""
    count = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    said = subprocess.run(count, cwd=folder, env=environment, capture_output=True, text=True).stderr
    return int(re.search(r"Collected : (\d+)", said).group(1)) / 1e6


def main():
    gatehouse = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release/bin/gatehouse").absolute()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        secret = pathlib.Path(folder, "secret")
        secret.write_text("a value\n")
        pathlib.Path(folder, ".env").write_text("".join(f"NAME_{i}=value {i}\n" for i in range(50)) + f"SECRET=ref+file://{secret}\n")
        pathlib.Path(folder, "schema.yaml").write_text("settings:\n" + "".join(f"  NAME_{i}: {{ type: string, required: true }}\n" for i in range(50)))
        run = [gatehouse, "run"]
        cases = {
            "bare command": ["/bin/true"],
            "run": [*run, "--", "/bin/true"],
            "run --schema": [*run, "--schema", "schema.yaml", "--", "/bin/true"],
            "run --files": [*run, "--files", "--", "/bin/true"],
            "run --mask": [*run, "--mask", "--", "/bin/true"],
        }
        took = {name: [] for name in cases}
        environment = {**os.environ, "ENVIRONMENT": "development"}
        for _ in range(rounds):
            for name, command in cases.items():
                before = time.perf_counter()
                subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                took[name].append((time.perf_counter() - before) * 1000)
        counted = {}
        if shutil.which("valgrind"):
            for name, command in cases.items():
                counted[name] = instructions([*command[:-1], "/no/such/command"] if len(command) > 1 else command, folder, environment)
    bare = statistics.median(took["bare command"])
    fastest = min(took["bare command"])
    print(f"{'':14} {'median ms':>10} {'fastest':>8} {'over bare':>10} {'fastest over bare':>18} {'M instructions':>15}   (51 settings, one by reference; goal: {GOAL_MS} ms over the bare command)")
    for name, times in took.items():
        print(f"{name:14} {statistics.median(times):10.2f} {min(times):8.2f} {statistics.median(times) - bare:10.2f} {min(times) - fastest:18.2f} {counted.get(name, 0):15.1f}")


if __name__ == "__main__":
    main()
