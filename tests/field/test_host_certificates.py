"""A certificate for each host behind one gate (`tls.certificates`), chosen by the name in the TLS handshake. B9."""

import json
import ssl
import subprocess

import product
import pytest
from https_services import Authority
from product import assert_refused
from raw_http import Connection, message

pytestmark = pytest.mark.usefixtures("nothing_recorded")
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
OWN, APP, APPS, API = ["gate.example"], ["app.example"], ["*.apps.example", "apps.example"], ["api.example", "old.example"]
# Whom a client asks for, and whose certificate it gets.
SERVED = {"gate.example": OWN, "app.example": APP, "APP.example": APP, "a.apps.example": APPS, "apps.example": APPS, "api.example": API, "old.example": API,
          "unknown.example": OWN, None: OWN}  # fmt: skip


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def files(authority, hosts) -> str:
    return "certificate: {}, key: {}".format(*authority.server_files(hosts))


def policy(authority, services, more: str = "") -> str:
    further = ", ".join(f"{{ {files(authority, hosts)} }}" for hosts in (APP, APPS, API))
    return f"""
upstream: {services['api'].url}
upstreams: {{ app: "{services['app'].url}" }}
unlisted: deny
tls: {{ {files(authority, OWN)}, certificates: [{further}] }}
{more}
routes:
  - {{ host: api.example, path: /*, auth: none }}
  - {{ host: api.example, path: /private, auth: deny }}
  - {{ host: [app.example, "*.apps.example"], path: /*, auth: none, upstream: app }}
"""


@pytest.fixture(scope="module")
def gate(make_gate, authority, services):
    return make_gate(policy(authority, services), tls=True)


def trusting(authority, version=None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority.file)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    return context


def names_for(port: int, authority, asked, version=None) -> list[str]:
    """The names in the certificate that a client gets, verified against the authority."""
    context = trusting(authority, version)
    context.check_hostname = False
    with Connection(port, wrap=lambda plain: context.wrap_socket(plain, server_hostname=asked)) as connection:
        return names_in(connection)


def names_in(connection: Connection) -> list[str]:
    return [name for _, name in connection.socket.getpeercert()["subjectAltName"]]


@pytest.mark.parametrize("version", VERSIONS)
def test_B9_a_client_gets_the_certificate_of_the_host_that_it_asks_for(gate, authority, version):
    assert {asked: names_for(gate.port, authority, asked, version) for asked in SERVED} == SERVED


def curl(gate, authority, host: str, *more) -> str:
    done = subprocess.run(["curl", "--silent", "--show-error", "--cacert", authority.file, "--output", "/dev/null", "--write-out", "%{http_version} %{http_code}",
                           "--resolve", f"{host}:{gate.port}:127.0.0.1", *more, f"https://{host}:{gate.port}/data"], capture_output=True, text=True, timeout=60)  # fmt: skip
    return done.stdout if done.returncode == 0 else done.stderr


@pytest.mark.parametrize("version, shown", [("--http1.1", "1.1"), ("--http2", "2")])
def test_B9_a_client_that_verifies_reaches_each_service(gate, authority, services, version, shown):
    for host, service in (("app.example", "app"), ("a.apps.example", "app"), ("api.example", "api")):
        services[service].clear()
        assert curl(gate, authority, host, version) == f"{shown} 200"
        assert services[service].only.one("Host").startswith(host)
    assert "SSL" in curl(gate, authority, "unknown.example", version), "no certificate names it"


def test_B1_the_host_of_the_request_chooses_the_rules_and_not_the_certificate(gate, authority, services):
    for asked in ("api.example", "app.example", "gate.example"):
        assert curl(gate, authority, asked, "-H", "Host: api.example", "--path-as-is", "--http1.1").endswith(" 200")
        assert services["api"].only.one("Host") == "api.example"
        services["api"].clear()
        with Connection(gate.port, wrap=lambda plain, asked=asked: trusting(authority).wrap_socket(plain, server_hostname=asked)) as connection:
            connection.send(message("GET", "/private", host="api.example"))
            assert_refused(connection.response(), 403, "Access denied")
    for service in services.values():
        service.assert_untouched()


