#!/usr/bin/python3
"""From an event to the block: a real daemon follows a log that grows by so many events per second; some of them are attacks.

Measured by the log itself: the time of each attack's event against that of its block_added event.
usage: bench/event_to_block.py [--rate 5000] [--seconds 10] [--attacks 10]   (attacks a second; GATEHOUSE_BIN names the program)
"""
import argparse
import datetime
import json
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/control"), str(ROOT / "tests/watch")]

from watched import WatchedGate, event  # noqa: E402


def milliseconds(stamp: str) -> float:
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp() * 1000


def write(gate, rate: int, seconds: float, attacks: int) -> int:
    sent, began = 0, time.time()
    while (now := time.time()) - began < seconds:
        due = int((now - began) * rate) - sent
        lines = []
        for number in range(sent, sent + due):
            if number % max(rate // attacks, 1) == 0:
                lines.append(event("suspicious_input", now, address=f"203.{number // 62500 % 250}.{number // 250 % 250}.{number % 250 + 1}"))
            else:
                lines.append(event("access", now, principal=f"person{number % 10000}", address="192.0.2.1", path="/api/tasks", count=1))
        gate.write_events(lines)
        sent += due
        time.sleep(0.002)
    return sent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--attacks", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gate = WatchedGate(pathlib.Path(folder), sample=0).start()
        try:
            time.sleep(2)
            sent = write(gate, options.rate, options.seconds, options.attacks)
            time.sleep(3)
            attacked, blocked = {}, {}
            for line in gate.log.read_text().splitlines():
                told = json.loads(line)
                if told["type"] == "suspicious_input":
                    attacked.setdefault(told["address"], milliseconds(told["time"]))
                elif told["type"] == "block_added":
                    blocked.setdefault(told["address"], milliseconds(told["time"]))
        finally:
            gate.stop()
    waits = sorted(blocked[address] - attacked[address] for address in attacked if address in blocked)
    print(f"{sent / options.seconds:,.0f} events per second, {len(attacked)} attacks, {len(waits)} blocks: median "
          f"{statistics.median(waits):.0f} ms, p99 {waits[min(len(waits) * 99 // 100, len(waits) - 1)]:.0f} ms, most {waits[-1]:.0f} ms")


if __name__ == "__main__":
    main()
