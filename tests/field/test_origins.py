"""Cross-origin requests as apps, extensions and browsers send them (row B10; the Fetch standard)."""

import functools
import http.server
import pathlib
import shutil
import subprocess
import threading

import pytest
from product import assert_refused
from scripted import Scripted, answer, saying

APPS = ["capacitor://localhost", "ionic://localhost", "tauri://localhost", "app://-", "chrome-extension://gighmmpiobklfepjocnamgkkbiglidom",
        "moz-extension://1f2c7b1e-0000-4e52-9d4f-3d5ff1a6a0a1", "vscode-webview://0abc", "https://dashboard.example"]
STRANGERS = ["capacitor://localhost:80", "capacitor://localhost.evil.example", "capacitor://evil", "chrome-extension://gighmmpiobklfepjocnamgkkbiglidon", "file://", "null",
             "Capacitor://localhost", "capacitor://localhost/", "capacitor://", "xcapacitor://localhost"]
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
cors: {{ origins: [{", ".join(f'"{origin}"' for origin in APPS)}] }}
routes: [{{ path: /open, auth: none }}]
""")


@pytest.mark.parametrize("origin", APPS)
def test_B10_an_app_that_is_listed_may_call(gate, upstream, origin):
    answer = gate.request("OPTIONS", "/open", {"Origin": origin, **PREFLIGHT})
    assert answer.status == 204 and answer.one("Access-Control-Allow-Origin") == origin
    upstream.assert_untouched()
    answer = gate.request("POST", "/open", {"Origin": origin}, b"x")
    assert answer.status == 200 and answer.one("Access-Control-Allow-Origin") == origin


@pytest.mark.parametrize("cors", ["", 'cors: { origins: ["https://dashboard.example"] }'], ids=["the service's own", "the gate's"])
def test_C9_a_page_may_read_that_the_service_failed(make_gate, cors):
    """Without Access-Control-Allow-Origin a browser would report a mistake in CORS, and hide the 503 from the page."""
    said = ["Access-Control-Allow-Origin: https://page.example", "Access-Control-Allow-Credentials: true", "Retry-After: 7", "X-Debug-Trace: hunter2"]
    service = Scripted(saying(answer(503, said, b"hunter2")))
    failed = make_gate(f"upstream: {service.url}\n{cors}\nroutes: [{{ path: /open, auth: none }}]\n").request("GET", "/open")
    assert_refused(failed, 503, "An error occurred")
    assert failed.one("Retry-After") == "7" and "hunter2" not in repr(failed.headers)
    assert failed.all("Access-Control-Allow-Origin") == ([] if cors else ["https://page.example"])
    assert failed.all("Access-Control-Allow-Credentials") == ([] if cors else ["true"])
    service.close()


@pytest.mark.parametrize("origin", STRANGERS)
def test_THREATS_what_only_looks_like_it_may_not(gate, upstream, origin):
    assert_refused(gate.request("OPTIONS", "/open", {"Origin": origin, **PREFLIGHT}), 403, "Origin not allowed")
    assert_refused(gate.request("POST", "/open", {"Origin": origin}, b"x"), 403, "Origin not allowed")
    upstream.assert_untouched()


@pytest.mark.parametrize("asked", [{"Access-Control-Request-Method": "HEAD"}, {"Access-Control-Request-Method": "HEAD", "Access-Control-Request-Headers": "authorization"},
                                   {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "accept"},
                                   {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "accept-language,authorization,range"},
                                   {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Content-Language, Content-Type"}])
def test_B10_a_preflight_for_what_every_page_may_do(gate, upstream, asked):
    answer = gate.request("OPTIONS", "/open", {"Origin": "https://dashboard.example", **asked})
    assert answer.status == 204, answer.body
    allowed = {name.strip().lower() for name in answer.one("Access-Control-Allow-Headers").split(",")}
    wanted = {name.strip().lower() for name in asked.get("Access-Control-Request-Headers", "").split(",") if name}
    assert wanted <= allowed, "a browser looks for the names that it asked for"


@pytest.mark.parametrize("asked", [{"Access-Control-Request-Method": "DELETE"}, {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-other"}])
def test_B10_what_is_not_listed_stays_refused(gate, upstream, asked):
    assert gate.request("OPTIONS", "/open", {"Origin": "https://dashboard.example", **asked}).status == 403


@pytest.mark.parametrize("origin", ["file://", "wss://app.example", "capacitor://*", "Capacitor://localhost", "capacitor://localhost/", "null", "data:x"])
def test_B10_an_origin_that_nobody_sends_is_no_start(policy_file, origin):
    done = policy_file(f'upstream: http://127.0.0.1:9\ncors: {{ origins: ["{origin}"] }}\n').command("check", check=False)
    assert done.returncode == 1 and "gatehouse.yaml:" in done.stderr + done.stdout, (done.returncode, done.stderr)


PAGE = """<!doctype html><title>waiting</title><script>
(async () => {
  const told = [];
  for (const [method, headers] of [['GET', {Authorization: 'Bearer x'}], ['HEAD', {Authorization: 'Bearer x'}], ['GET', {Accept: 'a/' + 'b'.repeat(200)}],
                                   ['GET', {Range: 'bytes=5-1'}], ['GET', {'X-Other': 'x'}]])
    told.push(await fetch('GATE/open', {method, headers}).then(a => a.status, () => 'kept from the page'));
  document.title = 'done'; document.body.textContent = told.join(' ');
})();
</script><body></body>"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium: tools/install_packages.sh test")
def test_a_browsers_own_preflights(make_gate, upstream, tmp_path):
    """HEAD, an unusual Accept and a Range make Chromium ask first; it must get the answer that lets the request go."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://localhost:{server.server_port}"
    gate = make_gate(f'upstream: {upstream.url}\ncors: {{ origins: ["{origin}"], methods: [GET], headers: [Authorization] }}\nroutes: [{{ path: /open, auth: none }}]\n')
    pathlib.Path(tmp_path / "page.html").write_text(PAGE.replace("GATE", f"http://127.0.0.1:{gate.port}"))
    done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=20000", "--dump-dom",
                           f"{origin}/page.html"], capture_output=True, text=True, timeout=120)
    server.shutdown()
    assert "200 200 200 200 kept from the page" in done.stdout, done.stdout + done.stderr[-2000:]
