#!/usr/bin/env python3
"""User-space instructions per request: the gate beside a bare nginx that adds the same six headers.

Each runs as one real nginx process under callgrind and answers N and then 3 N requests over one connection; the
difference, divided by 2 N, is what one request costs. The figure does not depend on the machine's load or speed.

  bench/instructions.py                      all three cases, as Markdown
  bench/instructions.py --haproxy            HAProxy with the same checks of tokens beside them
  bench/instructions.py --profile get        the functions behind one case
  bench/instructions.py --fail-over get=1.30 exit 1 where the ratio is higher: what the test run asks
"""
import argparse
import base64
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "side_by_side"))
from peers import AUDIENCE, CONF, ISSUER, Unavailable, World, end_group, free_port, need, start_upstream  # noqa: E402
from run import make_keys, make_message  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60  # valgrind translates every page that it meets for the first time
ANSWER_SECONDS = 30
BARE, GATE, HAPROXY = "bare nginx + six headers", "Gatehouse", "HAProxy, jwt_verify"
SHOWN_FROM = 20  # instructions per request, in a profile
# In one process, so that callgrind sees the worker's work and nothing else.
ONE_PROCESS = "daemon off;\nmaster_process off;\n"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def make_tokens(private_key: Path, count: int) -> list[str]:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(private_key.read_bytes(), None)
    now = int(time.time())
    head = encoded(json.dumps({"alg": "RS256", "typ": "JWT"}).encode())
    tokens = []
    for number in range(count):
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "droplet:14", "droplet_id": 14, "iat": now, "exp": now + 7200}
        claims["jti"] = f"bench-{number}"
        signed = head + "." + encoded(json.dumps(claims).encode())
        tokens.append(signed + "." + encoded(key.sign(signed.encode(), PKCS1v15(), SHA256())))
    return tokens


@dataclass
class Case:
    name: str
    title: str
    requests: list[bytes]  # sent in turn, beginning again at the end

    def request(self, number: int) -> bytes:
        return self.requests[number % len(self.requests)]


def make_cases(run: Path, count: int) -> list[Case]:
    tokens = make_tokens(run / "private.pem", 4 * count)
    message = make_message()

    def get(token: str) -> bytes:
        return f"GET /status HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    head = "POST /message HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    post = f"{head}Authorization: Bearer {tokens[0]}\r\nContent-Length: {len(message)}\r\n\r\n".encode() + message
    return [
        Case("get", "GET, a token seen before", [get(tokens[0])]),
        Case("new", "GET, every token new", [get(token) for token in tokens]),
        Case("post", "POST /message, 600 bytes", [post]),
    ]


def read_answer(stream) -> None:
    status = stream.readline()
    if b" 200 " not in status:
        raise Unavailable(f"a request was answered with {status.decode(errors='replace').strip() or 'nothing'}")
    length = 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    stream.read(length)


def ask(port: int, case: Case, count: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS) as connection:
        stream = connection.makefile("rb")
        for number in range(count):
            connection.sendall(case.request(number))
            read_answer(stream)


@dataclass
class Server:
    """A proxy that stays one process in the foreground, so that callgrind sees all of its work."""

    name: str
    command: list[str]
    port: int


def one_nginx(world: World, conf: Path, port: int) -> Server:
    return Server(conf.stem, [need("nginx"), "-p", str(world.run), "-e", "stderr", "-c", str(conf)], port)


def gate_server(world: World) -> Server:
    """What `gatehouse up` writes, for one process. Its own gate is stopped again: only the file is wanted."""
    program = world.build / "bin" / "gatehouse"
    if not program.exists():
        raise Unavailable(f"{program} is not built")
    port = free_port()
    policy = world.render("gatehouse.yaml", "gatehouse.yaml", PORT=port)
    for command in (["up", "--detach", "-c", policy], ["stop", "-c", policy]):
        done = subprocess.run([program, *command], capture_output=True, text=True)
        if done.returncode != 0:
            raise Unavailable(f"gatehouse {command[0]}: {done.stderr.strip()}")
    text = (world.run / "gatehouse" / "nginx.conf").read_text()
    text = re.sub(r"^error_log .*$", "error_log stderr warn;", text, flags=re.MULTILINE)
    conf = world.run / "gate.conf"
    conf.write_text(ONE_PROCESS + text)
    return one_nginx(world, conf, port)


def bare_server(world: World) -> Server:
    port = free_port()
    conf = world.render("nginx.conf", "bare.conf", NAME="bare", PORT=port, HEADERS=(CONF / "six_headers.conf").read_text())
    conf.write_text("master_process off;\n" + conf.read_text())
    return one_nginx(world, conf, port)


def haproxy_server(world: World) -> Server:
    port = free_port()
    conf = world.render("haproxy.cfg", "haproxy.cfg", PORT=port)
    return Server("haproxy", [need("haproxy"), "-db", "-f", str(conf)], port)


