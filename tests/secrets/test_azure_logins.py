"""C3: who we are to Azure: the login of `az`, a client's certificate, workload identity, and the order among them. `az` is a script that checks
its arguments; the vault verifies every token."""

import base64
import datetime
import json
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import NameOID
from jwt_check import decode, key_of, pem_of
from test_azure import CLIENT, TENANT, Entra, KeyVault

REF = "ref+azurekeyvault://team-vault/db"
NOWHERE = {"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"}


class WithCertificates(Entra):
    """Entra ID that knows clients by their certificate too."""

    def __init__(self):
        super().__init__()
        self.certificates, self.url = {}, None

    def __call__(self, seen):
        form = dict(part.split("=", 1) for part in seen.body.decode().split("&"))
        assertion = form.get("client_assertion", "")
        if assertion.count(".") != 2:
            return super().__call__(seen)
        header, claims, signature = assertion.split(".")
        head, said = json.loads(decode(header)), json.loads(decode(claims))
        assert set(head) == {"alg", "typ", "x5t#S256"} and head["alg"] == "PS256" and head["typ"] == "JWT"
        certificate = self.certificates.get(head["x5t#S256"])
        if certificate is None:
            return 401, {"error": "invalid_client", "error_description": "planted-words"}
        certificate.public_key().verify(decode(signature), f"{header}.{claims}".encode(),
                                        padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32), hashes.SHA256())
        assert said["aud"] == f"{self.url}/{TENANT}/oauth2/v2.0/token" and said["iss"] == said["sub"] == CLIENT
        assert abs(said["nbf"] - time.time()) < 60 and said["exp"] - said["nbf"] == 600 and len(said["jti"]) == 32
        return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": self.token()}


@pytest.fixture
def azure(serve):
    entra = WithCertificates()
    login, store = serve(entra), serve(KeyVault(entra))
    entra.url = login.url
    store.environment = {"AZURE_AUTHORITY_HOST": login.url, "GATEHOUSE_AZURE_KEYVAULT_URL": store.url}
    store.client = {**store.environment, "AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT}
    store.entra = entra
    return store


@pytest.fixture
def az(azure, tmp_path):
    """`az`, for somebody who has logged in. It prints what is in a file, and keeps its arguments."""
    programs = tmp_path / "programs"
    programs.mkdir()
    said, asked = tmp_path / "said", tmp_path / "asked"
    script = programs / "az"
    script.write_text(f'#!/bin/sh\necho "$PWD $*" >>"{asked}"\necho planted-noise >&2\ncat "{said}"\n')
    script.chmod(0o755)
    (tmp_path / ".azure").mkdir()
    (tmp_path / ".azure" / "azureProfile.json").write_text("{}")

    class Az:
        environment = {**azure.environment, **NOWHERE, "PATH": f"{programs}:/usr/bin:/bin"}

        @staticmethod
        def says(text):
            said.write_text(text if isinstance(text, str) else json.dumps(text))

        @staticmethod
        def asked():
            return asked.read_text().splitlines() if asked.exists() else []

    az = Az()
    az.script, az.folder = script, tmp_path / ".azure"
    az.says({"accessToken": azure.entra.token(), "expires_on": int(time.time()) + 3600, "expiresOn": "2026-01-01 00:00:00.000000", "tokenType": "Bearer"})
    return az


def test_C3_the_login_of_az(az, value_of):
    assert value_of(REF, **az.environment) == b"secret value"
    assert az.asked() == ["/ account get-access-token --output json --resource https://vault.azure.net"]


def test_C3_the_end_in_local_time(azure, az, value_of, refused):
    """All that older versions of az print."""
    for zone in ("UTC", "Asia/Tokyo", "XXX+7"):
        for life, good in ((600, True), (-600, False)):
            end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=life)
            offset = {"UTC": 0, "Asia/Tokyo": 9, "XXX+7": -7}[zone]
            text = (end + datetime.timedelta(hours=offset)).strftime("%Y-%m-%d %H:%M:%S.000000")
            az.says({"accessToken": azure.entra.token(), "expiresOn": text})
            if good:
                assert value_of(REF, **az.environment, TZ=zone) == b"secret value"
            else:
                assert "has ended" in refused(REF, **az.environment, TZ=zone)


def test_C3_the_tenant_is_said(az, value_of):
    value_of(REF, **az.environment, AZURE_TENANT_ID=TENANT)
    assert az.asked()[0].endswith(f"--tenant {TENANT}")


@pytest.mark.parametrize("said,words", [("", "no JSON object"), ("planted-token", "no JSON object"), ('{"accessToken": "planted-token"}', "no token"),
                                        ('{"accessToken": "planted-token", "expires_on": 1}', "has ended")])
def test_C3_what_az_prints_is_no_token(az, refused, said, words):
    az.says(said)
    told = refused(REF, **az.environment)
    assert words in told and "az login" in told and "planted" not in told


