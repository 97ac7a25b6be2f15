"""Row B2: OAuth clients that discover by RFC 8414 find the registry, get tokens, ask about them and revoke them. Such clients insist on an
issuer that is a URL: `discovery: url` names one, and tokens keep the issuer of the policy."""

import base64
import json
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "control"))

from authlib.integrations.requests_client import OAuth2Session  # noqa: E402
from control_gate import ControlGate  # noqa: E402
from node_clients import modules, run  # noqa: E402, F401
from product import AUDIENCE, ISSUER  # noqa: E402

CLIENTS = ["openid-client 6", "oauth4webapi", "openid-client 5"]
NOBODY = "routes: [{ path: /open, auth: none }]\n"
METADATA = "/.well-known/oauth-authorization-server"


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    gates = []

    def make(discovery: str) -> ControlGate:
        gate = ControlGate(tmp_path_factory.mktemp("gate"), f"{{ registry: {{ {discovery} }} }}", NOBODY)
        gate.file.write_text(gate.file.read_text().replace("control: {", f"control: {{ url: http://127.0.0.1:{gate.port},", 1))
        gates.append(gate.start())
        return gate

    yield make
    for gate in gates:
        gate.stop()


@pytest.fixture(scope="module")
def by_url(start) -> ControlGate:
    return start("discovery: url")


@pytest.fixture(scope="module")
def by_issuer(start) -> ControlGate:
    return start("")


@pytest.fixture(scope="module")
def secret(by_url) -> str:
    return by_url.enrol()


def claims(token: str) -> dict:
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.mark.parametrize("client", CLIENTS)
def test_B2_a_client_that_discovers_finds_the_registry(modules, by_url, secret, client):
    url = f"http://127.0.0.1:{by_url.port}"
    done = run(modules, "discover.mjs", client, url, "droplet-14", secret)
    assert done.returncode == 0, done.stderr
    got = json.loads(done.stdout)
    assert got["issuer"] == url
    assert (got["before"], got["after"]) == (True, False)
    assert (claims(got["token"])["iss"], claims(got["token"])["aud"]) == (ISSUER, AUDIENCE), "the tokens' issuer is the policy's"


@pytest.mark.parametrize("client", ["openid-client 6", "oauth4webapi"])
def test_B2_without_the_key_they_say_why_they_cannot(modules, by_issuer, client):
    """What the key is for: an issuer that is not a URL is none to them."""
    done = run(modules, "discover.mjs", client, f"http://127.0.0.1:{by_issuer.port}", "droplet-14", "x")
    assert done.returncode != 0 and "invalid url" in done.stderr.lower(), done.stderr


def test_B2_without_the_key_metadata_names_the_policys_issuer(by_issuer):
    assert by_issuer.request("GET", METADATA).json["issuer"] == ISSUER


def test_B2_metadata_is_at_the_place_of_the_url_and_names_it(by_url):
    """RFC 8414 §3.3: the issuer of the metadata is the URL that they were found under."""
    metadata = by_url.request("GET", METADATA).json
    url = f"http://127.0.0.1:{by_url.port}"
    assert metadata["issuer"] == url
    for name in ("token_endpoint", "jwks_uri", "revocation_endpoint", "introspection_endpoint"):
        assert metadata[name].startswith(url + "/"), name


def test_B2_authlib_gets_its_token_by_discovery(by_url, secret):
    metadata = by_url.request("GET", METADATA).json
    session = OAuth2Session("droplet-14", secret, token_endpoint_auth_method="client_secret_basic")
    token = session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert claims(token["access_token"])["iss"] == ISSUER


def test_an_unknown_value_of_the_key_is_refused_with_its_place(tmp_path):
    gate = ControlGate(tmp_path, "{ registry: { discovery: uri } }", NOBODY)
    done = gate.command("check", check=False)
    assert done.returncode != 0
    assert "gatehouse.yaml:" in done.stdout + done.stderr and "did you mean 'url'" in done.stdout + done.stderr
