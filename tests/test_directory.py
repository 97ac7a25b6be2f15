"""Row B6 with a registry: a message goes where the directory says that its target listens, and the directory changes under the running gate.

The directory is written by hand here; the control daemon that writes it has tests of its own.
"""

import datetime
import socket
import ssl
import subprocess
import threading
import time

import pytest
from control_files import ControlFiles, SessionKey
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from product import AUDIENCE, ISSUER, Gate, assert_refused, assert_six_headers, eventually, free_port, gatehouse, module_file, nginx_program, within
from raw_http import message
from test_udc import post, udc
from upstream import Upstream

MESSAGES = 40


@pytest.fixture(scope="module")
def droplets():
    """Two services that listen; by number."""
    services = {14: Upstream("droplet 14"), 21: Upstream("droplet 21")}
    yield services
    for service in services.values():
        service.close()


@pytest.fixture(scope="module")
def control(tmp_path_factory, droplets) -> ControlFiles:
    files = ControlFiles(tmp_path_factory.mktemp("control") / "data")
    files.enrol(14, droplets[14].url)
    files.enrol(21, droplets[21].url)
    files.write_directory()
    return files


@pytest.fixture(scope="module")
def gate(make_gate, _upstream, control):
    return make_gate(f"""
upstream: {_upstream.url}
droplets: {{ 7: {_upstream.url} }}
control: {{ data_dir: "{control.data_dir}", registry: {{ networks: [127.0.0.0/8, "::1"] }} }}
routes:
  - {{ path: /message, methods: [POST], inspect: udc }}
""", alone=True)


@pytest.fixture(autouse=True)
def as_enrolled(control, gate, droplets):
    """Every test begins with the two droplets that listen, and with nothing recorded."""
    for service in droplets.values():
        service.clear()
    before = dict(control.droplets)
    yield
    control.droplets = before
    control.write_directory()
    control.bump(gate)


def change(gate, control, droplet_id, url, **more):
    control.enrol(droplet_id, url, **more)
    control.write_directory()
    control.bump(gate)


def test_B6_a_message_reaches_the_droplet_that_the_directory_names(gate, token, upstream, droplets):
    body = udc(target=21)
    answer = post(gate, token, body)
    assert (answer.status, answer.body) == (200, b"droplet 21")
    record = droplets[21].only
    assert record.body == body
    assert record.target == "/message"
    assert record.one("Host") == "gate.example"
    assert record.one("X-Gatehouse-Droplet-Id") == "14"
    assert post(gate, token, udc(target=14)).body == b"droplet 14"
    upstream.assert_untouched()


def test_B6_what_the_policy_names_itself_comes_first(gate, control, token, upstream, droplets):
    change(gate, control, 7, droplets[21].url)
    assert post(gate, token, udc(target=7)).body == b"default"
    change(gate, control, 7, droplets[21].url, state="suspended")
    assert post(gate, token, udc(target=7)).body == b"default"


def test_B6_an_unknown_target_is_404(gate, token, upstream, droplets):
    assert_refused(post(gate, token, udc(target=500)), 404, "target is not a known droplet")
    upstream.assert_untouched()
    for service in droplets.values():
        service.assert_untouched()


@pytest.mark.parametrize("state", ["suspended", "retired"])
def test_B6_a_suspended_target_is_403_from_the_next_message_on(gate, control, token, droplets, state):
    assert post(gate, token, udc(target=21)).status == 200
    change(gate, control, 21, droplets[21].url, state=state)
    refused = post(gate, token, udc(target=21))
    assert_refused(refused, 403, "target is suspended")
    assert gate.event_of(refused)["reason"] == "udc_target_suspended"
    change(gate, control, 21, droplets[21].url)
    assert post(gate, token, udc(target=21)).status == 200
    assert len(droplets[21].records) == 2


def test_B6_a_dead_target_is_502(gate, control, token):
    change(gate, control, 30, f"http://127.0.0.1:{free_port()}")
    answer = post(gate, token, udc(target=30))
    assert answer.status == 502
    assert answer.json()["detail"] == "An error occurred"
    assert_six_headers(answer)
    event = gate.event_of(answer)
    assert (event["type"], event["reason"], event["principal"]) == ("upstream_error", "upstream_error", "droplet:14")


def test_B6_a_target_whose_name_was_never_resolved_is_502(gate, control, token):
    change(gate, control, 31, "http://nowhere.example:9000", address=None)
    answer = post(gate, token, udc(target=31))
    assert answer.status == 502
    assert gate.event_of(answer)["type"] == "upstream_error"
    assert eventually(lambda: "droplet 31, whose host has no address yet" in (gate.run_dir / "error.log").read_text())


