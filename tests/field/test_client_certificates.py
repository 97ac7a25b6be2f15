"""Tokens that are bound to a client certificate (RFC 8705), from clients that have it and from those that have not. B2."""

import base64
import json
import re
import ssl
import subprocess

import product
import pytest
from certificates import SERVER, Identity, tls_of
from fronts import Front
from issuers import AUDIENCE, Signer, keycloak
from product import COMMAND_TIMEOUT, assert_refused, eventually, free_port, gatehouse
from raw_http import Connection, Response, message
from test_dpop import BAD_TOKEN, Client
from test_own_nginx import OwnNginx

ISSUER = keycloak()[1]["iss"]
CHALLENGE = 'Bearer error="invalid_token"'
OTHER = "Invalid token: bound to another client certificate"
MISSING = "Invalid token: bound to a client certificate, and sent without one"
UNREADABLE = "Invalid token: the client certificate cannot be read"
TIME = "Invalid token: the client certificate has expired or is not valid yet"
NOT_HERE = "Invalid token: bound to a sender that cannot be verified here"
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


class TwoPorts(product.Gate):
    """A gate that listens on a second port, too."""

    def write(self, policy: str):
        self.also = self.also or free_port()
        super().write(policy.replace("PORT", str(self.port)).replace("OTHER", str(self.also)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer("kc-1")


@pytest.fixture(scope="module")
def tokens(signer, folder) -> str:
    """The policy's line about the issuer."""
    file = folder / "keys.json"
    file.write_text(json.dumps({"keys": [signer.jwk(alg="RS256")]}))
    return f'tokens: {{ issuer: "{ISSUER}", audience: "{AUDIENCE}", keys: {file} }}\n'


@pytest.fixture(scope="module")
def alice(folder) -> Identity:
    return Identity(folder, "alice")


@pytest.fixture(scope="module")
def mallory(folder) -> Identity:
    return Identity(folder, "mallory")


@pytest.fixture(scope="module")
def make_two_ports(tmp_path_factory, keys):
    gates = []

    def make(policy: str) -> TwoPorts:
        gates.append(TwoPorts(tmp_path_factory.mktemp("two_ports"), policy, keys, tls=True))
        return gates[-1].start()

    yield make
    for gate in gates:
        gate.stop()


@pytest.fixture(scope="module")
def gate(make_two_ports, _upstream, tokens):
    """It asks for certificates on one of its two ports, and takes everybody's."""
    return make_two_ports(f"upstream: {_upstream.url}\nclient_certificates: {{ listen: '127.0.0.1:PORT' }}\n{tokens}"
                          "routes:\n  - { path: /live, websocket: true, token_in: [protocol, ticket] }\n")


@pytest.fixture(scope="module")
def proxied(make_gate, _upstream, tokens):
    """Behind a proxy that ends TLS and reports the certificate as RFC 9440 says."""
    return make_gate(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.9]\nclient_certificates: {{ header: Client-Cert }}\n{tokens}"
                     "routes:\n  - { path: /open, auth: none }\n")


def token_of(signer: Signer, *owners: Identity, **confirmation) -> str:
    header, claims = keycloak()
    cnf = {**{"x5t#S256": owner.thumbprint for owner in owners}, **confirmation}
    return signer.token({**claims, **({"cnf": cnf} if cnf else {})}, header)


def bearer(token: str) -> list:
    return [("Authorization", f"Bearer {token}")]


def connect(gate, identity: Identity | None = None, *, port: int | None = None, session=None, context=None, version=None,
            name: str | None = None) -> Connection:
    context = context or tls_of(identity, version)
    return Connection(port or gate.port, wrap=lambda plain: context.wrap_socket(plain, session=session, server_hostname=name))


def ask(connection: Connection, token: str | None, headers=(), path: str = "/x") -> Response:
    connection.send(message("GET", path, [*(bearer(token) if token else []), *headers]))
    return connection.response()


def reason_of(gate, answer: Response) -> str:
    return gate.event_of(answer)["reason"]


@pytest.mark.parametrize("version", VERSIONS)
def test_B2_a_token_passes_from_the_client_whose_certificate_it_names(gate, upstream, signer, alice, version):
    token = token_of(signer, alice)
    with connect(gate, alice, version=version) as connection:
        for _ in range(3):  # later ones find the token in the cache, and the certificate in the connection
            assert ask(connection, token).status == 200
    got = upstream.records[-1]
    assert got.one("X-Gatehouse-Subject") == "f-1"
    assert got.one("Authorization") == f"Bearer {token}"


@pytest.mark.parametrize("version", VERSIONS)
def test_THREATS_a_stolen_token_is_useless_without_its_certificate(gate, upstream, signer, alice, mallory, version):
    token = token_of(signer, alice)
    with connect(gate, alice, version=version) as connection:
        assert ask(connection, token).status == 200  # it is in the cache now
    seen = len(upstream.records)
    for thief, detail, reason in ((mallory, OTHER, "certificate_other"), (None, MISSING, "certificate_missing")):
        with connect(gate, thief, version=version) as connection:
            for _ in range(2):
                answer = ask(connection, token, [("Client-Cert", alice.header), ("X-SSL-Client-Cert", alice.escaped)])
                assert_refused(answer, 401, detail, CHALLENGE)
            assert reason_of(gate, answer) == reason
    assert len(upstream.records) == seen


def test_B2_several_tokens_on_one_connection_are_each_compared(gate, signer, alice, mallory):
    with connect(gate, alice) as connection:
        for _ in range(2):
            assert ask(connection, token_of(signer, alice)).status == 200
            assert_refused(ask(connection, token_of(signer, mallory)), 401, OTHER, CHALLENGE)
            assert ask(connection, token_of(signer)).status == 200
            assert_refused(ask(connection, None), 401, "Missing authorization header")
            assert_refused(ask(connection, Signer("kc-1").token({"cnf": {"x5t#S256": alice.thumbprint}})), 401,
                           "Invalid token: signature verification failed")


@pytest.mark.parametrize("version", VERSIONS)
def test_THREATS_a_resumed_session_keeps_its_certificate_and_gets_no_other(gate, signer, alice, mallory, version):
    context = tls_of(alice, version)
    with connect(gate, context=context) as connection:
        assert ask(connection, token_of(signer, alice)).status == 200  # TLS 1.3 sends its tickets before the answer
        session = connection.socket.session
    with connect(gate, context=context, session=session) as connection:
        assert connection.socket.session_reused
        assert ask(connection, token_of(signer, alice)).status == 200
        assert_refused(ask(connection, token_of(signer, mallory)), 401, OTHER, CHALLENGE)


@pytest.mark.parametrize("version", VERSIONS)
def test_B2_the_port_that_asks_resumes_no_session_of_the_one_that_does_not(gate, signer, alice, version):
    context = tls_of(alice, version)
    with connect(gate, context=context, port=gate.also) as connection:
        answer = ask(connection, token_of(signer, alice))
        assert_refused(answer, 401, MISSING, CHALLENGE)
        assert ask(connection, token_of(signer)).status == 200
        session = connection.socket.session
    with connect(gate, context=context, session=session) as connection:
        assert not connection.socket.session_reused
        assert ask(connection, token_of(signer, alice)).status == 200


def asked_for_certificate(port: int) -> bool:
    said = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-tls1_2", "-msg"], input=b"", capture_output=True,
                          timeout=COMMAND_TIMEOUT).stdout
    assert b"ServerHello" in said
    return b"CertificateRequest" in said


