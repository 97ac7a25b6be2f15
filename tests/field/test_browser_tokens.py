"""A browser's WebSocket and EventSource send no Authorization header: tokens in Sec-WebSocket-Protocol, and tickets. B2, A8."""

import concurrent.futures
import json
import shutil
import subprocess
import time

import pytest
from product import assert_refused, gatehouse
from raw_http import message

HANDSHAKE = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
LOG_FILES = ("error.log", "events.jsonl")


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"""
upstream: {_upstream.url}
routes:
  - {{ path: /page, auth: none }}
  - {{ path: /socket/both, websocket: true, token_in: [protocol, ticket] }}
  - {{ path: /socket/plain, websocket: true }}
  - {{ path: /socket/admin, websocket: true, token_in: protocol, require: {{ role: admin }} }}
  - {{ path: /events, methods: [GET], token_in: ticket }}
  - {{ path: /thing, token_in: ticket }}
""")


def ticket_of(gate, token) -> str:
    answer = gate.request("POST", "/_gatehouse/ticket", token=token)
    assert answer.status == 200, answer.body
    given = answer.json()
    assert given["expires_in"] == 30 and answer.one("Cache-Control") == "no-store"
    assert token.split(".")[1] not in given["ticket"], "the URL does not show the token"
    return given["ticket"]


def open_socket(gate, target, protocols=None, headers=()):
    offered = [("Sec-WebSocket-Protocol", protocols)] if protocols else []
    with gate.connect() as connection:
        connection.send(message("GET", target, [*HANDSHAKE, *offered, *headers]))
        answer = connection.head()
        if answer.status == 101:
            connection.send(b"ping")
            assert connection.exactly(4) == b"ping"
        else:
            answer.body = connection.exactly(int(answer.one("Content-Length")))
        return answer


# ---- in the protocols


@pytest.mark.parametrize("protocols, left, answered", [("bearer, {}", None, "bearer"), ("bearer,{}", None, "bearer"), ("chat, bearer, {}", "chat", "chat"),
                                                       ("bearer, {}, chat, superchat", "chat, superchat", "chat")])
def test_B2_a_token_in_the_protocols(gate, upstream, token, protocols, left, answered):
    answer = open_socket(gate, "/socket/both", protocols.format(token))
    assert answer.status == 101
    assert answer.one("Sec-WebSocket-Protocol") == answered, "a browser takes no connection without one of those that it offered"
    told = upstream.only
    assert told.all("Sec-WebSocket-Protocol") == ([left] if left else [])
    assert told.one("Authorization") == f"Bearer {token}", "the service gets what any other client would have sent"
    assert told.one("X-Gatehouse-Subject") == "droplet:14"


def test_B2_only_where_the_policy_says_so(gate, upstream, token, other_keys):
    for target, protocols, headers, detail in (
            ("/socket/plain", f"bearer, {token}", (), "Missing authorization header"),
            ("/socket/both", "chat", (), "Missing authorization header"),
            ("/socket/both", "bearer", (), "Invalid authorization header format"),
            ("/socket/both", f"bearer, {token}, bearer, {token}", (), "Invalid authorization header format"),
            ("/socket/both", f"bearer, {other_keys.forge()}", (), "Invalid token: signature verification failed"),
            ("/socket/both", f"bearer, {token}", [("Authorization", "Bearer x.y.z")], "Invalid token: malformed")):
        assert_refused(open_socket(gate, target, protocols, headers), 401, detail)
    assert_refused(open_socket(gate, "/socket/admin", f"bearer, {token}"), 403, "Insufficient permissions")
    answer = gate.request("GET", "/socket/both", [("Sec-WebSocket-Protocol", f"bearer, {token}")])
    assert_refused(answer, 401, "Missing authorization header")
    upstream.assert_untouched()


def test_THREATS_a_protocol_is_no_way_around_a_revocation(gate, upstream, keys):
    token = keys.forge(claims={"jti": "socket-1"})
    assert open_socket(gate, "/socket/both", f"bearer, {token}").status == 101
    gate.command("revoke add", "jti", "socket-1")
    assert_refused(open_socket(gate, "/socket/both", f"bearer, {token}"), 401, "Invalid token: revoked")
    ticket = gate.request("POST", "/_gatehouse/ticket", token=token)
    assert_refused(ticket, 401, "Invalid token: revoked")


# ---- tickets