def stop(server: subprocess.Popen) -> None:
    """A signal that comes between nginx's look at its flags and its wait for events is seen at the next one."""
    for _ in range(START_SECONDS):
        server.terminate()
        try:
            server.wait(timeout=1)
            return
        except subprocess.TimeoutExpired:
            continue
    end_group(server)


def count_instructions(world: World, server: Server, case: Case, count: int) -> tuple[int, Path]:
    """All that the server executes from its start over `count` requests to its end."""
    out = world.run / f"callgrind.{server.name}.{case.name}.{count}"
    command = [need("valgrind"), "--tool=callgrind", f"--callgrind-out-file={out}", *server.command]
    log = (world.run / f"{out.name}.out").open("w")
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                               start_new_session=True)  # fmt: skip
    try:
        world.await_port(out.name, server.port, lambda: process.poll() is not None, START_SECONDS)
        ask(server.port, case, count)
    finally:
        stop(process)
    total = re.search(r"^(?:summary|totals): (\d+)", out.read_text(), re.MULTILINE)
    if not total:
        raise Unavailable(f"callgrind wrote no total to {out}")
    return int(total[1]), out


def per_request(world: World, server: Server, case: Case, count: int) -> float:
    few, _ = count_instructions(world, server, case, count)
    many, _ = count_instructions(world, server, case, 3 * count)
    return (many - few) / (2 * count)


def by_function(world: World, server: Server, case: Case, count: int) -> dict[str, float]:
    """What one request executes in each function itself; the start of the process cancels out."""
    sums: dict[str, float] = {}
    for sign, requests in ((-1, count), (1, 3 * count)):
        _, out = count_instructions(world, server, case, requests)
        command = ["callgrind_annotate", "--threshold=100", "--auto=no", out]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for number, name in re.findall(r"^ *([\d,]+) \([ \d.]+%\)\s+(.*)$", text, re.MULTILINE):
            name = re.sub(r"^[^ (]*?:(?!:)|'\d+$| \[[^\]]*\]$", "", name)
            sums[name] = sums.get(name, 0) + sign * int(number.replace(",", "")) / (2 * count)
    return sums


def show_profile(gate: dict[str, float], bare: dict[str, float]) -> None:
    print("    gate       bare  difference")
    for name in sorted(gate.keys() | bare.keys(), key=lambda name: bare.get(name, 0) - gate.get(name, 0)):
        ours, base = gate.get(name, 0), bare.get(name, 0)
        if abs(ours - base) >= SHOWN_FROM:
            print(f"{ours:8,.0f} {base:10,.0f} {ours - base:11,.0f}  {name[:130]}")


def print_row(cells: list[str]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release", help="default: build/release")
    parser.add_argument("--requests", type=int, default=200, metavar="N", help="N and 3 N are sent; default 200")
    parser.add_argument("--case", action="append", choices=["get", "new", "post"], help="only this one; may be repeated")
    parser.add_argument("--haproxy", action="store_true", help="HAProxy with the same checks of tokens beside them")
    parser.add_argument("--profile", choices=["get", "new", "post"], help="by function, where the two differ")
    parser.add_argument("--fail-over", action="append", default=[], metavar="CASE=RATIO")
    args = parser.parse_args()
    bounds = {name: float(ratio) for name, ratio in (each.split("=") for each in args.fail_over)}

    world = World(run=Path(tempfile.mkdtemp(prefix="gatehouse-bench-")), build=args.build.resolve())
    try:
        make_keys(world.run)
        start_upstream(world)
        gate, bare = gate_server(world), bare_server(world)
        cases = make_cases(world.run, args.requests)
        if args.profile:
            case = next(each for each in cases if each.name == args.profile)
            show_profile(
                by_function(world, gate, case, args.requests),
                by_function(world, bare, case, args.requests),
            )
            return 0
        wanted = args.case or sorted(bounds) or [case.name for case in cases]
        haproxy = haproxy_server(world) if args.haproxy else None
        print_row(["", BARE, GATE, "ratio", *([HAPROXY, "to Gatehouse"] if haproxy else [])])
        print_row(["---", *["---:"] * (5 if haproxy else 3)])
        exceeded = []
        for case in cases:
            if case.name not in wanted:
                continue
            base = per_request(world, bare, case, args.requests)
            ours = per_request(world, gate, case, args.requests)
            row = [case.title, f"{base:,.0f}", f"{ours:,.0f}", f"{ours / base:.2f}"]
            if haproxy:
                theirs = per_request(world, haproxy, case, args.requests)
                row += [f"{theirs:,.0f}", f"{theirs / ours:.2f}"]
            print_row(row)
            if ours / base > bounds.get(case.name, float("inf")):
                exceeded.append(f"{case.title}: {ours / base:.2f} × bare nginx, allowed are {bounds[case.name]:.2f}")
        for each in exceeded:
            print(f"instructions: {each}", file=sys.stderr)
        return 1 if exceeded else 0
    except Unavailable as why:
        print(f"instructions: {why}", file=sys.stderr)
        return 2
    finally:
        world.close()
        shutil.rmtree(world.run, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
