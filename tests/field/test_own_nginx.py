"""The module in an nginx that somebody runs already (doc/nginx_module.md): the gate's headers stand in nginx's own list there, where
variables and other modules see them."""

import os
import subprocess

import pytest
from product import COMMAND_TIMEOUT, eventually, free_port, module_file, nginx_program
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
    listen 127.0.0.1:{port};
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
    def __init__(self, gate, service, more: str = ""):
        self.port = free_port()
        file = gate.folder / "own.conf"
        file.write_text(OWN.format(user="user root;\n" if os.geteuid() == 0 else "", module=module_file(), folder=gate.folder, port=self.port,
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


def test_another_word_is_no_start(gate, upstream):
    file = gate.folder / "wrong.conf"
    file.write_text(OWN.format(user="", module=module_file(), folder=gate.folder, port=free_port(), policy=gate.file, service=upstream.url,
                               more="gatehouse_upstream_headers lines;"))
    done = subprocess.run([nginx_program(), "-t", "-p", str(gate.folder), "-e", "stderr", "-c", str(file)], capture_output=True, text=True,
                          timeout=COMMAND_TIMEOUT)
    assert done.returncode != 0 and 'invalid value "lines"' in done.stderr, done.stderr