def test_B2_only_the_port_of_the_policy_asks(gate):
    assert asked_for_certificate(gate.port)
    assert not asked_for_certificate(gate.also)  # browsers that have certificates would ask their users


def curl(gate, *arguments, token: str, path: str = "/x") -> list[tuple[int, str]]:
    """The status and protocol of each of two requests on one connection."""
    url = f"https://127.0.0.1:{gate.port}{path}"
    command = ["curl", "-sSk", *map(str, arguments), "-H", f"Authorization: Bearer {token}", "-w", "%{http_code} %{http_version} %{num_connects}\n"]
    lines = subprocess.run([*command, "-o", "/dev/null", url, "-o", "/dev/null", url], capture_output=True, text=True, check=True,
                           timeout=COMMAND_TIMEOUT).stdout.split("\n")[:2]
    assert [line.split()[2] for line in lines] == ["1", "0"], lines
    return [(int(line.split()[0]), line.split()[1]) for line in lines]


@pytest.mark.parametrize("protocol, version", [("--http2", "2"), ("--http1.1", "1.1")])
def test_B2_over_http_2_as_over_http_1(gate, signer, alice, mallory, protocol, version):
    token = token_of(signer, alice)
    assert curl(gate, protocol, "--cert", alice.file, "--key", alice.key_file, token=token) == [(200, version)] * 2
    assert curl(gate, protocol, "--cert", mallory.file, "--key", mallory.key_file, token=token) == [(401, version)] * 2
    assert curl(gate, protocol, token=token) == [(401, version)] * 2


