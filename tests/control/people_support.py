"""People at the gate: a browser as far as HTTP goes, with a cookie jar, and the app on their phone."""

import base64
import hmac
import html
import http.client
import itertools
import re
import struct
import time
import urllib.parse

from control_gate import Answer, ControlGate

COOKIE = "__Host-gatehouse_session"
PASSWORD = "river-Otter8 brass lantern"
OTHER_PASSWORD = "Copper7 willow, nine bridges"
NAVIGATION = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

_addresses = itertools.count(2)
_names = itertools.count(1)


def add_user(gate: ControlGate, *roles: str, password: str = PASSWORD) -> str:
    """A new one for each test: attempts are counted by account."""
    name = f"person{next(_names)}"
    gate.command("user add", name, *(word for role in roles for word in ("--role", role)), stdin=password + "\n")
    return name


def code_at(secret: str, moment: float) -> str:
    """RFC 6238, as an authenticator app has it; the secret is base32."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(moment // 30)), "sha1")
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Person:
    """Requests from an address of its own: logins are limited by address too."""

    def __init__(self, gate: ControlGate, name: str = "", password: str = PASSWORD):
        self.gate, self.name, self.password = gate, name, password
        number = next(_addresses)
        self.address = f"127.0.{number >> 8}.{number & 255}"
        self.cookie = ""

    def request(self, method: str, path: str, form: dict | None = None, *, origin: str | None = "own", body: str | None = None, **headers) -> Answer:
        fields = dict(NAVIGATION if method == "GET" else {})
        if self.cookie:
            fields["Cookie"] = f"{COOKIE}={self.cookie}"
        if method not in ("GET", "HEAD") and origin is not None:
            fields["Origin"] = f"http://127.0.0.1:{self.gate.port}" if origin == "own" else origin
        if form is not None:
            body, fields["Content-Type"] = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.gate.port, timeout=60, source_address=(self.address, 0))
        try:
            connection.request(method, path, body, {**fields, **headers})
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            if line.startswith(COOKIE + "="):
                self.cookie = line.removeprefix(COOKIE + "=").split(";")[0]
        return answer

    def log_in(self, next_path: str = "", **more) -> Answer:
        form = {"name": self.name, "password": self.password}
        if next_path:
            form["next"] = next_path
        return self.request("POST", "/_gatehouse/login", form, **more)

    def logged_in(self) -> "Person":
        answer = self.log_in()
        assert answer.status == 303, answer
        return self


def hidden(answer: Answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.body.decode())
    assert found, answer
    return html.unescape(found.group(1))


def totp_secret(answer: Answer) -> str:
    found = re.search(r"secret=([A-Z2-7]+)", answer.body.decode())
    assert found, answer
    return found.group(1)


def next_step():
    """Waits until the app shows another code than the one that was just used."""
    time.sleep(30 - time.time() % 30 + 0.2)
