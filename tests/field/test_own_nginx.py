"""The module in an nginx that somebody runs already (doc/nginx_module.md): the gate's headers stand in nginx's own list there, where
variables and other modules see them."""

import os
import pathlib
import subprocess
import tempfile

import pytest
from product import COMMAND_TIMEOUT, Gate, eventually, events_in, free_port, module_file, nginx_program
from raw_http import Connection, message

OWN = """\
{user}load_module {module};
daemon off;
pid {folder}/own.pid;
error_log {folder}/own.log notice;
events {{}}
http {{
  access_log off;
  merge_slashes off;
  underscores_in_headers on;
  ignore_invalid_headers off;
  client_body_temp_path {folder}/own_body;
  proxy_temp_path {folder}/own_proxy;
  server {{
    listen {listen};
    gatehouse_policy {policy};
    {more}
    location / {{
      proxy_pass {service};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Seen "$http_x_gatehouse_subject from $http_x_real_ip";
    }}
  }}
}}
"""


class OwnNginx:
    def __init__(self, gate, service, more: str = "", user: str = "root", tls=None):
        self.port = free_port()
        file = gate.folder / "own.conf"
        if tls is not None:
            more += f" ssl_certificate {tls.file}; ssl_certificate_key {tls.key_file};"
        file.write_text(OWN.format(user=f"user {user};\n" if os.geteuid() == 0 else "", module=module_file(), folder=gate.folder,
                                   listen=f"127.0.0.1:{self.port}{' ssl' if tls else ''}",
                                   policy=gate.file, service=service.url, more=more))
        self.process = subprocess.Popen([nginx_program(), "-p", str(gate.folder), "-e", "stderr", "-c", str(file)], stdin=subprocess.DEVNULL)
        assert eventually(self._listens)

    def _listens(self) -> bool:
        try:
            Connection(self.port).close()
            return True
        except OSError:
            return False

    def ask(self, target: str, headers: dict) -> int:
        with Connection(self.port) as connection:
            connection.send(message("GET", target, headers))
            return connection.response("GET").status

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=COMMAND_TIMEOUT)


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"upstream: {_upstream.url}\nroutes: [{{ path: /open, auth: none }}]\n")


@pytest.mark.parametrize("more, seen", [("", "droplet:14 from 127.0.0.1"), ("gatehouse_upstream_headers list;", "droplet:14 from 127.0.0.1"),
                                        ("gatehouse_upstream_headers block;", "from")])
def test_B1_the_service_is_told_who_asks(gate, upstream, token, more, seen):
    nginx = OwnNginx(gate, upstream, more)
    try:
        assert nginx.ask("/page", {"Authorization": f"Bearer {token}", "X-Gatehouse-Roles": "admin", "X-Real-IP": "203.0.113.9"}) == 200
    finally:
        nginx.stop()
    told = upstream.only
    assert told.one("X-Seen") == seen, "a block is not a list: nobody but the service reads it"
    assert told.all("X-Gatehouse-Subject") == ["droplet:14"]
    assert told.all("X-Gatehouse-Roles") == ["operator"]
    assert told.all("X-Forwarded-For") == told.all("X-Real-IP") == ["127.0.0.1"]
    assert told.all("X-Forwarded-Proto") == ["http"]
    assert len(told.one("X-Request-ID")) == 32 and told.one("traceparent").split("-")[1] == told.one("X-Request-ID")


@pytest.fixture
def open_folder():
    """A folder that every user may enter, as /run is: pytest's own are closed to the workers."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield pathlib.Path(name)


def test_B12_the_run_directory_is_made_and_its_log_rotated(open_folder, keys, upstream):
    """No gate has run here before: nobody but the module makes the folder, and workers of another user rename the log in it."""
    gate = Gate(open_folder, f"upstream: {upstream.url}\nevents: {{ max_bytes: 64KiB, access_sample: 1 }}\nroutes: [{{ path: /open, auth: none }}]\n", keys)
    assert not gate.run_dir.exists()
    nginx = OwnNginx(gate, upstream, user="www-data")
    asked = 0

    def rotated_after_one_more() -> bool:
        nonlocal asked
        assert nginx.ask("/open", {}) == 200
        asked += 1
        return (gate.run_dir / "events.jsonl.1").exists()

    try:
        while asked < 300:  # more than 64 KiB
            rotated_after_one_more()
        assert eventually(rotated_after_one_more), "a worker looks once per second how large the log is"
    finally:
        nginx.stop()
    kept = [event for name in ("events.jsonl.1", "events.jsonl") for event in events_in(gate.run_dir / name)]
    assert sum(event["type"] == "access" for event in kept) == asked
    assert gate.run_dir.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts workers of another user")
def test_B12_a_log_that_the_workers_cannot_rotate_is_said_at_the_start(open_folder, keys, upstream):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    gate = Gate(open_folder, f"upstream: {upstream.url}\nevents: {{ file: {closed}/events.jsonl }}\nroutes: []\n", keys)
    nginx = OwnNginx(gate, upstream, user="www-data")
    try:
        assert eventually(lambda: "cannot rotate the event log" in (open_folder / "own.log").read_text())
    finally:
        nginx.stop()


def test_another_word_is_no_start(gate, upstream):
    file = gate.folder / "wrong.conf"
    file.write_text(OWN.format(user="", module=module_file(), folder=gate.folder, listen=f"127.0.0.1:{free_port()}", policy=gate.file, service=upstream.url,
                               more="gatehouse_upstream_headers lines;"))
    done = subprocess.run([nginx_program(), "-t", "-p", str(gate.folder), "-e", "stderr", "-c", str(file)], capture_output=True, text=True,
                          timeout=COMMAND_TIMEOUT)
    assert done.returncode != 0 and 'invalid value "lines"' in done.stderr, done.stderr