def test_B2_a_token_that_is_bound_twice_needs_both(gate, signer, alice, mallory):
    client = Client(signer)
    header, claims = keycloak()
    client.token = signer.token({**claims, "cnf": {"jkt": client.key.thumbprint(), "x5t#S256": alice.thumbprint}}, header)
    url = "https://gate.example/x"

    def send(identity, headers):
        with connect(gate, identity) as connection:
            connection.send(message("GET", "/x", [("Host", "gate.example"), *headers]))
            return connection.response()

    proof = client.proof(url)
    assert_refused(send(mallory, client.headers(proof).items()), 401, OTHER, CHALLENGE)
    assert send(alice, client.headers(proof).items()).status == 200  # the refused one has not used it up
    assert_refused(send(alice, bearer(client.token)), 401, "Invalid token: bound to a key, and sent without a DPoP proof", BAD_TOKEN)
    assert_refused(send(alice, [("Authorization", f"DPoP {token_of(signer, alice)}"), ("DPoP", client.proof(url))]), 401,
                   "Invalid token: not bound to a key of its sender", BAD_TOKEN)


@pytest.mark.parametrize("cnf", [{"kid": "k"}, {"x5t#S256": None}, {"x5t#S256": "short"}, {"x5t": "0" * 43}, {"x5u": "https://a.example"}])
def test_THREATS_a_binding_that_is_not_understood_refuses_with_a_certificate_too(gate, signer, alice, cnf):
    with connect(gate, alice) as connection:
        assert_refused(ask(connection, token_of(signer, **cnf)), 401, NOT_HERE)
        assert_refused(ask(connection, token_of(signer, alice, kid="k")), 401, NOT_HERE)


def test_B2_a_websocket_with_the_token_among_its_protocols(gate, signer, alice, mallory):
    offered = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    protocol = ("Sec-WebSocket-Protocol", f"bearer, {token_of(signer, alice)}")
    for identity, refused in ((alice, False), (mallory, True)):
        with connect(gate, identity) as connection:
            answer = ask(connection, None, [*offered, protocol, ("Origin", f"https://127.0.0.1:{gate.port}")], path="/live")
            assert (answer.status == 401) == refused, answer


BAD = {"expired": ({"begins": 9, "ends": -2}, "certificate has expired"), "not valid yet": ({"begins": -2, "ends": 9}, "certificate is not yet valid"),
       "for servers": ({"usage": SERVER}, "certificate purpose")}


