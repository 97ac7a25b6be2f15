"""C3: Azure Key Vault. No emulator that checks tokens could be had, so the stub is one: it signs tokens as Entra ID does, and the vault
verifies each one's signature, issuer, audience and end before it answers."""

import time
import urllib.parse

import pytest
from jwt_check import key_of, signed, verified

TENANT, CLIENT, SECRET = "11111111-2222-3333-4444-555555555555", "client-1", "client secret+&="
CHALLENGE = {"WWW-Authenticate": f'Bearer authorization="https://login.windows.net/{TENANT}", resource="https://vault.azure.net"'}


class Entra:
    def __init__(self):
        self.key, self.minted = key_of("Entra ID"), 0

    def token(self, life=3600):
        self.minted += 1
        now = int(time.time())
        return signed({"iss": f"https://sts.windows.net/{TENANT}/", "aud": "https://vault.azure.net", "iat": now, "exp": now + life,
                       "appid": CLIENT, "n": self.minted}, self.key)

    def __call__(self, seen):
        form = dict(urllib.parse.parse_qsl(seen.body.decode(), strict_parsing=True))
        assert seen.target == f"/{TENANT}/oauth2/v2.0/token"
        assert form["grant_type"] == "client_credentials" and form["client_id"] == CLIENT
        assert form["scope"] == "https://vault.azure.net/.default"
        proof = form.get("client_secret") == SECRET
        if "client_assertion" in form:
            assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            proof = form["client_assertion"] == "federated.token"
        if not proof:
            return 401, {"error": "invalid_client", "error_description": f"wrong secret {form.get('client_secret')}"}
        return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": self.token()}


class KeyVault:
    def __init__(self, entra):
        self.entra = entra
        self.secrets = {"db": {"value": "secret value", "id": "https://v.vault.azure.net/secrets/db/v2", "attributes": {"enabled": True, "created": 1700000000, "exp": 4102444800}},
                        "db/v1": {"value": "first", "id": "https://v.vault.azure.net/secrets/db/v1", "attributes": {"enabled": True}}}

    def __call__(self, seen):
        words = seen.headers.get("Authorization")
        if words is None:
            return 401, "", CHALLENGE
        _, claims = verified(words.removeprefix("Bearer "), self.entra.key.public_key())
        assert claims["iss"] == f"https://sts.windows.net/{TENANT}/" and claims["aud"] == "https://vault.azure.net" and claims["exp"] > time.time()
        path, _, query = seen.target.partition("?")
        assert query == "api-version=7.4"
        found = self.secrets.get(path.removeprefix("/secrets/"))
        return (200, found) if found else (404, {"error": {"code": "SecretNotFound", "message": "not found"}})


