"""C4: Google Secret Manager. No emulator could be had, so the stub is one: it verifies every assertion as Google does, and takes only tokens
that it minted for it."""

import base64
import json
import time
import urllib.parse

import pytest
from jwt_check import key_of, pem_of, verified

EMAIL = "app@project.iam.gserviceaccount.com"


class Google:
    def __init__(self):
        self.key, self.tokens, self.assertions = key_of(EMAIL), set(), set()
        self.url = None

    def mint(self):
        token = f"ya29.{len(self.tokens)}"
        self.tokens.add(token)
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def __call__(self, seen):
        if seen.target == "/token":
            form = dict(urllib.parse.parse_qsl(seen.body.decode(), strict_parsing=True))
            assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
            try:
                header, claims = verified(form["assertion"], self.key.public_key())
            except Exception:
                return 400, {"error": "invalid_grant"}
            assert header == {"alg": "RS256", "typ": "JWT", "kid": "kid-1"}
            assert claims["iss"] == EMAIL and claims["aud"] == self.url + "/token"
            assert claims["scope"] == "https://www.googleapis.com/auth/cloud-platform"
            assert abs(claims["iat"] - time.time()) < 60 and claims["exp"] - claims["iat"] <= 3600
            self.assertions.add(form["assertion"])
            return self.mint()
        if seen.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}
        prefix = "/v1/projects/my-project/secrets/"
        answers = {"db/versions/latest:access": ("7", b"latest value"), "db/versions/3:access": ("3", b'{"a":"third"}'), "binary/versions/latest:access": ("1", bytes(range(256)))}
        if seen.target == prefix + "old/versions/1:access":
            return 400, {"error": {"code": 400, "status": "FAILED_PRECONDITION"}}
        if seen.target == prefix + "secret/versions/latest:access":
            return 403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}}
        found = answers.get(seen.target.removeprefix(prefix))
        if not found:
            return 404, {"error": {"code": 404, "status": "NOT_FOUND"}}
        return 200, {"name": f"projects/1/secrets/db/versions/{found[0]}", "payload": {"data": base64.b64encode(found[1]).decode()}}


@pytest.fixture
def google(serve, tmp_path):
    service = Google()
    stub = serve(service)
    service.url = stub.url
    service.file = tmp_path / "account.json"
    service.account = {"type": "service_account", "project_id": "my-project", "private_key_id": "kid-1", "private_key": pem_of(service.key),
                       "client_email": EMAIL, "token_uri": stub.url + "/token"}
    service.file.write_text(json.dumps(service.account))
    service.environment = {"CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": stub.url, "GATEHOUSE_GCP_TOKEN_URI": stub.url + "/token"}
    service.client = {**service.environment, "GOOGLE_APPLICATION_CREDENTIALS": service.file}
    return service


def test_C4_versions_fields_and_binaries(google, value_of, refused):
    assert value_of("ref+gcpsecrets://my-project/db", **google.client) == b"latest value"
    assert value_of("ref+gcpsecrets://my-project/db?version=3#/a", **google.client) == b"third"
    assert value_of("ref+gcpsecrets://my-project/binary", **google.client) == bytes(range(256))
    assert "NOT_FOUND" in refused("ref+gcpsecrets://my-project/none", **google.client)
    assert value_of("ref+gcpsecrets://my-project/none?default=d", **google.client) == b"d"
    assert "disabled or destroyed" in refused("ref+gcpsecrets://my-project/old?version=1", **google.client)
    assert "secretAccessor" in refused("ref+gcpsecrets://my-project/secret?default=never", **google.client)


def test_C4_one_token_for_many_secrets(google, run):
    result = run("secrets", "get", "ref+gcpsecrets://my-project/db", "ref+gcpsecrets://my-project/db?version=3#/a", **google.client)
    assert result.out == b"latest value\nthird\n", result
    assert len(google.tokens) == 1


def test_A3_a_planted_token_uri_gets_no_assertion(google, serve, refused):
    thief = serve(lambda _: (200, {"access_token": "x", "expires_in": 3599}))
    google.file.write_text(json.dumps({**google.account, "token_uri": thief.url + "/token"}))
    words = refused("ref+gcpsecrets://my-project/db", **google.client)
    assert "token_uri" in words and "not Google's" in words
    assert not thief.seen


def test_A3_files_of_a_wrong_shape(google, refused):
    for change, said in [({"type": "gdch_service_account"}, "not of the type service_account"), ({"client_email": ""}, "no client_email"),
                         ({"private_key": "planted-key-text"}, "not an RSA key")]:
        google.file.write_text(json.dumps({**google.account, **change}))
        words = refused("ref+gcpsecrets://my-project/db", **google.client)
        assert said in words and "planted-key-text" not in words
    google.file.write_text("no json")
    assert "not a JSON object" in refused("ref+gcpsecrets://my-project/db", **google.client)
    google.file.unlink()
    assert str(google.file) in refused("ref+gcpsecrets://my-project/db", **google.client)


def test_C4_another_key_is_refused(google, refused):
    google.file.write_text(json.dumps({**google.account, "private_key": pem_of(key_of("someone else"))}))
    assert "refuses the service account" in refused("ref+gcpsecrets://my-project/db", **google.client)


def test_C4_the_metadata_server(google, serve, value_of, refused):
    def metadata(seen):
        assert seen.headers["Metadata-Flavor"] == "Google"
        assert seen.target == "/computeMetadata/v1/instance/service-accounts/default/token"
        return *google.mint(), {"Metadata-Flavor": "Google"}

    host = serve(metadata).url.removeprefix("http://")
    assert value_of("ref+gcpsecrets://my-project/db", **google.environment, GCE_METADATA_HOST=host) == b"latest value"
    other = serve(lambda _: google.mint()).url.removeprefix("http://")
    assert "not Google's metadata server" in refused("ref+gcpsecrets://my-project/db", **google.environment, GCE_METADATA_HOST=other)


def test_C4_names_that_are_none_ask_nobody(google, refused):
    for wrong in ("my-project", "my-project/a/b", "my-project/..", "my-project/a%3Fb", "my-project/x?version=a%2Fb"):
        assert "not PROJECT/SECRET" in refused(f"ref+gcpsecrets://{wrong}", **google.client)
