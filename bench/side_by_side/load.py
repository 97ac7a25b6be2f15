"""The two ways a peer is loaded, and what its processes burnt meanwhile."""
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 64


@dataclass
class Load:
    """One measurement of one peer."""

    rate: float  # answered per second
    failed: int  # not 2xx, or the connection was lost
    cpu_us: float | None = None  # a request, of all the peer's processes
    p50_us: int | None = None
    p99_us: int | None = None


def process_tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue  # it ended while we looked
        children.setdefault(parent, []).append(int(stat.parent.name))
    tree = [root]
    for pid in tree:
        tree += children.get(pid, [])
    return tree


def cpu_ns(root: int) -> int:
    """User and system time of a process and all below it. From schedstat: the time that /proc/PID/stat rounds to ticks
    of 10 ms, in nanoseconds, a file a thread."""
    total = 0
    for pid in process_tree(root):
        for schedstat in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(schedstat.read_text().split()[0])
            except OSError:
                continue
    return total


def saturate(port: int, path: str, token: str, seconds: float) -> Load:
    """wrk, one thread, as many requests as are answered."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"]
    command += ["-H", f"Authorization: Bearer {token}", f"http://127.0.0.1:{port}{path}"]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if not rate:
        raise RuntimeError("wrk printed no rate:\n" + out)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    failed = int(refused[1]) if refused else 0
    return Load(float(rate[1]), failed + sum(map(int, lost.groups())) if lost else failed)


@dataclass
class Case:
    """What is sent at the offered rate."""

    title: str
    path: str
    tokens: Path  # one per line, used in turn
    body: Path | None = None


def offer(tool: Path, pid: int, port: int, case: Case, rate: float, seconds: float) -> Load:
    """bench/offered_rate.cc: requests fall due by the clock; CPU of the peer before and after."""
    command = [str(tool), "--port", str(port), "--path", case.path, "--rate", str(rate), "--seconds", str(seconds)]
    command += ["--connections", str(CONNECTIONS), "--tokens", str(case.tokens)]
    if case.body:
        command += ["--body", str(case.body)]
    before = cpu_ns(pid)
    run = subprocess.run(command, capture_output=True, text=True)
    burnt = cpu_ns(pid) - before
    if run.returncode != 0:
        raise RuntimeError(run.stderr.strip())
    got = json.loads(run.stdout)
    answered = got["answered"]
    return Load(
        rate=got["rate"],
        failed=answered - got["ok"] + got["broken"],
        cpu_us=burnt / 1000 / answered if answered else None,
        p50_us=got["p50_us"],
        p99_us=got["p99_us"],
    )