def test_B2_a_ticket_opens_once(gate, upstream, token):
    ticket = ticket_of(gate, token)
    assert open_socket(gate, f"/socket/both?ticket={ticket}").status == 101
    told = upstream.only
    assert told.one("Authorization") == f"Bearer {token}"
    assert told.one("X-Gatehouse-Subject") == "droplet:14"
    upstream.clear()
    for target in (f"/socket/both?ticket={ticket}", f"/thing?ticket={ticket}"):
        assert_refused(gate.request("GET", target, HANDSHAKE if "socket" in target else None), 401, "Invalid ticket: unknown, already used or expired")
    upstream.assert_untouched()


def test_B2_one_use_is_one_use_in_all_workers(gate, upstream, token):
    """Twenty at once, over both workers."""
    for _ in range(5):
        upstream.clear()
        ticket = ticket_of(gate, token)
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: gate.request("GET", f"/thing?ticket={ticket}").status, range(20)))
        assert sorted(answers) == [200] + [401] * 19
        assert len(upstream.records) == 1


def test_B2_a_ticket_survives_a_reload_and_its_use_too(gate, upstream, token):
    used, fresh = ticket_of(gate, token), ticket_of(gate, token)
    assert gate.request("GET", f"/thing?ticket={used}").status == 200
    gate.command("reload")
    assert gate.request("GET", f"/thing?ticket={used}").status == 401
    assert gate.request("GET", f"/thing?ticket={fresh}").status == 200


def test_THREATS_tickets_that_are_none(gate, upstream, token, keys):
    ticket = ticket_of(gate, token)
    changed = ticket[:40] + ("A" if ticket[40] != "A" else "B") + ticket[41:]
    for query in ("ticket=", "ticket=x", f"ticket={changed}", f"ticket={ticket}&ticket={ticket}", f"ticket={ticket[:-4]}", f"ticket={token}", f"ticket={ticket}%20",
                  f"Ticket={changed}", f"ticket[]={changed}"):
        assert_refused(gate.request("GET", f"/thing?{query}"), 401, "Invalid ticket: unknown, already used or expired")
    assert_refused(gate.request("GET", "/thing"), 401, "Missing authorization header")
    assert_refused(gate.request("GET", f"/page2?ticket={ticket}"), 401, "Missing authorization header")
    assert_refused(gate.request("GET", f"/socket/plain?ticket={ticket}", HANDSHAKE), 401, "Missing authorization header")
    upstream.assert_untouched()
    assert gate.request("GET", f"/thing?ticket={ticket}").status == 200, "none of these has used it up"


def test_THREATS_a_ticket_of_another_gate(gate, make_gate, _upstream, upstream, token):
    other = make_gate(f"upstream: {_upstream.url}\nroutes:\n  - {{ path: /thing, token_in: ticket }}\n")
    assert_refused(gate.request("GET", f"/thing?ticket={ticket_of(other, token)}"), 401, "Invalid ticket: unknown, already used or expired")
    upstream.assert_untouched()


def test_B2_who_gets_one(gate, upstream, token, keys, other_keys):
    assert_refused(gate.request("POST", "/_gatehouse/ticket"), 401, "Missing authorization header")
    assert_refused(gate.request("POST", "/_gatehouse/ticket", token=other_keys.forge()), 401, "Invalid token: signature verification failed")
    assert gate.request("GET", "/_gatehouse/ticket", token=token).status == 405
    large = keys.forge(claims={"more": "x" * 9000})
    assert_refused(gate.request("POST", "/_gatehouse/ticket", token=large), 403, "The token is too large for a ticket")
    assert_refused(gate.request("POST", f"/_gatehouse/ticket?ticket={ticket_of(gate, token)}"), 401, "Missing authorization header")
    upstream.assert_untouched()


def test_B2_a_ticket_ends_with_its_token(gate, upstream, keys):
    now = int(time.time())
    token = keys.forge(claims={"iat": now - 60, "exp": now + 2})
    ticket = ticket_of(gate, token)
    time.sleep(max(0, now + 2.1 - time.time()))
    assert_refused(gate.request("GET", f"/thing?ticket={ticket}"), 401, "Token has expired")
    upstream.assert_untouched()