@pytest.mark.parametrize("case", BAD)
def test_THREATS_a_certificate_that_is_not_good_is_refused_with_its_reason(gate, folder, signer, case):
    more, words = BAD[case]
    identity = Identity(folder, case.replace(" ", "_"), **more)
    with connect(gate, identity) as connection:
        answer = ask(connection, token_of(signer, identity))
    assert_refused(answer, 400, "The client certificate is not accepted here")
    event = gate.event_of(answer)
    assert event["reason"] == "certificate_refused"
    assert words in event["details"]
    over_http_2 = subprocess.run(["curl", "-sSk", "--http2", "--cert", identity.file, "--key", identity.key_file, "-w", "%{http_version}",
                                  f"https://127.0.0.1:{gate.port}/x"], capture_output=True, text=True, check=True, timeout=COMMAND_TIMEOUT).stdout
    assert "The client certificate is not accepted here" in over_http_2
    assert over_http_2.endswith("}2"), over_http_2


def test_THREATS_a_name_with_a_nul_is_no_other_name(gate, proxied, folder, signer, alice):
    """Names are not read: the whole certificate is compared."""
    odd = Identity(folder, "odd", subject="alice\0.evil.example")
    with connect(gate, odd) as connection:
        assert_refused(ask(connection, token_of(signer, alice)), 401, OTHER, CHALLENGE)
        assert ask(connection, token_of(signer, odd)).status == 200
    for token, status in ((token_of(signer, alice), 401), (token_of(signer, odd), 200)):
        assert proxied.request("GET", "/x", [("Client-Cert", odd.header)], token=token, **PROXY).status == status


def chain_of(folder, name: str, length: int, authority: Identity) -> Identity:
    """Issued over that many intermediate certificates."""
    for number in range(length):
        authority = Identity(folder, f"{name}_{number}", authority, ca=True)
    return Identity(folder, name, authority)


def test_B2_certificates_of_somebodys_own_authority_pass_with_their_chain(gate, signer, folder):
    authority = Identity(folder, "unknown_authority", ca=True)
    for length in range(5):
        identity = chain_of(folder, f"chain_{length}", length, authority)
        with connect(gate, identity) as connection:
            assert ask(connection, token_of(signer, identity)).status == 200, length


def test_B2_an_authority_of_the_policy(make_gate, _upstream, signer, tokens, folder, alice):
    authority, other = Identity(folder, "authority", ca=True), Identity(folder, "other_authority", ca=True)
    good, foreign = Identity(folder, "good", authority), Identity(folder, "foreign", other)
    gate = make_two_with_authority(make_gate, _upstream, tokens, authority)
    below = chain_of(folder, "below", 4, authority)
    with connect(gate, below) as connection:
        assert ask(connection, token_of(signer, below)).status == 200
    with connect(gate, good) as connection:
        assert ask(connection, token_of(signer, good)).status == 200
        assert_refused(ask(connection, token_of(signer, alice)), 401, OTHER, CHALLENGE)
    for identity in (alice, foreign):
        with connect(gate, identity) as connection:
            answer = ask(connection, token_of(signer, identity))
        assert_refused(answer, 400, "The client certificate is not accepted here")
        assert reason_of(gate, answer) == "certificate_refused"
    with connect(gate) as connection:
        assert ask(connection, token_of(signer)).status == 200
        assert_refused(ask(connection, token_of(signer, good)), 401, MISSING, CHALLENGE)

    context = tls_of(good, ssl.TLSVersion.TLSv1_2)
    with connect(gate, context=context) as connection:
        assert ask(connection, token_of(signer, good)).status == 200
        session = connection.socket.session
    gate.file.write_text(gate.file.read_text().replace(str(authority.file), str(other.file)))
    gate.command("reload")

    def is_believed_no_longer() -> bool:
        with connect(gate, context=context, session=session) as connection:
            return ask(connection, token_of(signer, good)).status == 400

    assert eventually(is_believed_no_longer)