@pytest.fixture
def azure(serve):
    entra = Entra()
    login, store = serve(entra), serve(KeyVault(entra))
    store.environment = {"AZURE_AUTHORITY_HOST": login.url, "GATEHOUSE_AZURE_KEYVAULT_URL": store.url}
    store.client = {**store.environment, "AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT, "AZURE_CLIENT_SECRET": SECRET}
    store.entra, store.login = entra, login
    return store


def test_C3_a_client_with_a_secret(azure, value_of, refused):
    assert value_of("ref+azurekeyvault://team-vault/db", **azure.client) == b"secret value"
    assert value_of("ref+azurekeyvault://team-vault.vault.azure.net/db?version=v1", **azure.client) == b"first"
    assert value_of("ref+azurekeyvault://team-vault/db/v1", **azure.client) == b"first"
    assert "no such secret" in refused("ref+azurekeyvault://team-vault/none", **azure.client)
    words = refused("ref+azurekeyvault://team-vault/db?default=never", **{**azure.client, "AZURE_CLIENT_SECRET": "planted-wrong"})
    assert "Entra ID refuses the login" in words and "planted-wrong" not in words


def test_C3_one_token_and_one_challenge_for_many_secrets(azure, run):
    result = run("secrets", "get", "ref+azurekeyvault://v-1/db", "ref+azurekeyvault://v-1/db/v1", **azure.client)
    assert result.out == b"secret value\nfirst\n", result
    assert azure.entra.minted == 1


def test_C3_a_federated_token(azure, value_of, refused, tmp_path):
    (tmp_path / "federated").write_text("federated.token")
    environment = {**azure.environment, "AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT, "AZURE_FEDERATED_TOKEN_FILE": tmp_path / "federated"}
    assert value_of("ref+azurekeyvault://team-vault/db", **environment) == b"secret value"
    assert "AZURE_TENANT_ID" in refused("ref+azurekeyvault://team-vault/db", **{**environment, "AZURE_TENANT_ID": ""})


def test_C3_a_managed_identity_both_ways(azure, serve, value_of, refused):
    def identity(seen):
        path, _, query = seen.target.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        assert asked["resource"] == "https://vault.azure.net"
        if path == "/msi/token":
            assert asked["api-version"] == "2019-08-01"
            if seen.headers["X-IDENTITY-HEADER"] != "header-secret":
                return 401, {}
            return 200, {"access_token": azure.entra.token(), "expires_on": str(int(time.time()) + 3600)}
        assert path == "/metadata/identity/oauth2/token" and asked["api-version"] == "2018-02-01" and seen.headers["Metadata"] == "true"
        return 200, {"access_token": azure.entra.token(), "expires_in": "3600"}

    stub = serve(identity)
    app_service = {**azure.environment, "IDENTITY_ENDPOINT": stub.url + "/msi/token", "IDENTITY_HEADER": "header-secret"}
    assert value_of("ref+azurekeyvault://team-vault/db", **app_service) == b"secret value"
    assert "managed identity is refused" in refused("ref+azurekeyvault://team-vault/db", **{**app_service, "IDENTITY_HEADER": "x"})
    assert value_of("ref+azurekeyvault://team-vault/db", **azure.environment, AZURE_POD_IDENTITY_AUTHORITY_HOST=stub.url) == b"secret value"


@pytest.mark.parametrize("challenge", [
    {}, {"WWW-Authenticate": 'Bearer authorization="https://login.example/t", resource="https://vault.evil.example"'},
    {"WWW-Authenticate": 'Bearer authorization="x", resource="https://vault.azure.net", scope="https://graph.microsoft.com/.default"'},
    {"WWW-Authenticate": 'Basic realm="https://vault.azure.net"'}])
def test_C3_a_vault_of_another_domain_gets_no_token(azure, serve, refused, challenge):
    other = serve(lambda seen: (401, "", challenge))
    assert "it gets none" in refused("ref+azurekeyvault://team-vault/db", **{**azure.client, "GATEHOUSE_AZURE_KEYVAULT_URL": other.url})
    assert all(seen.headers.get("Authorization") is None for seen in other.seen) and not azure.login.seen


def test_C3_throttling_and_names(azure, serve, value_of, refused):
    once = [(429, "", {"Retry-After": "1"})]
    stub = serve(lambda seen: once.pop() if once and seen.headers.get("Authorization") else KeyVault(azure.entra)(seen))
    assert value_of("ref+azurekeyvault://team-vault/db", **{**azure.client, "GATEHOUSE_AZURE_KEYVAULT_URL": stub.url}) == b"secret value"
    for wrong in ("team-vault", "evil.example/db", "team-vault/a/b/c", "team-vault.vault.azure.net.evil.example/db", "team-vault/%2e%2e"):
        assert "not VAULT/NAME" in refused(f"ref+azurekeyvault://{wrong}", **azure.client)


def test_C3_the_doctor_knows_when_a_secret_ends(azure, run):
    result = run("secrets", "doctor", "ref+azurekeyvault://team-vault/db", "--format", "json", **azure.client)
    assert result.code == 0 and b'"expires":"2100-01-01T00:00:00Z"' in result.out and b'"version":"v2"' in result.out
    assert b"secret value" not in result.out
    result = run("secrets", "doctor", "ref+azurekeyvault://team-vault/db", "--now", "2100-01-02T00:00:00Z", **azure.client)
    assert result.code == 1 and b"expired" in result.out