def test_C3_az_fails_or_is_not_there(az, refused):
    az.script.write_text("#!/bin/sh\necho 'planted: Please run az login' >&2\nexit 1\n")
    told = refused(REF, **az.environment)
    assert "az failed" in told and "az login" in told and "planted" not in told
    az.script.unlink()
    assert "az cannot be started" in refused(REF, **az.environment)


def test_C3_nobody_has_logged_in(az, refused, value_of, tmp_path):
    (az.folder / "azureProfile.json").rename(tmp_path / "azureProfile.json")
    told = refused(REF, **az.environment)
    assert "no Azure credentials" in told and "az login" in told and az.asked() == []
    assert value_of(REF, **az.environment, AZURE_CONFIG_DIR=tmp_path) == b"secret value"


def test_C3_a_machine_of_azure_without_an_identity_may_have_a_person(az, serve, value_of, refused):
    metadata = serve(lambda _: (400, {"error": "invalid_request"}))
    environment = {**az.environment, "AZURE_POD_IDENTITY_AUTHORITY_HOST": metadata.url}
    assert value_of(REF, **environment) == b"secret value"
    (az.folder / "azureProfile.json").unlink()
    assert "managed identity is refused" in refused(REF, **environment)


def test_C3_the_order_can_be_chosen(azure, az, serve, value_of, refused):
    metadata = serve(lambda _: (200, {"access_token": azure.entra.token(), "expires_in": "3600"}))
    environment = {**az.environment, "AZURE_POD_IDENTITY_AUTHORITY_HOST": metadata.url}
    value_of(REF, **environment)
    assert len(metadata.seen) == 1 and az.asked() == []
    for word in ("dev", "AzureCliCredential"):
        value_of(REF, **environment, AZURE_TOKEN_CREDENTIALS=word)
    assert len(metadata.seen) == 1 and len(az.asked()) == 2
    for word in ("prod", "ManagedIdentityCredential"):
        value_of(REF, **environment, AZURE_TOKEN_CREDENTIALS=word)
    assert len(metadata.seen) == 3 and len(az.asked()) == 2
    assert "unknown way to log in" in refused(REF, **environment, AZURE_TOKEN_CREDENTIALS="VisualStudioCredential")
    assert "no Azure credentials" in refused(REF, **environment, AZURE_TOKEN_CREDENTIALS="EnvironmentCredential")


@pytest.fixture
def client_certificate(azure, tmp_path):
    key, now = key_of("client-1"), datetime.datetime.utcnow()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client-1")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256()))
    azure.entra.certificates[base64.urlsafe_b64encode(made.fingerprint(hashes.SHA256())).rstrip(b"=").decode()] = made
    file = tmp_path / "client.pem"
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    file.write_text(pem_of(key) + pem)
    return file, pem, key


def test_C3_a_client_with_a_certificate(azure, client_certificate, value_of, refused):
    file, pem, key = client_certificate
    environment = {**azure.client, "AZURE_CLIENT_CERTIFICATE_PATH": file}
    assert value_of(REF, **environment) == b"secret value"
    file.write_text(pem + pem_of(key))
    assert value_of(REF, **environment) == b"secret value", "in either order"
    azure.entra.certificates.clear()
    told = refused(REF, **environment)
    assert "Entra ID refuses the login (401, invalid_client)" in told and "AZURE_CLIENT_CERTIFICATE_PATH" in told and "planted" not in told


@pytest.mark.parametrize("part,words", [("certificate", "no RSA key"), ("key", "none in the file"), ("passphrase", "under a passphrase"), ("none", "no such file"),
                                        ("binary", "none in the file")])
def test_C3_certificates_that_cannot_be_used(azure, client_certificate, refused, part, words):
    file, pem, key = client_certificate
    locked = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"planted")).decode()
    if part == "none":
        file.unlink()
    else:
        file.write_bytes({"certificate": pem, "key": pem_of(key), "passphrase": pem + locked, "binary": "\x30\x82\x00"}[part].encode("latin-1"))
    told = refused(REF, **azure.client, AZURE_CLIENT_CERTIFICATE_PATH=file)
    assert words in told and "AZURE_CLIENT_CERTIFICATE_PATH" in told and "BEGIN" not in told and "planted" not in told


def test_C3_a_workloads_token(azure, value_of, refused, tmp_path):
    """As Azure's webhook for Kubernetes sets it: a file that is replaced, an authority with a slash at its end."""
    file = tmp_path / "azure-identity-token"
    file.write_text("federated.token\n")
    environment = {**azure.client, "AZURE_FEDERATED_TOKEN_FILE": file, "AZURE_AUTHORITY_HOST": azure.entra.url + "/"}
    assert value_of(REF, **environment) == b"secret value"
    file.write_text("planted.token")
    told = refused(REF, **environment)
    assert "AZURE_FEDERATED_TOKEN_FILE" in told and "planted" not in told
    file.unlink()
    assert "no such file" in refused(REF, **environment)
