#!/usr/bin/env python3
"""Logins per second through the running gate, beside the most that argon2id allows on this machine.

    GATEHOUSE_BIN=build/release/bin/gatehouse bench/logins.py [--logins 200] [--people 8]

Both are measured in the same run: first passwords hashed by the program alone (one processor, times the processors there are: nothing can log in
faster than that), then logins from as many addresses as it takes to stay below the gate's limit by address.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "control")]

from control_gate import ControlGate  # noqa: E402
from people_support import PASSWORD, Person, add_user  # noqa: E402
from product import BINARY  # noqa: E402

HASHES = 40


def hashes_a_second(milliseconds: int) -> float:
    """Of one processor, at the cost that the daemon calibrates to; what starting and calibrating take is left out."""
    def run(count: int) -> float:
        began = time.monotonic()
        subprocess.run([BINARY, "password", "hash", "--milliseconds", str(milliseconds)], input=(PASSWORD + "\n") * count, text=True,
                       stdout=subprocess.DEVNULL, check=True)
        return time.monotonic() - began

    nothing = run(0)
    return HASHES / (run(HASHES) - nothing)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--logins", type=int, default=200)
    arguments.add_argument("--people", type=int, default=8, help="logging in at the same time")
    asked = arguments.parse_args()
    limit = hashes_a_second(50) * len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        gate = ControlGate(pathlib.Path(folder), "{ registry: {}, people: { attempts: 100000/hour } }")
        try:
            gate.start()
            name = add_user(gate)

            def log_in(_: int) -> float:
                began = time.monotonic()
                assert Person(gate, name).log_in().status == 303
                return time.monotonic() - began

            with concurrent.futures.ThreadPoolExecutor(asked.people) as pool:
                began = time.monotonic()
                taken = sorted(pool.map(log_in, range(asked.logins)))
                rate = asked.logins / (time.monotonic() - began)
        finally:
            gate.stop()
    print(f"argon2id alone: {limit:.1f} a second on {len(os.sched_getaffinity(0))} processors")
    print(f"logins: {rate:.1f} a second, {rate / limit:.0%} of it; half within {taken[len(taken) // 2] * 1000:.0f} ms, "
          f"99 of 100 within {taken[int(len(taken) * 0.99)] * 1000:.0f} ms, {asked.people} at a time")


if __name__ == "__main__":
    main()