def test_B2_where_clients_are_asked_for_certificates_each_host_has_its_own_too(make_gate, authority, services):
    """There nginx takes requests only for the host that the handshake named (421), since its other servers could ask for other certificates."""
    port = product.free_port()
    gate = make_gate(policy(authority, services, f'client_certificates: {{ listen: "127.0.0.1:{port}" }}'), tls=True, also=port)
    assert {asked: names_for(port, authority, asked) for asked in SERVED} == SERVED
    assert {asked: names_for(gate.port, authority, asked) for asked in SERVED} == SERVED

    def ask(asked, host):
        with Connection(port, wrap=lambda plain: trusting(authority).wrap_socket(plain, server_hostname=asked)) as connection:
            connection.send(message("GET", "/data", host=host))
            return connection.response()

    assert ask("app.example", "app.example").status == 200
    assert ask("gate.example", "app.example").status == 200, "one that named no host of a further certificate"
    for asked, host in (("app.example", "api.example"), ("a.apps.example", "b.apps.example"), ("app.example", "gate.example")):
        assert_refused(ask(asked, host), 421, "Misdirected Request")


def test_B9_a_reload_takes_the_renewed_certificate(make_gate, tmp_path, services):
    folders = [tmp_path / "old", tmp_path / "new"]
    for folder in folders:
        folder.mkdir()
    old, new = (Authority(folder) for folder in folders)
    gate = make_gate(policy(old, services), tls=True)
    assert names_for(gate.port, old, "app.example") == APP
    gate.write(policy(new, services))
    gate.command("reload")
    product.eventually(lambda: trusts(gate, new))
    assert {asked: names_for(gate.port, new, asked) for asked in SERVED} == SERVED


def trusts(gate, authority) -> bool:
    try:
        return names_for(gate.port, authority, "app.example") == APP
    except ssl.SSLError:
        return False


def test_C1_the_key_of_a_host_by_reference(make_gate, authority, services, tmp_path):
    certificate, key = authority.server_files(["by.example"])
    secret = tmp_path / "secret"
    secret.mkdir(mode=0o700)
    (secret / "key.pem").write_bytes(key.read_bytes())
    (secret / "key.pem").chmod(0o600)
    text = policy(authority, services).replace("certificates: [", f"certificates: [{{ certificate: {certificate}, key: 'ref+file://{secret}/key.pem' }}, ")
    gate = make_gate(text, tls=True)
    assert names_for(gate.port, authority, "by.example") == ["by.example"]
    assert {asked: names_for(gate.port, authority, asked) for asked in SERVED} == SERVED


def test_B9_long_names_and_many_certificates(make_gate, authority, services):
    label = "a" * 60
    longest = [f"{label}.{label}.{label}.{number:02}.{'b' * 59}.example" for number in range(3)]
    assert max(len(name) for name in longest) == 253
    hosts = [[name] for name in longest] + [[f"h{number}.example", f"*.h{number}.example"] for number in range(40)]
    further = ", ".join(f"{{ {files(authority, names)} }}" for names in hosts)
    gate = make_gate(f"upstream: {services['api'].url}\ntls: {{ {files(authority, OWN)}, certificates: [{further}] }}\n", tls=True)
    for names in (hosts[0], hosts[2], hosts[3], hosts[-1]):
        assert names_for(gate.port, authority, names[0]) == names
    assert names_for(gate.port, authority, "deep.h7.example") == ["h7.example", "*.h7.example"]


def test_the_check_names_hosts_without_a_certificate_and_certificates_that_end(gate):
    """Those of the tests end tomorrow."""
    warnings = json.loads(gate.command("check", "--format", "json").stdout)["warnings"]
    assert sum("ends soon" in each["what"] for each in warnings) == 4
    assert [each["where"] for each in warnings if "No certificate" in each["what"]] == []
    text = gate.file.read_text()
    other = gate.file.with_name("other.yaml")
    other.write_text(text.replace("host: api.example", "host: unnamed.example"))
    warnings = json.loads(product.gatehouse("check", "-c", other, "--format", "json").stdout)["warnings"]
    assert [each["where"] for each in warnings if "No certificate" in each["what"]] == ["unnamed.example"]


def test_the_check_says_what_is_wrong_with_a_certificate(authority, services, tmp_path, keys):
    (certificate, key), (_, other_key) = authority.server_files(["one.example"]), authority.server_files(["two.example"])
    locked = tmp_path / "locked.pem"
    subprocess.run(["openssl", "pkey", "-in", key, "-aes256", "-passout", "pass:words", "-out", locked], check=True)
    for named, said in ((other_key, "is not the key of the certificate"), (locked, "needs a passphrase"), (tmp_path / "none", "cannot be read")):
        for tls in (f"{{ certificate: {certificate}, key: {named} }}",
                    f"{{ {files(authority, OWN)}, certificates: [{{ certificate: {certificate}, key: {named} }}] }}"):  # fmt: skip
            gate = product.Gate(tmp_path, f"upstream: {services['api'].url}\nunlisted: deny\ntls: {tls}\n", keys, tls=True)
            done = gate.command("check", check=False)
            assert done.returncode == 1 and said in done.stderr + done.stdout and str(named) in done.stderr + done.stdout