def make_two_with_authority(make_gate, upstream, tokens, authority):
    gate = make_gate(f"upstream: {upstream.url}\n{tokens}", tls=True)
    gate.write(f"upstream: {upstream.url}\nclient_certificates: {{ listen: 127.0.0.1:{gate.port}, authorities: {authority.file} }}\n{tokens}")
    gate.command("reload")
    assert eventually(lambda: asked_for_certificate(gate.port))
    return gate


PROXY = {"source": "127.0.0.9", "client": "198.51.100.7"}


def test_B2_a_trusted_proxy_reports_the_certificate(proxied, upstream, signer, alice, mallory):
    token = token_of(signer, alice)
    for _ in range(2):
        assert proxied.request("GET", "/x", [("Client-Cert", alice.header)], token=token, **PROXY).status == 200
    assert not upstream.records[-1].all("Client-Cert")
    cases = [([("Client-Cert", mallory.header)], OTHER, "certificate_other"), ([], MISSING, "certificate_missing"),
             ([("Client-Cert", "")], MISSING, "certificate_missing"), ([("X-SSL-Client-Cert", alice.escaped)], MISSING, "certificate_missing"),
             ([("Client_Cert", alice.header)], MISSING, "certificate_missing"), ([("Client-Cert", ":")], UNREADABLE, "certificate_malformed"),
             ([("Client-Cert", alice.header[:-9] + ":")], UNREADABLE, "certificate_malformed"),
             ([("Client-Cert", alice.header + ", " + alice.header)], UNREADABLE, "certificate_malformed")]
    for headers, detail, reason in cases:
        answer = proxied.request("GET", "/x", headers, token=token, **PROXY)
        assert_refused(answer, 401, detail, CHALLENGE)
        assert reason_of(proxied, answer) == reason
    twice = proxied.request("GET", "/x", [("Client-Cert", alice.header)] * 2, token=token, **PROXY)
    assert_refused(twice, 400, "A header that must not be repeated is repeated")


def test_THREATS_a_header_from_anybody_else_proves_nothing_and_reaches_no_service(proxied, upstream, signer, alice):
    answer = proxied.request("GET", "/x", [("Client-Cert", alice.header)], token=token_of(signer, alice))
    assert_refused(answer, 401, NOT_HERE)
    assert reason_of(proxied, answer) == "token_bound"
    names = ["Client-Cert", "Client-Cert-Chain", "client_cert", "X-Forwarded-Client-Cert", "X-SSL-Client-Cert", "ssl-client-cert", "X-Client-Cert",
             "X-Client-Cert-Serial-Number", "X-Amzn-Mtls-Clientcert", "X-Amzn-Mtls-Clientcert-Leaf", "X-ARR-ClientCert", "Cf-Client-Cert-Der-Base64",
             "X-Forwarded-Tls-Client-Cert"]
    for source in ("127.0.0.1", "127.0.0.9"):
        assert proxied.request("GET", "/open", [(name, alice.header) for name in names], source=source).status == 200
        got = [name.lower().replace("_", "-") for name, _ in upstream.records[-1].headers]
        assert not [name for name in got if "cert" in name], got


def test_B2_another_proxy_asks_about_a_request_with_a_certificate(proxied, signer, alice, mallory):
    """forward_auth: the header is that of the proxy that asks."""
    question = [("X-Original-URI", "/x"), ("X-Original-Method", "GET"), ("X-Original-Host", "gate.example"), ("X-Original-Upgrade", "none")]
    for identity, status in ((alice, 204), (mallory, 401)):
        answer = proxied.request("GET", "/_gatehouse/auth", [*question, ("Client-Cert", identity.header)], token=token_of(signer, alice), source="127.0.0.9")
        assert answer.status == status, (answer.headers, answer.body)


def test_THREATS_a_certificate_that_has_expired_at_the_proxy(proxied, folder, signer):
    late = Identity(folder, "late", begins=9, ends=-2)
    answer = proxied.request("GET", "/x", [("Client-Cert", late.header)], token=token_of(signer, late), **PROXY)
    assert_refused(answer, 401, TIME, CHALLENGE)
    assert reason_of(proxied, answer) == "certificate_time"


