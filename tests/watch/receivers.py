"""Receivers of alerts: a webhook that keeps what it got, a real SMTP server with STARTTLS, Debian's Alertmanager."""

import hashlib
import hmac
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import threading
import time
import urllib.request

from product import eventually, free_port


class Webhook:
    """Answers as `behave` says: a status, "hang", or ("lead", URL); or as `answer` says each time: a status, or "cut", which ends the
    connection without one. Keeps every request."""

    def __init__(self, port: int = 0):
        self.got: list[tuple[dict, bytes]] = []
        self.accepted: list[bytes] = []
        self.behave: int | str | tuple = 200
        self.answer = None
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if len(body) < int(self.headers["Content-Length"]):  # the sender is gone
                    return
                webhook.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                if webhook.behave == "hang":
                    webhook.go_on.wait(60)
                    return
                status = webhook.behave if isinstance(webhook.behave, int) else 302
                if webhook.answer:
                    status = webhook.answer()
                if status == "cut":
                    self.close_connection = True
                    return
                if status == 200:  # told or not: it has the message
                    webhook.accepted.append(body)
                self.send_response(status)
                if isinstance(webhook.behave, tuple):
                    self.send_header("Location", webhook.behave[1])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.go_on = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def alerts(self) -> list[dict]:
        return [alert for _, body in self.got for alert in json.loads(body)["alerts"]]

    def taken(self) -> list[dict]:
        """Of the messages that it said yes to."""
        return [alert for body in self.accepted for alert in json.loads(body)["alerts"]]

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


def is_signed(headers: dict, body: bytes, secret: str) -> bool:
    """As doc/alerts.md tells receivers to check it."""
    fields = dict(part.split("=", 1) for part in headers["x-gatehouse-signature"].split(","))
    expected = hmac.new(secret.encode(), f"{fields['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, fields["v1"]) and abs(time.time() - int(fields["t"])) < 300


MAIL_SERVER = """
import asyncio, json, ssl, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
port, folder = int(sys.argv[1]), sys.argv[2]
class Keeper:
    async def handle_DATA(self, server, session, envelope):
        with open(folder + "/mails.jsonl", "a") as out:
            out.write(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                                  "user": session.auth_data and session.auth_data.login.decode(), "data": envelope.content.decode()}) + "\\n")
        return "250 taken"
def check(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"gate" and data.password == b"pass word", auth_data=data)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + "/mail.crt", folder + "/mail.key")
controller = Controller(Keeper(), hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True, authenticator=check, auth_required=True)
controller.start()
open(folder + "/ready", "w").close()
asyncio.new_event_loop().run_forever()
"""


class MailServer:
    """aiosmtpd, from PyPI. Takes mail over STARTTLS from the user `gate` only."""

    def __init__(self, folder: pathlib.Path, library: pathlib.Path):
        self.folder, self.port = folder, free_port()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "mail.key", "-out", folder / "mail.crt"],
                       check=True, capture_output=True)
        (folder / "server.py").write_text(MAIL_SERVER)
        self.process = subprocess.Popen([sys.executable, folder / "server.py", str(self.port), folder], env={"PYTHONPATH": str(library)},
                                        stderr=subprocess.PIPE, text=True)
        assert eventually(lambda: (folder / "ready").exists() or self.process.poll() is not None)
        assert self.process.poll() is None, self.process.stderr.read()

    @property
    def mails(self) -> list[dict]:
        file = self.folder / "mails.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def close(self):
        self.process.kill()
        self.process.communicate()


class Alertmanager:
    PROGRAM = shutil.which("prometheus-alertmanager")

    def __init__(self, folder: pathlib.Path):
        self.port = free_port()
        (folder / "alertmanager.yml").write_text("route: { receiver: none }\nreceivers: [{ name: none }]\n")
        self.log = open(folder / "alertmanager.log", "w")
        self.process = subprocess.Popen([self.PROGRAM, f"--config.file={folder / 'alertmanager.yml'}", f"--storage.path={folder / 'data'}",
                                         f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address="],
                                        stdout=self.log, stderr=self.log)
        assert eventually(self._answers)

    def _answers(self) -> bool:
        try:
            return self.alerts() == []
        except OSError:
            return False

    def alerts(self) -> list[dict]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v2/alerts", timeout=5) as answer:
            return json.load(answer)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
