"""Each source of credentials that is a file: missing, unreadable, of another format, open to everyone. Each its own message that says which
source it is and what to do; nothing of the file's content in any of them."""

import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import product
import pytest
from jwt_check import key_of, pem_of

PLANTED = "planted-3141592653589793"
NOBODY = 65534
NOWHERE = "{nowhere}"  # a server that sends everyone elsewhere: an error that no second try could fix

VAULT = {"VAULT_ADDR": NOWHERE}
AWS = {"AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": NOWHERE, "AWS_EC2_METADATA_DISABLED": "true"}
AZURE = {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_AUTHORITY_HOST": NOWHERE, "GATEHOUSE_AZURE_KEYVAULT_URL": "{vault}"}
KEY = pem_of(key_of("service account"))
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
ACCOUNT = json.dumps({"type": "service_account", "client_email": "a@b", "private_key": KEY, "private_key_id": PLANTED, "token_uri": NOWHERE + "/token"})
SESSION = "[profile app]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = r\n[sso-session corp]\nsso_start_url = https://x\nsso_region = eu-west-1\n"
CACHED = json.dumps({"accessToken": PLANTED, "expiresAt": "2099-01-01T00:00:00Z"})
EXTERNAL = {"type": "external_account", "audience": "a", "subject_token_type": "t", "token_url": NOWHERE + "/v1/token"}


def kubeconfig(**user):
    return json.dumps({"current-context": "x", "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
                       "clusters": [{"name": "c", "cluster": {"server": NOWHERE}}], "users": [{"name": "u", "user": user}]})


class Source:
    """A file below the test's home. `more` are files that go with it, `says` what is told of it, `open` whether being open to everyone is told."""

    def __init__(self, name, reference, file, good, environment, says, more=None, bad=PLANTED, missing="no such file", open_is_told=True):
        self.name, self.file, self.good, self.environment = name, file, good, environment
        self.says, self.more, self.bad, self.missing, self.open_is_told = says, more or {}, bad, missing, open_is_told
        self.reference = {"vault": "ref+vault://secret/app#/a", "aws": "ref+awssecrets://app", "azure": "ref+azurekeyvault://v/db", "gcp": "ref+gcpsecrets://p/s",
                          "k8s": "ref+k8s://prod/app/password"}[reference]


CONFIG = "kube/config"
SOURCES = [
    Source("aws credentials", "aws", ".aws/credentials", f"[app]\naws_access_key_id = AKIA\naws_secret_access_key = {PLANTED}\n", {**AWS, "AWS_PROFILE": "app"},
           {"bad": "no AWS profile app"}, missing="no AWS profile app"),
    Source("aws sso login", "aws", f".aws/sso/cache/{hashlib.sha1(b'corp').hexdigest()}.json", CACHED, {**AWS, "AWS_PROFILE": "app"}, {"bad": "not a JSON object", "any": "aws sso login"},
           {".aws/config": SESSION}, missing="nobody is logged in"),
    Source("aws web identity", "aws", "token", PLANTED, {**AWS, "AWS_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE": "{file}"}, {}, bad=None, open_is_told=False),
    Source("aws container", "aws", "token", PLANTED, {**AWS, "AWS_CONTAINER_CREDENTIALS_FULL_URI": NOWHERE + "/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{file}"}, {},
           bad=f"{PLANTED}\r\nX-Other: x", open_is_told=False),
    Source("google file", "gcp", "key.json", ACCOUNT, {"GOOGLE_APPLICATION_CREDENTIALS": "{file}", "GATEHOUSE_GCP_TOKEN_URI": NOWHERE + "/token"},
           {"bad": "not a JSON object", "any": "Google credentials"}),
    Source("google login", "gcp", ".config/gcloud/application_default_credentials.json",
           json.dumps({"type": "authorized_user", "client_id": PLANTED, "client_secret": PLANTED, "refresh_token": PLANTED}),
           {"GATEHOUSE_GCP_TOKEN_URI": NOWHERE + "/token", "GCE_METADATA_HOST": "{nowhere-host}"}, {"bad": "not a JSON object"}, missing="metadata server"),
    Source("google subject token", "gcp", "subject", json.dumps({"t": PLANTED}), {"GOOGLE_APPLICATION_CREDENTIALS": "{home}/key.json", "GATEHOUSE_GCP_TOKEN_URI": NOWHERE + "/token"},
           {"bad": "subject_token_field_name"},
           {"key.json": json.dumps({**EXTERNAL, "credential_source": {"file": "{file}", "format": {"type": "json", "subject_token_field_name": "t"}}})}, open_is_told=False),
    Source("azure federated token", "azure", "token", PLANTED, {**AZURE, "AZURE_FEDERATED_TOKEN_FILE": "{file}"}, {}, bad=None, open_is_told=False),
    Source("azure certificate", "azure", "client.pem", KEY + CERTIFICATE, {**AZURE, "AZURE_CLIENT_CERTIFICATE_PATH": "{file}"},
           {"bad": "none in the file", "any": "AZURE_CLIENT_CERTIFICATE_PATH"}),
    Source("kubeconfig", "k8s", CONFIG, kubeconfig(token=PLANTED), {"KUBECONFIG": "{file}"}, {"bad": "the file is none"}, missing="None of the files that KUBECONFIG names"),
    Source("kubeconfig's usual file", "k8s", ".kube/config", kubeconfig(token=PLANTED), {}, {"bad": "the file is none"}, missing="there is no kubeconfig"),
    Source("kubeconfig's token", "k8s", "kube/token", PLANTED, {"KUBECONFIG": "{home}/kube/config"}, {}, {CONFIG: kubeconfig(tokenFile="token")}, bad=f"{PLANTED}\r\nX: x"),
    Source("kubeconfig's key", "k8s", "kube/key", KEY, {"KUBECONFIG": "{home}/kube/config"}, {"bad": "client-key is not a private key in PEM", "any": "client-key"},
           {CONFIG: kubeconfig(**{"client-key": "key", "client-certificate-data": base64.b64encode(CERTIFICATE.encode()).decode()})}),
    Source("vault token file", "vault", "token", PLANTED, {**VAULT, "VAULT_TOKEN_FILE": "{file}"}, {}, bad=f"{PLANTED}\nsecond", open_is_told=False),
    Source("vault login", "vault", ".vault-token", PLANTED, VAULT, {"any": "vault"}, bad=f"{PLANTED}\nsecond", missing="There is no Vault token"),
    Source("vault secret id", "vault", "secret-id", PLANTED, {**VAULT, "VAULT_ROLE_ID": "r", "VAULT_SECRET_ID_FILE": "{file}"}, {}, bad=None, open_is_told=False),
    Source("vault kubernetes", "vault", "jwt", PLANTED, {**VAULT, "VAULT_KUBERNETES_ROLE": "r", "VAULT_KUBERNETES_TOKEN_FILE": "{file}"}, {}, bad=None, open_is_told=False),
]


@pytest.fixture
def machine(serve):
    """A home that everyone may enter, and the program as somebody who is not root."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="sources-"))
    home.chmod(0o755)

    class Machine:
        def __init__(self):
            self.home = home

        def write(self, path, text, mode):
            file = home / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.filled(text))
            file.chmod(mode)

        def filled(self, text):
            for name, value in {"file": self.file, "home": home, "vault": vault, "nowhere": nowhere, "nowhere-host": nowhere.removeprefix("http://")}.items():
                text = text.replace("{" + name + "}", str(value))
            return text

        def prepare(self, source, content, mode):
            self.file = home / source.file
            for path, text in source.more.items():
                self.write(path, text, 0o600)
            if content is not None:
                self.write(source.file, content, mode)
            if os.getuid() == 0:
                for each in [home, *home.rglob("*")]:
                    os.chown(each, NOBODY, NOBODY)
            self.environment = {name: self.filled(value) for name, value in source.environment.items()}

        def get(self, source):
            drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
            done = subprocess.run([program, "secrets", "get", source.reference], capture_output=True, timeout=120, cwd="/",
                                  env={"PATH": "/usr/bin:/bin", "HOME": str(home), **self.environment}, **drop)
            said = done.stderr.decode()
            assert done.returncode == 1 and done.stdout == b"", said
            assert PLANTED not in said and "BEGIN" not in said, said
            return said

    program = reachable()
    challenge = {"WWW-Authenticate": 'Bearer authorization="https://login.example/t", resource="https://vault.azure.net"'}
    vault = serve(lambda _: (401, "", challenge)).url
    nowhere = serve(lambda _: (307, "", {"Location": "http://127.0.0.1:1/"})).url
    yield Machine()
    shutil.rmtree(home)


COPY = []


def reachable():
    """The program where somebody who is not root can start it."""
    if os.getuid() != 0:
        return product.BINARY.absolute()
    if not COPY:
        binary = product.BINARY.absolute()
        if all(folder.stat().st_mode & 0o001 for folder in binary.parents):
            COPY.append(binary)
        else:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="program-"))
            folder.chmod(0o755)
            COPY.append(pathlib.Path(shutil.copy(binary, folder / "gatehouse")))
    return COPY[0]


def each(condition=lambda _: True):
    return pytest.mark.parametrize("source", [source for source in SOURCES if condition(source)], ids=lambda source: source.name.replace(" ", "-"))


def warned(said):
    return "can be read by everyone" in said


@each()
def test_B4_a_source_that_is_whole_is_used(machine, source):
    """All that is told is what the server does, and nothing of the file."""
    machine.prepare(source, source.good, 0o600)
    said = machine.get(source)
    assert "sends us elsewhere" in said, said
    assert not warned(said) and "no such file" not in said and "may not be read" not in said


@each()
def test_B4_a_source_that_is_missing(machine, source):
    machine.prepare(source, None, 0)
    said = machine.get(source)
    assert source.missing in said and source.says.get("any", "") in said, said
    if source.missing == "no such file":
        assert str(machine.file) in said


@each()
def test_B4_a_source_that_may_not_be_read(machine, source):
    machine.prepare(source, source.good, 0)
    said = machine.get(source)
    assert str(machine.file) in said and ("read" in said or "reached" in said) and "let this user read it" in said or "cannot be read" in said, said


@each(lambda source: source.bad is not None)
def test_B4_a_source_of_another_format(machine, source):
    machine.prepare(source, source.bad, 0o600)
    said = machine.get(source)
    assert source.says.get("bad", "line break") in said and source.says.get("any", "") in said, said


@each()
def test_B4_a_source_that_everyone_can_read_is_reported_and_used(machine, source):
    machine.prepare(source, source.good, 0o644)
    said = machine.get(source)
    assert warned(said) == source.open_is_told, said
    if source.open_is_told:
        assert f"chmod go-rwx '{machine.file}'" in said and said.count("can be read by everyone") == 1
    assert "sends us elsewhere" in said, "and used all the same"


def test_B4_a_file_that_others_cannot_reach_is_not_open(machine):
    source = next(each for each in SOURCES if each.name == "kubeconfig")
    machine.prepare(source, source.good, 0o644)
    machine.home.chmod(0o700)
    assert not warned(machine.get(source))
