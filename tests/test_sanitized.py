"""The module inside stock nginx under AddressSanitizer and UBSan: a little of everything, and not one report.

Meant for a build with the sanitizers on; with any other build it is skipped.
"""

import os
import pathlib
import platform
import subprocess

import pytest
from control_files import ControlFiles, SessionKey, cookie
from product import Gate, free_port, module_file
from raw_http import chunked, message
from test_udc import udc

def is_sanitized() -> bool:
    module = module_file()
    return module.exists() and b"__asan_init" in module.read_bytes()


def runtime() -> str:
    """The library that nginx, which is built without sanitizers, has to load before the module."""
    name = f"libclang_rt.asan-{platform.machine()}.so"
    return subprocess.run(["clang-19", f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def key() -> SessionKey:
    return SessionKey()


@pytest.fixture(scope="module")
def control(tmp_path_factory, key, _upstream) -> ControlFiles:
    files = ControlFiles(tmp_path_factory.mktemp("control") / "data")
    files.write_session_keys(key)
    files.enrol(50, _upstream.url)
    files.write_directory()
    return files


@pytest.fixture(scope="module")
def gate(tmp_path_factory, keys, _upstream, control):
    if not is_sanitized():
        pytest.skip("the module is built without sanitizers")
    folder = tmp_path_factory.mktemp("sanitized")
    reports = folder / "report"
    os.environ["LD_PRELOAD"] = runtime()
    os.environ["ASAN_OPTIONS"] = f"detect_leaks=0:log_path={reports}"
    os.environ["UBSAN_OPTIONS"] = f"print_stacktrace=1:log_path={reports}"
    gate = Gate(folder, f"""
upstream: {_upstream.url}
droplets: {{ 21: "{_upstream.url}", 99: "http://127.0.0.1:{free_port()}" }}
control: {{ data_dir: "{control.data_dir}", people: {{}}, registry: {{ networks: [127.0.0.0/8, "::1"] }} }}
cors: {{ origins: [https://dashboard.example] }}
body: {{ max_bytes: 1250000, max_members: 400000 }}
routes:
  - {{ path: /health, auth: none }}
  - {{ path: /status/*, auth: none }}
  - {{ path: /socket, websocket: true }}
  - {{ path: /message, methods: [POST], inspect: udc, limit: 500/hour }}
  - {{ path: /page, auth: session }}
""", keys)
    try:
        gate.start_alone()
        yield gate
    finally:
        gate.stop()
        for name in ("LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
            os.environ.pop(name, None)


def reports_of(gate: Gate) -> str:
    texts = [file.read_text(errors="replace") for file in pathlib.Path(gate.folder).glob("report*")]
    log = gate.run_dir / "error.log"
    texts += [line for line in log.read_text(errors="replace").splitlines() if "Sanitizer" in line or "runtime error" in line or "exited on signal" in line]
    return "\n".join(texts)


def test_a_little_of_everything_and_not_one_report(gate, upstream, token):
    json_type = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    for _ in range(3):
        assert gate.request("GET", "/health").status == 200
        assert gate.request("GET", "/x").status == 401
        assert gate.request("GET", "/x", token=token).status == 200
        assert gate.request("GET", "/x", token=token + "x").status == 401
        assert gate.request("GET", "/a/../b").status == 400
        assert gate.request("GET", "/status/500").status == 500
        assert gate.request("GET", "/status/204").status == 204
        assert gate.request("OPTIONS", "/x", {"Origin": "https://dashboard.example", "Access-Control-Request-Method": "POST"}).status == 204
        assert gate.request("POST", "/message", json_type, udc()).status == 200
        assert gate.request("POST", "/message", json_type, udc(source=20)).status == 403
        assert gate.request("POST", "/message", json_type, udc(target=99)).status == 502
        assert gate.request("POST", "/message", json_type, b"").status == 400
        assert gate.request("POST", "/message", json_type, b"{").status == 400
        assert gate.request("POST", "/message", json_type, b"[" * 5000).status == 400
        large = udc(payload={"x": "y" * 990_000})
        assert gate.request("POST", "/message", json_type, large[:-1] + b" " * 150_000 + b"}").status == 200
        with gate.connect() as connection:
            connection.send(message("POST", "/message", {**json_type, "Transfer-Encoding": "chunked"}) + chunked(udc(), 3))
            assert connection.response().status == 200
    for odd in (b"GET / HTTP/1.1\nHost: a\n\n", b"\x00" * 100, b"GET /" + b"x" * 40000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\n", b"GET /\r\n", b"POST /message HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx"):
        gate.raw(odd)
    gate.command("reload")
    assert gate.request("GET", "/x", token=token).status == 200
    assert reports_of(gate) == ""


def test_sessions_and_droplets_come_and_go_and_not_one_report(gate, upstream, token, control, key):
    json_type = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    browser = {"Accept": "text/html"}
    for n in range(10):
        session = key.session(claims={"sub": f"person {n % 7}"})
        assert gate.request("GET", "/page", browser).status == 303
        assert gate.request("GET", "/page", {**cookie(session), "Cookie2": "x"}).status == 200
        assert gate.request("GET", "/page", {"Cookie": f"a=b; {cookie(session)['Cookie']}; c"}).status == 200
        assert gate.request("POST", "/page", cookie(session)).status == 403
        assert gate.request("GET", "/page", cookie(session[:-1])).status == 401
        assert gate.request("GET", "/_gatehouse/account", cookie(session)).status == 502
        with gate.connect() as connection:  # a message on its way while its droplet moves away, twice, and its key goes
            body = udc(target=50)
            connection.send(message("POST", "/message", {**json_type, "Content-Length": str(len(body))}) + body[:20])
            control.enrol(50, f"http://127.0.0.1:{free_port()}", state="suspended")
            control.write_directory()
            control.write_session_keys(SessionKey())
            control.bump(gate)
            assert gate.request("POST", "/message", json_type, udc(target=50)).status == 403
            assert gate.request("GET", "/page", cookie(session)).status == 401
            control.enrol(50, upstream.url)
            control.write_directory()
            control.write_session_keys(key)
            control.bump(gate)
            connection.send(body[20:])
            assert connection.response().status == 200
        control.enrol(51, "http://nowhere.example", address=None)
        control.enrol(52, f"https://127.0.0.1:{upstream.port}")
        control.write_directory()
        control.bump(gate)
        assert gate.request("POST", "/message", json_type, udc(target=50)).status == 200
        assert gate.request("POST", "/message", json_type, udc(target=51)).status == 502
        assert gate.request("POST", "/message", json_type, udc(target=52)).status == 502
        control.write("directory.json", "[")
        control.write("session.jwks", "{}")
        control.bump(gate)
        gate.request("POST", "/message", json_type, udc(target=50))
        control.write_directory()
        control.write_session_keys(key)
        control.bump(gate)
        gate.request("GET", "/page", cookie(session))
    gate.command("reload")
    assert gate.request("GET", "/page", cookie(key.session())).status == 200
    assert gate.request("POST", "/message", json_type, udc(target=50)).status == 200
    assert reports_of(gate) == ""