FORMS = {"nginx": lambda one: one.escaped, "ALB": lambda one: re.sub("%2B", "+", re.sub("%3D", "=", re.sub("%2F", "/", one.escaped))),
         "HAProxy": lambda one: base64.b64encode(one.der).decode(), "RFC 9440": lambda one: one.header}


@pytest.mark.parametrize("form", FORMS)
def test_B2_the_forms_in_which_proxies_report(make_gate, _upstream, tokens, signer, alice, mallory, form):
    gate = make_gate(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.9]\nclient_certificates: {{ header: X-SSL-Client-Cert }}\n{tokens}")
    for identity, status in ((alice, 200), (mallory, 401)):
        answer = gate.request("GET", "/x", [("X-SSL-Client-Cert", FORMS[form](identity))], token=token_of(signer, alice), **PROXY)
        assert answer.status == status, answer.body


def test_THREATS_a_proxys_own_certificate_is_not_its_clients(make_gate, _upstream, tokens, signer, alice):
    gate = make_gate(f"upstream: {_upstream.url}\n{tokens}", tls=True)
    gate.write(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.1]\n"
               f"client_certificates: {{ listen: 127.0.0.1:{gate.port}, header: Client-Cert }}\n{tokens}")
    gate.command("reload")
    assert eventually(lambda: asked_for_certificate(gate.port))
    with connect(gate, alice) as connection:
        for headers in ([], [("X-Forwarded-For", "198.51.100.7")]):
            assert_refused(ask(connection, token_of(signer, alice), headers), 401, MISSING, CHALLENGE)


def test_B2_a_balancer_that_passes_tcp_on(make_gate, _upstream, tokens, signer, alice, mallory):
    """The TLS connection is the client's, although the socket is the trusted balancer's."""
    gate = make_gate(f"upstream: {_upstream.url}\n{tokens}", tls=True)
    gate.write(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.1]\nproxy_protocol: 127.0.0.1:{gate.port}\n"
               f"client_certificates: {{ listen: 127.0.0.1:{gate.port} }}\n{tokens}")
    gate.command("reload")

    def through_balancer(identity):
        def wrap(plain):
            plain.sendall(b"PROXY TCP4 198.51.100.7 127.0.0.1 4711 443\r\n")
            return tls_of(identity).wrap_socket(plain)

        with Connection(gate.port, wrap=wrap) as connection:
            return ask(connection, token_of(signer, alice))

    assert eventually(lambda: try_to(through_balancer, alice))
    assert_refused(through_balancer(mallory), 401, OTHER, CHALLENGE)
    assert_refused(through_balancer(None), 401, MISSING, CHALLENGE)


def try_to(ask_again, identity) -> bool:
    """Until the workers of the new policy have the port, the header of the PROXY protocol is no TLS."""
    try:
        return ask_again(identity).status == 200
    except OSError:
        return False


# As doc/policy.md has them.
FRONTS = {
    "haproxy": ("Client-Cert", """
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend https
  bind 127.0.0.1:PORT ssl crt FOLDER/both.pem ca-file FOLDER/front.pem verify optional ca-ignore-err all crt-ignore-err all
  option forwardfor
  http-request del-header Client-Cert
  http-request set-header Client-Cert :%[ssl_c_der,base64]: if { ssl_c_used }
  default_backend gates
backend gates
  server gate GATE
"""),
    "nginx": ("X-SSL-Client-Cert", """
server {
  listen 127.0.0.1:PORT ssl;
  ssl_certificate FOLDER/front.pem;
  ssl_certificate_key FOLDER/front.key;
  ssl_verify_client optional_no_ca;
  location / {
    proxy_pass http://GATE;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-SSL-Client-Cert $ssl_client_escaped_cert;
  }
}
"""),
    "caddy": ("Client-Cert", """
{
  admin off
  auto_https off
}
https://front:PORT {
  bind 127.0.0.1
  tls FOLDER/front.pem FOLDER/front.key {
    client_auth {
      mode request
    }
  }
  reverse_proxy GATE {
    header_up Client-Cert ":{http.request.tls.client.certificate_der_base64}:"
  }
}
""")}


