#!/usr/bin/env python3
"""How long an audit takes for files of 25,000, 50,000 and 100,000 parts (tests/audit/large_files.py), in seconds of processor time.

  bench/audit_growth.py [GATEHOUSE] [--only WORD] [--parts 25000,50000,100000] [--seconds 120]
"""

import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "audit"))
from large_files import SHAPES  # noqa: E402


MEMORY = 4 << 30  # a form that needs more ends the program, and not the machine


def bound_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def seconds(gatehouse: str, files: dict, limit: float) -> str:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        child = subprocess.Popen([gatehouse, "audit", folder, "--format", "json", "--scanners", "none"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=bound_memory)
        end = time.monotonic() + limit
        try:
            _, errors = child.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            return f"> {time.monotonic() - end + limit:.0f}"
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return f"{used:.2f}" if child.returncode in (0, 1) else f"ended with {child.returncode}: {errors.strip()[:80]}"


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("gatehouse", nargs="?", default=str(ROOT / "build" / "release" / "bin" / "gatehouse"))
    words.add_argument("--only", default="", help="the forms whose name contains this")
    words.add_argument("--parts", default="25000,50000,100000")
    words.add_argument("--seconds", type=float, default=120, help="when a run is given up")
    asked = words.parse_args()
    parts = [int(each) for each in asked.parts.split(",")]
    print("| form | " + " | ".join(f"{each:,}" for each in parts) + " |\n|---|" + "---:|" * len(parts), flush=True)
    for name, make in SHAPES.items():
        if asked.only in name:
            print(f"| {name.replace('_', ' ')} | " + " | ".join(seconds(asked.gatehouse, make(each), asked.seconds) for each in parts) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
