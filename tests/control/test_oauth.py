"""The registry through the running gate: a real OAuth client library, rotation and revocation under load, a daemon that
is killed in the middle of its work, the other database, keys of a foreign issuer."""

import base64
import http.client
import http.server
import json
import signal
import socket
import subprocess
import threading
import time

import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from control_gate import ControlGate, kill
from postgres import Postgres
from product import Keys, eventually, gatehouse
from upstream import Upstream

TASKS = "/tasks"
FOREIGN = "https://idp.example"
NOBODY = "routes: [{ path: /open, auth: none }]\n"  # a gate without people takes no route with sessions


@pytest.fixture
def upstream():
    service = Upstream()
    yield service
    service.close()


@pytest.fixture
def running(make_gate, upstream) -> ControlGate:
    return make_gate(upstream=upstream.url).start()


class Admin(http.client.HTTPConnection):
    """The daemon's admin socket, asked directly: a thousand commands would take a thousand processes."""

    def __init__(self, gate: ControlGate):
        super().__init__("localhost", timeout=60)
        self.path = str(gate.run_dir / "control-admin.sock")

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)

    def ask(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        self.request(method, path, json.dumps(body) if body is not None else None)
        answer = self.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")


def of(gate: ControlGate, path: str) -> str:
    return f"http://localhost:{gate.port}{path}"


def use(session: OAuth2Session, gate: ControlGate, upstream: Upstream):
    upstream.clear()
    assert session.get(of(gate, TASKS)).status_code == 200
    [record] = upstream.records
    assert record.one("X-Gatehouse-Subject") == "droplet:14"


def test_B2_an_oauth_library_gets_and_uses_a_token(running, upstream):
    secret = running.enrol()
    for method in ("client_secret_basic", "client_secret_post"):
        session = OAuth2Session("droplet-14", secret, token_endpoint_auth_method=method)
        token = session.fetch_token(of(running, "/oauth/token"), grant_type="client_credentials")
        assert token["token_type"] == "Bearer" and token["expires_in"] == 86400, method
        use(session, running, upstream)
        assert session.introspect_token(of(running, "/oauth/introspect"), token["access_token"]).json()["active"] is True
        assert session.revoke_token(of(running, "/oauth/revoke"), token["access_token"]).status_code == 200
        assert session.introspect_token(of(running, "/oauth/introspect"), token["access_token"]).json() == {"active": False}
        assert session.get(of(running, TASKS)).status_code == 401


def test_B2_an_oauth_library_shows_its_key(running, upstream, tmp_path):
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    gatehouse("token", "keygen", "--out", private, "--public", public)
    assert running.enrol(14, "--key", public) == ""
    endpoint = of(running, "/oauth/token")
    for _ in range(2):
        session = OAuth2Session("droplet-14", private.read_text(), token_endpoint_auth_method=PrivateKeyJWT.name)
        # The library's own life of an hour is more than the registry takes.
        session.register_client_auth_method(PrivateKeyJWT(endpoint))
        session.fetch_token(endpoint, grant_type="client_credentials")
        use(session, running, upstream)


def test_B2_the_metadata_leads_to_everything(running):
    metadata = running.request("GET", "/.well-known/oauth-authorization-server").json
    assert metadata["token_endpoint"] == of(running, "/oauth/token")
    assert running.request("GET", "/.well-known/jwks.json").json["keys"]
    pem = running.request("GET", "/.well-known/registry.pem").body
    checked = subprocess.run(["openssl", "pkey", "-pubin", "-noout", "-text"], input=pem, capture_output=True, check=True)
    assert b"2048 bit" in checked.stdout


def test_B2_a_wrong_secret_is_refused_and_logged(running):
    running.enrol()
    form = {"grant_type": "client_credentials", "client_id": "droplet-14", "client_secret": "not-the-secret-at-all"}
    answer = running.request("POST", "/oauth/token", form=form)
    assert answer.status == 401 and answer.json["error"] == "invalid_client", answer
    assert answer.headers["WWW-Authenticate"].startswith("Basic ") and answer.headers["Cache-Control"] == "no-store"
    refused = [event for event in running.events if event["type"] == "client_refused"]
    assert len(refused) == 1 and refused[0]["principal"] == "droplet:14" and refused[0]["address"] == "127.0.0.1"
    assert "not-the-secret-at-all" not in json.dumps(running.events)


class Callers:
    """Threads that call with whatever token is current, and note every answer with its time."""

    def __init__(self, gate: ControlGate, token: str, threads: int = 4):
        self.gate, self.token, self.answers, self.stopped = gate, token, [], threading.Event()
        self.threads = [threading.Thread(target=self.call) for _ in range(threads)]
        for thread in self.threads:
            thread.start()

    def call(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.gate.port, timeout=60)
        while not self.stopped.is_set():
            token, asked = self.token, time.monotonic()
            connection.request("GET", TASKS, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            answer.read()
            self.answers.append((asked, token, answer.status))
        connection.close()

    def stop(self) -> list:
        self.stopped.set()
        for thread in self.threads:
            thread.join()
        return self.answers


def test_B3_rotation_under_load_refuses_no_good_token(running):
    secret = running.enrol()
    callers, admin, kids = Callers(running, running.token(secret)), Admin(running), set()
    for _ in range(10):
        status, rotation = admin.ask("POST", "/admin/rotate", {"immediately": True})
        assert status == 200
        kids.add(rotation["kid"])
        callers.token = running.token(secret)
        time.sleep(0.05)
    answers = callers.stop()
    refused = [answer for answer in answers if answer[2] != 200]
    print(f"{len(answers)} calls over {len(kids)} rotations, {len(refused)} refused")
    assert len(kids) == 10 and len(answers) > 50 and not refused


def test_A14_the_log_names_every_token_key_and_credential_by_its_id(running):
    """What an incident is worked on with: the id to revoke. Redaction must not take ids for secrets."""
    secret = running.enrol()
    claims = [json.loads(base64.urlsafe_b64decode(running.token(secret).split(".")[1] + "==")) for _ in range(8)]
    running.command("registry credential add", 14)
    credentials = [one["id"] for one in json.loads(running.command("registry show", 14, "--format", "json").stdout)["credentials"]]
    running.command("registry rotate", "--immediately")
    keys = [json.loads(line)["kid"] for line in running.command("registry keys", "--format", "json").stdout.splitlines()]
    for number, what in enumerate(["registry revoke jti", "revoke add jti"]):
        running.command(what, claims[number]["jti"], "--reason", "stolen laptop")
    running.command("revoke add key", "Qx3_abcDEF0123456789abcdefghijklmnopqrstuvw")
    running.command("registry credential revoke", credentials[0])
    details = {event["details"]: event["type"] for event in running.events if "details" in event}
    for claim in claims:
        assert details.get(f"jti {claim['jti']} by credential id {credentials[0]}") == "token_issued"
    assert details.get(f"jti {claims[0]['jti']}: stolen laptop") == "revoked"
    assert any(words.startswith(f"jti {claims[1]['jti']}: stolen laptop by ") for words in details)
    assert any(words.startswith("kid Qx3_abcDEF0123456789abcdefghijklmnopqrstuvw by ") for words in details)
    assert details.get(f"enrolled with credential id {credentials[0]}") == "droplet_enrolled"
    assert details.get(f"credential id {credentials[1]}, a secret") == "credential_added"
    assert details.get(f"credential id {credentials[0]}") == "credential_revoked"
    assert len(keys) == 2 and all(f"kid {kid}" in details for kid in keys)
    assert not [words for words in details if "[REDACTED]" in words]
    assert secret not in str(running.events)


def test_A8_no_revoked_token_is_accepted_once_the_command_has_returned(running):
    secret = running.enrol()
    callers, admin, late, calls, took = Callers(running, ""), Admin(running), 0, 0, []
    revoked_at = {}
    for _ in range(20):
        token = running.token(secret)
        callers.token = token
        assert eventually(lambda: any(seen == token and status == 200 for _, seen, status in callers.answers[-200:]))
        payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        begun = time.monotonic()
        assert admin.ask("POST", "/admin/revoke", {"what": "jti", "value": payload["jti"]})[0] == 200
        revoked_at[token] = time.monotonic()
        took.append(revoked_at[token] - begun)
        time.sleep(0.05)
    for asked, token, status in callers.stop():
        calls += token in revoked_at
        late += token in revoked_at and asked > revoked_at[token] and status != 401
    after = sum(token in revoked_at and asked > revoked_at[token] for asked, token, _ in callers.answers)
    print(f"{calls} calls with {len(took)} tokens, {after} after their revocation, {late} of them accepted; "
          f"revoking took {min(took) * 1000:.1f} to {max(took) * 1000:.1f} ms")
    assert after > 20 and late == 0


def test_B5_a_killed_daemon_has_kept_everything_that_it_acknowledged(running, tmp_path):
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    gatehouse("token", "keygen", "--out", private, "--public", public, "--alg", "ES256")
    enrolled, rotated, kills = set(), set(), 0
    admin = Admin(running)
    for droplet in range(1, 1000):
        if droplet % 200 == 150:
            pid = running.daemon
            threading.Timer(0.01, kill, (pid, signal.SIGKILL)).start()
            kills += 1
        body = {"id": droplet, "name": f"Droplet {droplet}", "steward": "ops", "url": "http://127.0.0.1:9014", "public_key": public.read_text()}
        work = [("/admin/droplets", body)] + ([("/admin/rotate", {"immediately": True})] if droplet % 100 == 0 else [])
        for path, request in work:
            try:
                status, answer = admin.ask("POST", path, request)
            except (OSError, http.client.HTTPException):  # it was killed: whatever was asked last was never acknowledged
                admin.close()
                assert eventually(lambda: running.status["control"]["answers"])
                admin = Admin(running)
                continue
            assert status in (200, 201), answer
            if path == "/admin/rotate":
                rotated.add(answer["kid"])
            else:
                enrolled.add(droplet)
    assert eventually(lambda: running.daemon is not None)
    admin = Admin(running)
    kept = {droplet["id"] for droplet in admin.ask("GET", "/admin/droplets")[1]["droplets"]}
    keys = {key["kid"]: key["state"] for key in admin.ask("GET", "/admin/keys")[1]["keys"]}
    print(f"{len(enrolled)} enrolments and {len(rotated)} rotations acknowledged over {kills} kills; {len(kept)} droplets kept")
    assert kills == 5 and enrolled <= kept and rotated <= keys.keys()
    assert list(keys.values()).count("active") == 1
    published = {key["kid"] for key in running.request("GET", "/.well-known/jwks.json").json["keys"]}
    assert published == keys.keys()


def test_B2_the_same_on_postgresql(make_gate, upstream):
    database = Postgres()
    try:
        gate = make_gate(control=f"{{ database: \"{database.url}\", registry: {{}} }}", policy=NOBODY, upstream=upstream.url).start()
        secret = gate.enrol(14, "--role", "operator")
        token = gate.token(secret)
        assert gate.request("GET", TASKS, token=token).status == 200
        gate.command("registry rotate --immediately")
        assert gate.request("GET", TASKS, token=gate.token(secret)).status == 200
        gate.command("registry revoke droplet 14")
        assert gate.request("GET", TASKS, token=token).status == 401
        kill(gate.daemon)
        assert eventually(lambda: gate.status["control"]["answers"])
        assert gate.request("GET", TASKS, token=token).status == 401
        time.sleep(1)  # `iat` knows no smaller step: new tokens are good from the next second on
        assert gate.request("GET", TASKS, token=gate.token(secret)).status == 200
        gate.stop()
    finally:
        database.close()


class Issuer(http.server.ThreadingHTTPServer):
    """A foreign issuer's key set over HTTP."""

    def __init__(self):
        self.document, self.asked = b'{"keys":[]}', 0
        super().__init__(("127.0.0.1", 0), self.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked += 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(self.server.document)))
            self.end_headers()
            self.wfile.write(self.server.document)

        def log_message(self, *_):
            pass


def test_A8_keys_of_a_foreign_issuer_outlive_it(make_gate, upstream, tmp_path):
    keys = Keys(tmp_path, "foreign")
    issuer = Issuer()
    issuer.document = keys.public.read_bytes()
    gate = make_gate(control="{}", policy=NOBODY, upstream=upstream.url)
    text = gate.file.read_text()
    line = next(line for line in text.splitlines() if line.startswith("tokens:"))
    url = f"http://127.0.0.1:{issuer.server_address[1]}/jwks"
    gate.file.write_text(text.replace(line, f"tokens: {{ issuer: {FOREIGN}, audience: api, jwks_url: \"{url}\" }}"))
    gate.start()
    token = keys.forge(claims={"iss": FOREIGN, "aud": "api"})
    assert eventually(lambda: gate.request("GET", TASKS, token=token).status == 200)
    issuer.shutdown()
    issuer.server_close()
    gate.command("stop --timeout 2s")
    gate.start()
    assert gate.request("GET", TASKS, token=token).status == 200, "the last good set, with the issuer down at start"