def test_THREATS_no_ticket_and_no_token_in_any_log(gate, upstream, token):
    ticket = ticket_of(gate, token)
    gate.request("GET", f"/elsewhere?ticket={ticket}")
    gate.request("GET", f"/thing?ticket={ticket}")
    gate.request("GET", f"/thing?ticket={ticket}")
    open_socket(gate, "/socket/admin", f"bearer, {token}")
    time.sleep(0.2)
    for name in LOG_FILES:
        text = (gate.run_dir / name).read_text()
        assert ticket not in text and token not in text, name


def test_no_ticket_route_without_a_route_that_takes_tickets(make_gate, _upstream, upstream, token):
    gate = make_gate(f"upstream: {_upstream.url}\n")
    assert gate.request("POST", "/_gatehouse/ticket", token=token).status == 200
    assert upstream.only.target == "/_gatehouse/ticket", "then it is a path as any other"


@pytest.mark.parametrize("route, words", [("{ path: /a, auth: none, token_in: ticket }", "accepts no token"), ("{ path: /a, token_in: protocol }", "without websocket: true"),
                                          ("{ path: /a, token_in: cookie }", "cannot be 'cookie'"), ("{ path: /a, transport: any }", "in clear")])
def test_wrong_values_are_told_with_their_place(policy_file, route, words):
    gate = policy_file(f"upstream: http://127.0.0.1:9\nroutes:\n  - {route}\n")
    done = gatehouse("check", gate.file, check=False)
    assert done.returncode == 1 and words in done.stderr and f"{gate.file}:" in done.stderr, done.stderr


# ---- the browser itself


CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SCRIPT = """
const [token, done] = [arguments[0], arguments[arguments.length - 1]];
const ticket = () => fetch('/_gatehouse/ticket', {method: 'POST', headers: {Authorization: 'Bearer ' + token}}).then(r => r.json()).then(t => t.ticket);
const socket = (url, protocols) => new Promise(resolve => {
  const s = new WebSocket(url, protocols);
  s.onopen = () => resolve('open ' + s.protocol);
  s.onerror = () => resolve('error');
});
const events = url => new Promise(resolve => {
  const e = new EventSource(url), seen = [];
  e.onmessage = m => { seen.push(m.data); if (seen.length === 3) { e.close(); resolve(seen.join()); } };
  e.onerror = () => { e.close(); resolve('error'); };
});
(async () => done([
  await socket('/socket/both'.replace(/^/, 'ws://' + location.host), ['bearer', token]),
  await socket('ws://' + location.host + '/socket/both', ['bearer', token, 'chat']),
  await socket('ws://' + location.host + '/socket/both?ticket=' + await ticket()),
  await events('/events?ticket=' + await ticket()),
  await socket('ws://' + location.host + '/socket/both'),
  await events('/events?ticket=x'),
]))().catch(fault => done(String(fault)));
"""


@pytest.mark.skipif(not CHROMIUM or not DRIVER, reason="chromium and chromium-driver are not installed")
def test_B2_in_Chromium(gate, upstream, token, tmp_path):
    webdriver = pytest.importorskip("selenium.webdriver")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"]:
        options.add_argument(flag)
    browser = webdriver.Chrome(service=Service(DRIVER), options=options)
    try:
        browser.set_script_timeout(30)
        browser.get(f"http://127.0.0.1:{gate.port}/page")
        for _ in range(3):
            upstream.event_seen.release()
        assert browser.execute_async_script(SCRIPT, token) == ["open bearer", "open chat", "open ", "0,1,2", "error", "error"]
    finally:
        browser.quit()


def test_B2_in_Node(gate, upstream, token, tmp_path):
    """Node's own client, which is as strict about protocols as a browser."""
    script = tmp_path / "socket.mjs"
    script.write_text(f"""
const open = protocols => new Promise(resolve => {{
  const s = new WebSocket('ws://127.0.0.1:{gate.port}/socket/both', protocols);
  s.onopen = () => resolve('open ' + s.protocol);
  s.onerror = () => resolve('error');
}});
console.log(JSON.stringify([await open(['bearer', '{token}']), await open(['chat', 'bearer', '{token}']), await open(['bearer', 'x.y.z'])]));
process.exit(0);
""")
    done = subprocess.run(["node", "--experimental-websocket", str(script)], capture_output=True, text=True, timeout=60)
    if "bad option" in done.stderr:
        pytest.skip("this Node has no WebSocket of its own")
    assert json.loads(done.stdout) == ["open bearer", "open chat", "error"], done.stderr