def test_B6_over_ipv6(gate, control, token):
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    service = Upstream("six", listener)
    change(gate, control, 32, f"http://[::1]:{listener.getsockname()[1]}", address="::1")
    try:
        assert post(gate, token, udc(target=32)).body == b"six"
    finally:
        service.close()


def test_B6_a_new_url_is_in_force_at_the_next_message(gate, control, token, droplets):
    """Nothing is reloaded, and no idle connection to the old place is used."""
    for n in range(10):
        here, there = (14, 21) if n % 2 else (21, 14)
        change(gate, control, 40, droplets[here].url)
        for _ in range(4):
            assert post(gate, token, udc(target=40)).body == f"droplet {here}".encode(), (n, there)


def test_B6_a_new_url_without_a_notification_is_found_within_a_second(gate, control, token, droplets):
    control.enrol(41, droplets[21].url)
    control.write_directory()
    assert within(3, lambda: post(gate, token, udc(target=41)).status == 200)


def test_B6_an_invalid_directory_is_reported_and_the_last_valid_one_stays(gate, control, token):
    time.sleep(1.2)  # every worker has had its look, idle ones too: this directory is the last good one of all
    control.write("directory.json", '{"version":1,"droplets":[{"id":21')
    control.bump(gate)
    for _ in range(20):
        assert post(gate, token, udc(target=21)).status == 200
    assert within(3, lambda: any(event["type"] == "load_failed" for event in gate.events))
    assert "directory.json" in [event for event in gate.events if event["type"] == "load_failed"][-1]["details"]
    before = len([event for event in gate.events if event["type"] == "directory_loaded"])
    control.enrol(42, "http://127.0.0.1:1")
    control.write_directory()
    assert within(3, lambda: len([event for event in gate.events if event["type"] == "directory_loaded"]) > before)


def test_B6_connections_to_a_droplet_are_used_again(gate, token, droplets):
    with gate.connect() as connection:
        for n in range(MESSAGES):
            connection.send(message("POST", "/message", {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                                    udc(target=21, payload={"n": n})))
            assert connection.response().status == 200
    assert len(droplets[21].records) == MESSAGES
    assert droplets[21].connections <= 1, "one of an earlier message may be idle"


def test_B6_a_droplet_that_closed_its_idle_connection_is_reached_all_the_same(gate, control, token):
    class Curt(Upstream):
        def _answer(self, connection, reader, record) -> bool:
            super()._answer(connection, reader, record)
            return False  # without a word in the answer

    service = Curt("curt")
    change(gate, control, 43, service.url)
    try:
        for _ in range(5):
            assert post(gate, token, udc(target=43)).status == 200
            time.sleep(0.05)  # the gate has seen it close
    finally:
        service.close()


def test_B6_one_address_two_droplets(gate, control, token, droplets):
    change(gate, control, 44, droplets[21].url)
    assert post(gate, token, udc(target=21)).body == post(gate, token, udc(target=44)).body == b"droplet 21"


def test_B6_the_directory_changes_under_load_and_no_message_is_lost(gate, control, token, droplets):
    stop, failures, done = threading.Event(), [], [0] * 4

    def client(number):
        while not stop.is_set():
            answer = post(gate, token, udc(target=45))
            done[number] += 1
            if answer.status != 200:
                failures.append((answer.status, answer.body))

    change(gate, control, 45, droplets[14].url)
    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(done))]
    for thread in threads:
        thread.start()
    try:
        for n in range(100):
            change(gate, control, 45, droplets[14 if n % 2 else 21].url)
        for _ in range(3):
            gate.command("reload")
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)
    assert failures == [], f"{len(failures)} of {sum(done)}"
    assert min(done) > 10


# ---- over TLS


class TlsDroplet:
    """Answers every request with 200 over TLS, and remembers which name it was asked for."""

    def __init__(self, folder, name: str):
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
                       .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
                       .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
                       .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
        self.certificate = folder / f"{name}.crt"
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        secret = folder / f"{name}.key"
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        self.names: list[str | None] = []
        self.requests: list[bytes] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, secret)
        self.context.sni_callback = lambda _socket, asked, _context: self.names.append(asked)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as connection:
                if request := connection.recv(65536):
                    self.requests.append(request)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntls")
                connection.recv(1)
        except OSError:
            pass


@pytest.fixture(scope="module")
def tls_droplet(tmp_path_factory):
    service = TlsDroplet(tmp_path_factory.mktemp("tls"), "droplet.example")
    yield service
    service.listener.close()


