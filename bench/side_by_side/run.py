#!/usr/bin/env python3
"""Gatehouse beside bare nginx, HAProxy, Apache and a FastAPI stack, on loopback, interleaved round by round.

Prints what was measured, as Markdown: medians, smallest and largest, ratios to bare nginx. It judges nothing:
bench/results/requests.md has the goals beside the figures.
"""
import argparse
import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from load import Case, Load, offer, saturate
from peers import AUDIENCE, ISSUER, PEERS, Peer, Unavailable, World, free_port, need, prove, start_upstream

ROOT = Path(__file__).resolve().parents[2]
MESSAGE_BYTES = 600
SATURATION = "saturation"
COLUMNS = ["CPU µs per request", "to bare nginx", "to nginx + headers", "answered/s", "p50 µs", "p99 µs", "not 2xx"]


def make_keys(run: Path) -> None:
    openssl = need("openssl")
    private = str(run / "private.pem")
    certificate = ["req", "-x509", "-new", "-key", private, "-subj", "/CN=bench", "-days", "2"]
    for arguments in (
        ["genrsa", "-out", private, "2048"],
        ["rsa", "-in", private, "-pubout", "-out", str(run / "public.pem")],
        [*certificate, "-out", str(run / "certificate.pem")],
    ):
        subprocess.run([openssl, *arguments], check=True, capture_output=True)


def make_tokens(world: World, count: int) -> list[str]:
    command = [world.build / "bin" / "make_tokens", "--key", world.run / "private.pem", "--issuer", ISSUER]
    command += ["--audience", AUDIENCE, "--droplet-id", "14", "--count", str(count), "--life", "7200"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def make_message() -> bytes:
    message = {
        "trace_id": "0b5f5b0e-7a39-4a35-9a53-0e4d1d7f6a01",
        "source": 14,
        "target": 21,
        "message_type": "status",
        "payload": {"health": "ok", "load": 0.42, "note": ""},
        "timestamp": "2026-01-01T00:00:00Z",
    }
    message["payload"]["note"] = "x" * (MESSAGE_BYTES - len(json.dumps(message)))
    return json.dumps(message).encode()


def start_peers(world: World, wanted: list[str], token: str, message: bytes) -> tuple[list[Peer], list[str]]:
    """Those that take part, and a line for each that does not."""
    started, left_out = [], []
    for peer in PEERS:
        if peer.name not in wanted:
            continue
        try:
            peer.port = free_port()
            peer.pid = peer.start(world, peer.port)
            prove(peer, token, message)
        except (Unavailable, OSError) as why:
            left_out.append(f"Left out: {peer.title}: {why}")
            print(f"side_by_side: {left_out[-1]}", file=sys.stderr)
            continue
        started.append(peer)
    return started, left_out


def measure(args, world: World, peers: list[Peer], cases: list[Case], token: str) -> dict[tuple[str, str], list[Load]]:
    """(case, peer) → one Load a round. Every round asks every peer everything once, so that what else the machine
    does falls on all alike."""
    tool = args.build / "bin" / "offered_rate"
    results: dict[tuple[str, str], list[Load]] = {}
    for peer in peers:  # caches filled, connections to the upstream made
        offer(tool, peer.pid, peer.port, cases[0], args.rate, 0.5)
    for number in range(args.rounds):
        began = time.monotonic()
        for peer in peers:
            load = saturate(peer.port, cases[0].path, token, args.seconds)
            results.setdefault((SATURATION, peer.name), []).append(load)
        for case in cases:
            for peer in peers:
                load = offer(tool, peer.pid, peer.port, case, args.rate, args.seconds)
                results.setdefault((case.title, peer.name), []).append(load)
        took = time.monotonic() - began
        print(f"side_by_side: round {number + 1} of {args.rounds} took {took:.0f} s", file=sys.stderr)
    return results


def spread(values: list[float], digits: int = 0) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f}–{high:,.{digits}f})"


