"""Rows A14 and C10: no secret of a request reaches any file under run_dir, whatever goes wrong; strangers cannot fill the disk by it."""

import os
import re
import signal
import socket
import ssl
import stat
import time

import pytest
from product import Gate, eventually, free_port
from raw_http import message

SECRET = "Zq7Kx2Vn9Rb4Wm6T"
PARTS = {field: f"{SECRET}{field}" for field in ("query", "path", "referer", "cookie", "authorization", "custom", "host", "body")}


@pytest.fixture(scope="module")
def black_hole():
    """A port whose connections are never taken: its queue is full."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for connection in waiting:
            connection.close()


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, black_hole):
    return make_gate(f"""
upstream: {_upstream.url}
upstreams:
  dead: http://127.0.0.1:{free_port()}
  hole: http://127.0.0.1:{black_hole}
body: {{ max_bytes: 1000 }}
routes:
  - {{ path: /dead/*, auth: none, upstream: dead }}
  - {{ path: /hole/*, auth: none, upstream: hole }}
  - {{ path: /garbage, auth: none }}
  - {{ path: /cut, auth: none }}
  - {{ path: /silent, auth: none }}
  - {{ path: /large, auth: none }}
""")


def laden(method: str, path: str, body: bytes = b"") -> bytes:
    """A request with a secret in each of its fields."""
    return message(method, f"{path}?q={PARTS['query']}", {
        "Referer": f"https://a.example/?t={PARTS['referer']}", "Cookie": f"PHPSESSID={PARTS['cookie']}",
        "Authorization": f"Bearer {PARTS['authorization']}", "X-Custom": PARTS["custom"]}, body, host=f"{PARTS['host']}.example")


def test_C10_no_secret_of_a_request_is_in_a_file(gate, upstream):
    body = PARTS["body"].encode()
    provoked = [
        laden("POST", f"/dead/reset/{PARTS['path']}", body),  # upstream down
        laden("POST", "/garbage", body), laden("GET", "/cut"), laden("POST", "/silent", body),
        laden("POST", f"/dead/reset/{PARTS['path']}", body * 100),  # 413
        laden("GET", f"/reset/{PARTS['path']}"),  # refused
        laden("GET", "/dead/x").replace(b" HTTP/1.1", b" HTTP/9.z"), laden("GET", "/dead/x").replace(b"X-Custom:", b"X Custom\x01"),
        laden("GET", "/dead/x" + "y" * 70000), laden("GET", "/dead/x").replace(b"GET", b"\x16\x03"),
    ]
    for data in provoked:
        gate.raw(data)
    with gate.connect() as connection:  # an upstream that does not answer in time
        connection.send(laden("POST", f"/hole/reset/{PARTS['path']}", body))
        assert connection.response("POST").status in (502, 504)
    with gate.connect() as connection:  # a client that leaves in the middle of its body
        connection.send(laden("POST", "/silent", body * 10)[:-50])
    log = gate.run_dir / "error.log"
    assert eventually(lambda: log.read_text().count("/dead/reset/[REDACTED]") >= 1 and "Connection refused" in log.read_text()), log.read_text()
    assert eventually(lambda: "timed out" in log.read_text()), "the timeout is told"
    assert "client: 127.0.0.1" in log.read_text(), "and who it was"
    files = [file for file in gate.run_dir.rglob("*") if file.is_file()]
    assert len(files) >= 4
    for file in files:
        content = file.read_bytes()
        for field, secret in PARTS.items():
            assert secret.encode() not in content, (file.name, field)


def test_C10_log_files_are_closed_to_others(gate):
    for file in [*gate.run_dir.rglob("*.log"), *gate.run_dir.rglob("*.jsonl")]:
        assert stat.S_IMODE(file.stat().st_mode) & ~0o640 == 0, (file, oct(file.stat().st_mode))


def test_C10_a_log_that_is_opened_anew_is_closed_to_others_too(gate):
    log = gate.run_dir / "error.log"
    log.rename(gate.run_dir / "error.log.1")
    os.kill(gate.master(), signal.SIGUSR1)
    assert eventually(log.exists)
    assert eventually(lambda: stat.S_IMODE(log.stat().st_mode) & ~0o640 == 0), oct(log.stat().st_mode)
    gate.request("GET", "/dead/x")
    assert eventually(lambda: "Connection refused" in log.read_text()), "and written to"


def test_C10_a_flood_of_errors_does_not_fill_the_error_log(gate):
    log = gate.run_dir / "error.log"
    gate.request("GET", "/dead/x")
    before, begun = log.stat().st_size, time.monotonic()
    with gate.connect() as connection:
        for _ in range(1500):
            connection.send(message("GET", "/dead/x"))
            assert connection.response("GET").status == 502
    seconds = int(time.monotonic() - begun) + 2
    lines = log.read_bytes()[before:].count(b"\n")
    assert lines <= seconds * 2 * 102, (lines, seconds)


def test_A14_a_response_that_its_client_does_not_read_is_not_stored_on_disk(gate, upstream):
    with gate.connect() as connection:
        connection.send(message("GET", "/large"))
        connection.head()
        deleted = re.compile(re.escape(str(gate.run_dir)) + r"/temp/proxy/")
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            for worker in gate.workers():
                for fd in os.listdir(f"/proc/{worker}/fd"):
                    try:
                        assert not deleted.match(os.readlink(f"/proc/{worker}/fd/{fd}")), "spooled"
                    except FileNotFoundError:
                        pass
            time.sleep(0.05)


def test_B12_a_flood_of_equal_refusals_is_few_lines_and_none_is_lost(gate):
    before, begun = len(gate.events), time.monotonic()
    with gate.connect() as connection:
        for number in range(1500):
            connection.send(message("GET", f"/refused/{number}"))
            assert connection.response("GET").status == 401
    seconds = int(time.monotonic() - begun) + 2

    def told() -> list[dict]:
        return [event for event in gate.events[before:] if event.get("reason") == "token_missing"]

    # No further request comes: the last sum is written by the clock.
    assert eventually(lambda: sum(event.get("count", 1) for event in told()) == 1500), sum(event.get("count", 1) for event in told())
    assert len(told()) <= seconds * 257, len(told())  # one connection, so one worker


def handshake(port: int, name: str, versions: tuple = ()) -> ssl.SSLSocket | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if versions:
        context.minimum_version, context.maximum_version = versions
        context.set_ciphers("ALL:@SECLEVEL=0")
    connection = socket.create_connection(("127.0.0.1", port), 10)
    try:
        return context.wrap_socket(connection, server_hostname=name)
    except (ssl.SSLError, ConnectionError):
        connection.close()
        return None


@pytest.fixture(scope="module")
def tls_gate(tmp_path_factory, keys, _upstream):
    """With a body timeout of a second instead of thirty."""
    gate = Gate(tmp_path_factory.mktemp("gate"), f"upstream: {_upstream.url}\nroutes: [{{ path: /silent/*, auth: none }}]\n", keys, tls=True)
    gate.start()
    config = gate.run_dir / "nginx.conf"
    text = config.read_text()
    assert "client_body_timeout 30s;" in text
    config.write_text(re.sub(r"(error_log .*) notice;", r"\1 info;", text.replace("client_body_timeout 30s;", "client_body_timeout 1s;")))
    before = set(gate.workers())
    os.kill(gate.master(), signal.SIGHUP)
    assert eventually(lambda: len(set(gate.workers()) - before) >= 2 and not set(gate.workers()) & before), "it has read them"
    yield gate
    gate.stop()


def test_C10_names_of_a_handshake_and_bodies_that_time_out_leave_no_secret(tls_gate, upstream):
    log, name = tls_gate.run_dir / "error.log", f"{PARTS['host']}.example".lower()
    old = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
    assert handshake(tls_gate.port, name, old) is None, "a handshake that fails"
    cut = socket.create_connection(("127.0.0.1", tls_gate.port), 10)
    cut.sendall(b"\x16\x03\x01\x02\x00\x01" + name.encode())  # one that is cut
    cut.close()
    with handshake(tls_gate.port, name) as connection:  # another name than the Host
        connection.sendall(laden("GET", "/silent"))
        connection.recv(1000)
    with handshake(tls_gate.port, name) as connection:  # a body that does not come
        connection.sendall(laden("POST", f"/silent/reset/{PARTS['path']}", PARTS["body"].encode() * 10)[:-50])
        connection.settimeout(10)
        assert b" 200 " not in connection.recv(1000), "it was given up, and nothing waits for it"
    assert eventually(lambda: "SSL_do_handshake() failed" in log.read_text()), log.read_text()
    assert eventually(lambda: "peer closed connection in SSL handshake" in log.read_text()), log.read_text()
    for file in (file for file in tls_gate.run_dir.rglob("*") if file.is_file()):
        content = file.read_bytes().lower()
        for field, secret in PARTS.items():
            assert secret.lower().encode() not in content, (file.name, field)