def test_B6_a_certificate_that_nobody_vouches_for_is_502(gate, control, token, tls_droplet):
    change(gate, control, 50, f"https://droplet.example:{tls_droplet.port}")
    tls_droplet.requests.clear()
    assert post(gate, token, udc(target=50)).status == 502
    assert tls_droplet.names[-1] == "droplet.example", "asked for by the name of the directory"
    assert tls_droplet.requests == [], "not a byte of the message left the gate"


@pytest.fixture(scope="module")
def foreign(tmp_path_factory, keys, control, tls_droplet):
    """The module in an nginx that somebody else configured, as doc/nginx_module.md has it; the droplet's certificate is trusted."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "run").mkdir(mode=0o700)
    port = free_port()
    (folder / "gatehouse.yaml").write_text(f"""
listen: 127.0.0.1:{port}
tls: off
run_dir: run
upstream: http://127.0.0.1:1
tokens: {{ issuer: {ISSUER}, audience: {AUDIENCE}, max_life: 24h, require_claims: droplet_id, keys: {keys.public} }}
control: {{ data_dir: "{control.data_dir}", registry: {{ networks: [127.0.0.0/8, "::1"] }} }}
routes:
  - {{ path: /message, methods: [POST], inspect: udc }}
""")
    user = "user root;" if subprocess.run(["id", "-u"], capture_output=True, check=True).stdout.strip() == b"0" else ""
    (folder / "nginx.conf").write_text(f"""
{user}
load_module {module_file()};
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
worker_processes 2;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  client_body_buffer_size 1m;
  upstream gatehouse_0 {{ server 127.0.0.1:1; }}
  upstream gatehouse_droplets {{ gatehouse_droplets; keepalive 16; }}
  upstream gatehouse_droplets_tls {{ gatehouse_droplets; }}
  server {{
    listen 127.0.0.1:{port};
    gatehouse_policy {folder}/gatehouse.yaml;
    location / {{
      proxy_pass $gatehouse_upstream;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate {tls_droplet.certificate};
      proxy_ssl_server_name on;
      proxy_ssl_name $gatehouse_upstream_name;
    }}
  }}
}}
""")
    call = [nginx_program(), "-p", f"{folder}/", "-c", f"{folder}/nginx.conf", "-e", "stderr"]
    subprocess.run(call, check=True, timeout=60)
    gate = Gate.__new__(Gate)
    gate.folder, gate.port, gate.file = folder, port, folder / "gatehouse.yaml"
    assert eventually(lambda: not socket.socket().connect_ex(("127.0.0.1", port)))
    yield gate
    subprocess.run([*call, "-s", "stop"], check=False, timeout=60)


def test_B6_over_tls_the_name_of_the_directory_is_the_one_that_counts(foreign, control, token, tls_droplet, gate):
    change(foreign, control, 50, f"https://droplet.example:{tls_droplet.port}")
    answer = post(foreign, token, udc(target=50))
    assert (answer.status, answer.body) == (200, b"tls")
    assert tls_droplet.names[-1] == "droplet.example"
    # The same place under another name: nothing that was set up for the first one is used for it.
    tls_droplet.requests.clear()
    change(foreign, control, 51, f"https://other.example:{tls_droplet.port}")
    assert post(foreign, token, udc(target=51)).status == 502
    assert tls_droplet.names[-1] == "other.example"
    assert tls_droplet.requests == []


def test_B6_in_a_foreign_nginx_messages_go_by_the_directory_too(foreign, control, token, droplets):
    assert post(foreign, token, udc(target=21)).body == b"droplet 21"
    change(foreign, control, 21, droplets[14].url)
    assert post(foreign, token, udc(target=21)).body == b"droplet 14"
    assert post(foreign, token, udc(target=500)).status == 404


@pytest.mark.parametrize("block", ["keepalive 16; gatehouse_droplets;", "gatehouse_droplets; gatehouse_droplets;", "least_conn; gatehouse_droplets;"])
def test_B6_a_block_in_the_wrong_order_is_refused(foreign, tmp_path, block):
    text = (foreign.folder / "nginx.conf").read_text().replace("gatehouse_droplets; keepalive 16;", block)
    config = tmp_path / "nginx.conf"
    config.write_text(text)
    done = subprocess.run([nginx_program(), "-t", "-p", f"{tmp_path}/", "-c", str(config), "-e", "stderr"], capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode != 0
    assert '"gatehouse_droplets" directive must stand before "keepalive"' in done.stderr