def ratio(values: list[float], base: list[float] | None) -> str:
    """Median over the rounds of this peer to that one in the same round."""
    if not base:
        return "–"
    return f"{statistics.median(value / other for value, other in zip(values, base, strict=True)):.2f}"


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def report(args, peers: list[Peer], cases: list[Case], results: dict[tuple[str, str], list[Load]]) -> str:
    def column(case: str, peer: str, what: str) -> list[float]:
        return [getattr(load, what) for load in results.get((case, peer), [])]

    today = time.strftime("%Y-%m-%d", time.gmtime())
    lines = [
        f"Measured on {today}: {args.rounds} rounds of {args.seconds:g} s, interleaved; "
        "median (smallest–largest), ratios are medians of the rounds' own.",
        "",
        "**Saturation**: GET, the same token, wrk, 64 connections",
        "",
        row(["", "requests/s", "to bare nginx", "not 2xx"]),
        row(["---", "---:", "---:", "---:"]),
    ]
    for peer in peers:
        rates = column(SATURATION, peer.name, "rate")
        failed = sum(column(SATURATION, peer.name, "failed"))
        to_nginx = ratio(rates, column(SATURATION, "nginx", "rate"))
        lines.append(row([peer.title, spread(rates), to_nginx, f"{failed:,.0f}"]))
    for case in cases:
        lines += [
            "",
            f"**{case.title}**: {args.rate:,.0f} requests/s offered over 64 connections",
            "",
            row(["", *COLUMNS]),
            row(["---"] + ["---:"] * len(COLUMNS)),
        ]
        for peer in peers:
            cpu = column(case.title, peer.name, "cpu_us")
            lines.append(
                row(
                    [
                        peer.title,
                        spread(cpu, 1),
                        ratio(cpu, column(case.title, "nginx", "cpu_us")),
                        ratio(cpu, column(case.title, "nginx_headers", "cpu_us")),
                        f"{statistics.median(column(case.title, peer.name, 'rate')):,.0f}",
                        f"{statistics.median(column(case.title, peer.name, 'p50_us')):,.0f}",
                        f"{statistics.median(column(case.title, peer.name, 'p99_us')):,.0f}",
                        f"{sum(column(case.title, peer.name, 'failed')):,.0f}",
                    ]
                )
            )
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    names = [peer.name for peer in PEERS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "bench", help="build folder (preset bench)")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--rate", type=float, default=20_000, help="requests per second offered")
    parser.add_argument("--tokens", type=int, default=20_000, help="different tokens for 'every token new'")
    parser.add_argument("--peers", default=",".join(names), help="some of: %(default)s")
    parser.add_argument("--out", type=Path, help="also write the tables to this file")
    parser.add_argument("--keep", action="store_true", help="keep the folder with configurations and logs")
    args = parser.parse_args()
    args.build = args.build.resolve()
    args.peers = args.peers.split(",")
    if unknown := set(args.peers) - set(names):
        parser.error(f"no such peer: {', '.join(sorted(unknown))}")
    for tool in ("offered_rate", "make_tokens"):
        if not (args.build / "bin" / tool).exists():
            parser.error(f"{args.build}/bin/{tool} is not built: cmake --preset bench && cmake --build --preset bench")
    return args


def main() -> int:
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `finally` ends what was started
    run = Path(tempfile.mkdtemp(prefix="gatehouse-bench-"))
    run.chmod(0o755)  # worker processes run as another user when this is root
    world = World(run, args.build)
    try:
        need("wrk")
        make_keys(run)
        tokens = make_tokens(world, args.tokens)
        message = make_message()
        (run / "one_token").write_text(tokens[0])
        (run / "tokens").write_text("\n".join(tokens))
        (run / "message.json").write_bytes(message)
        cases = [
            Case("GET, the same token", "/status", run / "one_token"),
            Case("GET, every token new", "/status", run / "tokens"),
            Case(f"POST /message, {len(message)} bytes", "/message", run / "one_token", run / "message.json"),
        ]
        start_upstream(world)
        peers, left_out = start_peers(world, args.peers, tokens[0], message)
        tables = report(args, peers, cases, measure(args, world, peers, cases, tokens[0]))
        tables += "".join(f"\n{line}\n" for line in left_out)
    except Unavailable as why:
        print(f"side_by_side: {why}", file=sys.stderr)
        return 2
    finally:
        world.close()
        if args.keep:
            print(f"side_by_side: kept {run}", file=sys.stderr)
        else:
            shutil.rmtree(run, ignore_errors=True)
    print(tables, end="")
    if args.out:
        args.out.write_text(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
