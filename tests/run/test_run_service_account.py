"""`service-account check|token` (row A3): the three places, who else can get at the file, tokens and their cache."""

import base64
import http.server
import json
import os
import shutil
import subprocess
import threading
import time
import urllib.parse

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from run_support import FINDINGS, FINE

GOOGLE = "https://oauth2.googleapis.com/token"
ADDRESS = "robot@promptcraft.iam.gserviceaccount.com"


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def account(key):
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    return {"type": "service_account", "project_id": "promptcraft", "private_key_id": "abc123", "private_key": pem, "client_email": ADDRESS,
            "token_uri": GOOGLE}


@pytest.fixture
def place(tmp_path, account):
    def put(name=".gcp/service-account.json", mode=0o600, **changed):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text(json.dumps({**account, **changed}))
        file.chmod(mode)
        return file

    return put


@pytest.fixture
def repository(tmp_path):
    def git(*words):
        return subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    return git


@pytest.fixture
def check(gatehouse, tmp_path):
    def run(*arguments):
        return gatehouse("service-account", "check", *arguments, HOME=str(tmp_path / "home"))

    return run


def test_A3_three_places_in_order(check, place, tmp_path):
    nothing = check()
    assert nothing.code == FINDINGS and ".gcp/service-account.json, secrets/service-account.json, " in nothing.err
    for name in ["home/.config/promptcraft/service-account.json", "secrets/service-account.json", ".gcp/service-account.json"]:
        file = place(name)
        result = check("--format", "json")
        assert result.code == FINE and result.json["client_email"] == ADDRESS, result
        assert (tmp_path / result.json["file"]).resolve() == file.resolve()


def test_A3_a_bad_one_is_not_passed_over(check, place):
    place("secrets/service-account.json")
    place(mode=0o644)
    result = check()
    assert result.code == FINDINGS and "chmod 600" in result.err


def test_A3_git(check, place, repository, tmp_path):
    place()
    not_ignored = check()
    assert not_ignored.code == FINDINGS and "git does not ignore" in not_ignored.err and ".gitignore" in not_ignored.err
    (tmp_path / ".gitignore").write_text(".gcp/\n")
    assert check().code == FINE
    repository("add", "-f", ".gcp/service-account.json")
    tracked = check()
    assert tracked.code == FINDINGS and "git tracks" in tracked.err and "new key" in tracked.err


def test_A3_without_git_it_cannot_be_told(gatehouse, place, repository, tmp_path):
    place()
    (tmp_path / "empty").mkdir()
    result = gatehouse("service-account", "check", PATH=str(tmp_path / "empty"))
    assert result.code == FINDINGS and "git is not installed" in result.err


@pytest.mark.parametrize("changed, what", [
    ({"type": "authorized_user"}, "service"), ({"client_email": None}, ""), ({"private_key": "no key"}, ""),
    ({"token_uri": "https://evil.example/token"}, "token_uri"), ({"token_uri": "https://oauth2.googleapis.com.evil.example/token"}, "token_uri"),
    ({"token_uri": "http://oauth2.googleapis.com/token"}, "token_uri"),
])
def test_A3_shape_and_token_uri(check, place, key, changed, what):
    place(**changed)
    result = check("--format", "json")
    assert result.code == FINDINGS and len(result.json["errors"]) == 1, result
    assert what in json.dumps(result.json["errors"])
    assert "BEGIN" not in result.out + result.err


def test_A3_no_json_at_all(check, tmp_path, place):
    file = place()
    file.write_text("-----BEGIN PRIVATE KEY-----planted-----END PRIVATE KEY-----")
    result = check()
    assert result.code == FINDINGS and "planted" not in result.err + result.out


class TokenEndpoint:
    """Checks every assertion as Google does, and gives tokens of an hour, or of what is asked for."""

    def __init__(self, public):
        self.minted, self.life, self.broken = 0, 3600, False
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
                signed, _, signature = form["assertion"][0].rpartition(".")
                public.verify(base64.urlsafe_b64decode(signature + "=="), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
                claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
                assert claims["iss"] == ADDRESS and claims["exp"] - claims["iat"] <= 3600
                endpoint.minted += not endpoint.broken
                body = json.dumps({"access_token": f"token-{endpoint.minted}", "expires_in": endpoint.life, "token_type": "Bearer"}).encode()
                self.send_response(500 if endpoint.broken else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/token"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def endpoint(key):
    made = TokenEndpoint(key.public_key())
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def runtime_folder():
    folder = f"/dev/shm/gatehouse-test-runtime-{os.getpid()}-{time.monotonic_ns()}"
    os.mkdir(folder, 0o700)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def token(gatehouse, place, endpoint, runtime_folder):
    place(token_uri=endpoint.url)

    def run(*arguments, **more):
        return gatehouse("service-account", "token", *arguments,
                         **{"GATEHOUSE_GCP_TOKEN_URI": endpoint.url, "XDG_RUNTIME_DIR": runtime_folder, **more})

    return run


def test_A3_tokens_are_used_again(token, endpoint, runtime_folder):
    assert [token().out.strip() for _ in range(3)] == ["token-1"] * 3
    assert endpoint.minted == 1
    assert token("--scope", "https://www.googleapis.com/auth/devstorage.read_only").out == "token-2\n"
    folder = f"{runtime_folder}/gatehouse-tokens"
    assert os.stat(folder).st_mode & 0o777 == 0o700
    assert {os.stat(f"{folder}/{name}").st_mode & 0o777 for name in os.listdir(folder)} == {0o600}
    shown = token("--format", "json").json
    assert shown["access_token"] == "token-1" and shown["token_type"] == "Bearer"


@pytest.mark.parametrize("life, minted", [(310, 1), (290, 2)])
def test_A3_renewed_five_minutes_before_the_end(token, endpoint, life, minted):
    endpoint.life = life
    token()
    token()
    assert endpoint.minted == minted


def test_A3_one_that_lives_is_given_out_where_no_new_one_can_be_had(token, endpoint):
    endpoint.life = 100
    token()
    endpoint.broken = True
    result = token()
    assert result.code == FINE and result.out == "token-1\n" and "is still valid" in result.err


def test_A3_no_cache_on_a_disk(token, endpoint, tmp_path):
    for _ in range(2):
        token(XDG_RUNTIME_DIR=str(tmp_path))
    assert endpoint.minted == 2 and not (tmp_path / "gatehouse-tokens").exists()


def test_A3_no_token_with_a_file_that_is_not_kept_well(token, place, endpoint):
    place(mode=0o644, token_uri=endpoint.url)
    result = token()
    assert result.code == FINDINGS and result.out == "" and endpoint.minted == 0