@pytest.mark.parametrize("program", FRONTS)
def test_B2_behind_real_proxies(make_gate, _upstream, tokens, signer, alice, mallory, tmp_path, program):
    header, config = FRONTS[program]
    gate = make_gate(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.1]\nclient_certificates: {{ header: {header} }}\n{tokens}")
    server = Identity(tmp_path, "front", usage=SERVER)
    (tmp_path / "both.pem").write_bytes(server.pem + server.key_file.read_bytes())
    front = Front(tmp_path, program, config, gate.port)
    try:
        for identity, status in ((alice, 200), (mallory, 401), (None, 401)):
            for forged in ([], [("Client-Cert", alice.header), ("X-SSL-Client-Cert", alice.escaped)]):
                with connect(gate, identity, port=front.port, name="front") as connection:
                    answer = ask(connection, token_of(signer, alice), [("Host", "front"), *forged])
                assert answer.status == status, (answer.headers, answer.body)
        assert_refused(answer, 401, UNREADABLE if program == "caddy" else MISSING, CHALLENGE)
    finally:
        front.stop()


def test_B2_in_an_nginx_that_asks_by_itself(make_gate, _upstream, upstream, tokens, signer, alice, mallory, folder):
    """The policy says nothing about certificates there (doc/nginx_module.md)."""
    gate = make_gate(f"upstream: {_upstream.url}\n{tokens}")
    server = Identity(folder, "localhost", usage=SERVER)
    nginx = OwnNginx(gate, upstream, "ssl_verify_client optional_no_ca;", tls=server)
    try:
        for identity, status in ((alice, 200), (mallory, 401), (None, 401)):
            with connect(gate, identity, port=nginx.port) as connection:
                assert ask(connection, token_of(signer, alice)).status == status
    finally:
        nginx.stop()


def test_B2_required_is_met_by_either_kind(make_gate, _upstream, tokens, signer, alice):
    gate = make_gate(f"upstream: {_upstream.url}\ntrusted_proxies: [127.0.0.9]\nclient_certificates: {{ header: Client-Cert }}\n"
                     + tokens.replace(" }", ", bound: required }"))
    assert gate.request("GET", "/x", [("Client-Cert", alice.header)], token=token_of(signer, alice), **PROXY).status == 200
    client = Client(signer)
    headers = client.headers(client.proof("http://gate.example/x"), Host="gate.example")
    assert gate.request("GET", "/x", headers).status == 200
    assert_refused(gate.request("GET", "/x", [("Client-Cert", alice.header)], token=token_of(signer), **PROXY), 401,
                   "Invalid token: not bound to a key of its sender", BAD_TOKEN)


def test_B2_explain_takes_a_certificate(gate, proxied, signer, alice, mallory, folder):
    file = folder / "token"
    file.write_text(token_of(signer, alice))

    def explain(a_gate, *more):
        done = gatehouse("explain", "GET", "/x", "--token", file, "-c", a_gate.file, "--format", "json", *more, check=False)
        return json.loads(done.stdout)["reason"]

    assert explain(gate, "--certificate", alice.file) == "allowed"
    assert explain(gate, "--certificate", mallory.file) == "certificate_other"
    assert explain(gate) == "certificate_missing"
    assert explain(proxied) == "token_bound"
    assert explain(proxied, "--client-ip", "127.0.0.9", "-H", f"Client-Cert: {alice.header}") == "allowed"
    assert explain(proxied, "--client-ip", "127.0.0.9", "--certificate", alice.file) == "certificate_missing"
    broken = gatehouse("explain", "GET", "/x", "-c", gate.file, "--certificate", file, check=False)
    assert broken.returncode == 2
    assert "certificate" in broken.stderr
