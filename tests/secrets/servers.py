"""The real servers that tools/install_test_servers.sh installs. One that is missing fails the tests: it is never passed over."""

import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

from product import TEST_SERVERS as FOLDER
from product import free_port

START_TIMEOUT = 60


def call(url, method="GET", body=None, headers=None, expect=(200, 204)):
    """One HTTP request; the parsed JSON of the answer, or nothing."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        status, text = refusal.code, refusal.read()
    assert status in expect, (method, url, status, text)
    return json.loads(text) if text.startswith(b"{") else None


class Server:
    def __init__(self, program, arguments, log, health, **environment):
        assert program.exists(), f"{program} is missing: run tools/install_test_servers.sh"
        with open(log, "wb") as out:
            self.process = subprocess.Popen([program, *arguments], stdout=out, stderr=out, env={**os.environ, **environment})
        end = time.monotonic() + START_TIMEOUT
        while True:
            try:
                urllib.request.urlopen(health, timeout=2).close()
                return
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                assert self.process.poll() is None and time.monotonic() < end, f"{program} does not start: {pathlib.Path(log).read_text()[-2000:]}"
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Vault(Server):
    def __init__(self, folder):
        self.url = f"http://127.0.0.1:{free_port()}"
        self.key_file = folder / "unseal.key"
        super().__init__(FOLDER / "vault-server", [self.url[len("http://"):], str(self.key_file)], folder / "vault.log", self.url + "/v1/sys/health")
        self.api("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}})
        for _ in range(200):  # a new mount of version 2 is upgraded in the background
            if self.api("secret/data/ready", {"data": {"a": "b"}}, expect=(200, 400, 404)) and self.api("secret/data/ready", expect=(200, 404)):
                break
            time.sleep(0.05)

    def api(self, path, body=None, method=None, token="root", expect=(200, 204)):
        method = method or ("POST" if body is not None else "GET")
        return call(f"{self.url}/v1/{path}", method, body, {"X-Vault-Token": token}, expect)

    def put(self, path, **fields):
        return self.api(f"secret/data/{path}", {"data": fields})["data"]["version"]

    def tokens(self):
        return set(self.api("auth/token/accessors", method="LIST")["data"]["keys"])


class Moto(Server):
    """Checks signatures and permissions after `free_actions` calls."""

    def __init__(self, folder, free_actions):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(FOLDER / "moto" / "bin" / "moto_server", ["-H", "127.0.0.1", "-p", str(port)], folder / "moto.log", self.url + "/moto-api/",
                         INITIAL_NO_AUTH_ACTION_COUNT=str(free_actions))
