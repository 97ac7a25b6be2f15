"""C4: who we are to Google: the login that gcloud leaves, workload identity federation, impersonation. The stub is Google's token endpoint,
STS, IAM and store; it checks every field, and botocore signs the request to AWS again."""

import json
import urllib.parse

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from jwt_check import pem_of
from test_gcp import Google

AUDIENCE = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"
TARGET = "app@my-project.iam.gserviceaccount.com"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
REFRESH, CLIENT, CLIENT_SECRET = "planted-refresh-token", "client.apps.googleusercontent.com", "planted-client-secret"
REF = "ref+gcpsecrets://my-project/db"


class Logins(Google):
    """Google's stub, and the endpoints of the other ways to log in."""

    def __init__(self):
        super().__init__()
        self.refusal, self.subjects, self.impersonated, self.life = None, [], [], "3600s"

    def refresh(self, form):
        assert form == {"grant_type": "refresh_token", "client_id": CLIENT, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH}
        return self.mint()

    def exchange(self, form):
        assert form.pop("grant_type") == "urn:ietf:params:oauth:grant-type:token-exchange"
        assert form.pop("requested_token_type") == "urn:ietf:params:oauth:token-type:access_token"
        assert form.pop("audience") == AUDIENCE and form.pop("scope") == SCOPE
        self.subjects.append((form.pop("subject_token_type"), form.pop("subject_token")))
        assert form == {}
        return self.mint()

    def __call__(self, seen):
        bearer = seen.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.refusal and seen.target in ("/token", "/v1/token", "/v1/oauthtoken"):
            return self.refusal[0], {"error": self.refusal[1], "error_description": f"{REFRESH} planted-words"}
        if seen.target == "/token" and b"refresh_token" in seen.body:
            return self.refresh(dict(urllib.parse.parse_qsl(seen.body.decode(), strict_parsing=True)))
        if seen.target == "/v1/oauthtoken":
            assert seen.headers["Authorization"] == "Basic Y2xpZW50LmFwcHMuZ29vZ2xldXNlcmNvbnRlbnQuY29tOnBsYW50ZWQtY2xpZW50LXNlY3JldA=="
            assert dict(urllib.parse.parse_qsl(seen.body.decode())) == {"grant_type": "refresh_token", "refresh_token": REFRESH}
            return self.mint()
        if seen.target == "/v1/token":
            return self.exchange(dict(urllib.parse.parse_qsl(seen.body.decode(), strict_parsing=True)))
        if seen.target.startswith("/v1/projects/-/serviceAccounts/"):
            assert seen.method == "POST" and bearer in self.tokens
            asked = json.loads(seen.body)
            assert asked.pop("scope") == [SCOPE] and asked.pop("lifetime") == self.life
            self.impersonated.append((seen.target.removeprefix("/v1/projects/-/serviceAccounts/"), asked.pop("delegates", [])))
            assert asked == {}
            if self.refusal:
                return self.refusal[0], {"error": {"status": self.refusal[1], "message": "planted-words"}}
            return 200, {"accessToken": self.mint()[1]["access_token"], "expireTime": "2099-01-01T00:00:00Z"}
        return super().__call__(seen)


@pytest.fixture
def google(serve, tmp_path):
    service = Logins()
    service.url = serve(service).url
    service.environment = {"CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": service.url, "GATEHOUSE_GCP_TOKEN_URI": service.url + "/token"}
    service.impersonation = f"{service.url}/v1/projects/-/serviceAccounts/{TARGET}:generateAccessToken"
    service.user = {"type": "authorized_user", "client_id": CLIENT, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH,
                    "quota_project_id": "my-project", "account": "", "universe_domain": "googleapis.com"}
    service.external = {"type": "external_account", "audience": AUDIENCE, "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                        "token_url": service.url + "/v1/token", "credential_source": {"file": str(tmp_path / "subject")}, "universe_domain": "googleapis.com"}
    (tmp_path / "subject").write_text("subject.jwt\n")

    def write(credentials, path=None):
        path = path or tmp_path / "credentials.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(credentials))
        return {**service.environment, "GOOGLE_APPLICATION_CREDENTIALS": path}

    service.write = write
    return service


@pytest.mark.parametrize("configured", [False, True])
def test_C4_the_login_that_gcloud_leaves(google, value_of, tmp_path, configured):
    folder = tmp_path / "cloudsdk" if configured else tmp_path / ".config" / "gcloud"
    google.write(google.user, folder / "application_default_credentials.json")
    environment = {**google.environment, **({"CLOUDSDK_CONFIG": folder} if configured else {})}
    assert value_of(REF, **environment) == b"latest value"


def test_C4_a_login_that_another_provider_knows(google, value_of, refused, serve):
    user = {**google.user, "type": "external_account_authorized_user", "token_url": google.url + "/v1/oauthtoken"}
    assert value_of(REF, **google.write(user)) == b"latest value"
    thief = serve(lambda _: (200, {"access_token": "x", "expires_in": 3599}))
    assert "not Google's" in refused(REF, **google.write({**user, "token_url": thief.url + "/v1/oauthtoken"}))
    assert not thief.seen


@pytest.mark.parametrize("member", ["client_id", "client_secret", "refresh_token"])
def test_C4_a_login_that_is_not_whole(google, refused, member):
    said = refused(REF, **google.write({**google.user, member: ""}))
    assert f"has no {member}" in said and "gcloud auth application-default login" in said and "planted" not in said


@pytest.mark.parametrize("error,shown", [("invalid_grant", "invalid_grant"), ("planted-words", None)])
def test_C4_a_login_that_has_ended(google, refused, error, shown):
    google.refusal = (400, error)
    said = refused(REF, **google.write(google.user))
    assert "it has ended" in said and "gcloud auth application-default login" in said and "planted" not in said
    assert shown is None or shown in said


def test_C4_a_file_as_the_source(google, value_of):
    assert value_of(REF, **google.write(google.external)) == b"latest value"
    assert google.subjects == [("urn:ietf:params:oauth:token-type:jwt", "subject.jwt")] and google.impersonated == []


def test_C4_a_field_of_a_file_and_impersonation(google, value_of, tmp_path):
    (tmp_path / "subject").write_text(json.dumps({"access_token": "in.the.field"}))
    external = {**google.external, "service_account_impersonation_url": google.impersonation,
                "service_account_impersonation": {"token_lifetime_seconds": 900},
                "credential_source": {"file": str(tmp_path / "subject"), "format": {"type": "json", "subject_token_field_name": "access_token"}}}
    google.life = "900s"
    assert value_of(REF, **google.write(external)) == b"latest value"
    assert google.subjects[0][1] == "in.the.field" and google.impersonated == [(TARGET + ":generateAccessToken", [])]


@pytest.mark.parametrize("kind", ["text", "json"])
def test_C4_a_url_as_the_source(google, serve, value_of, refused, kind):
    def provider(seen):
        assert seen.target == "/token?audience=x" and seen.headers["Authorization"] == "Bearer of-the-job"
        return status[0], {"value": "from.url"} if kind == "json" else "from.url"

    status = [200]
    source = {"url": serve(provider).url + "/token?audience=x", "headers": {"Authorization": "Bearer of-the-job"},
              "format": {"type": kind, **({"subject_token_field_name": "value"} if kind == "json" else {})}}
    environment = google.write({**google.external, "credential_source": source})
    assert value_of(REF, **environment) == b"latest value"
    assert google.subjects[0][1] == "from.url"
    status[0] = 403
    said = refused(REF, **environment)
    assert "identity provider" in said and "of-the-job" not in said and "audience=x" not in said


def instance(seen):
    """EC2's metadata, by a session alone."""
    if seen.target == "/latest/api/token":
        assert seen.method == "PUT" and seen.headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600"
        return 200, "session"
    assert seen.headers["X-aws-ec2-metadata-token"] == "session"
    return 200, {"/latest/meta-data/placement/region": "eu-west-1", "/latest/meta-data/iam/security-credentials/": "role",
                 "/latest/meta-data/iam/security-credentials/role": {"AccessKeyId": "ASIAFOUND", "SecretAccessKey": "found-secret", "Token": "found-token",
                                                                     "Expiration": "2099-01-01T00:00:00Z"}}[seen.target]


@pytest.mark.parametrize("where", ["environment", "instance"])
def test_C4_aws_as_the_source(google, serve, value_of, where):
    """What Google gets is a request to AWS' STS that botocore signs alike."""
    verification = "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
    external = {**google.external, "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
                "credential_source": {"environment_id": "aws1", "regional_cred_verification_url": verification,
                                      "region_url": "http://169.254.169.254/latest/meta-data/placement/availability-zone",
                                      "url": "http://169.254.169.254/latest/meta-data/iam/security-credentials",
                                      "imdsv2_session_token_url": "http://169.254.169.254/latest/api/token"}}
    environment = google.write(external)
    if where == "instance":
        environment |= {"AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": serve(instance).url}
        region, keys = "eu-west-1", Credentials("ASIAFOUND", "found-secret", "found-token")
    else:
        environment |= {"AWS_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "env-secret"}
        region, keys = "us-east-2", Credentials("AKIAENV", "env-secret")
    assert value_of(REF, **environment) == b"latest value"
    kind, subject = google.subjects[0]
    assert kind == "urn:ietf:params:aws:token-type:aws4_request"
    request = json.loads(urllib.parse.unquote(subject))
    assert request["method"] == "POST" and request["url"] == verification.replace("{region}", region)
    headers = {each["key"].lower(): each["value"] for each in request["headers"]}
    assert headers["x-goog-cloud-target-resource"] == AUDIENCE and headers["host"] == f"sts.{region}.amazonaws.com"
    again = AWSRequest(method="POST", url=request["url"], headers={"x-goog-cloud-target-resource": AUDIENCE, "Host": headers["host"]})
    again.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(keys, "sts", region)
    again.headers["X-Amz-Date"] = headers["x-amz-date"]
    if keys.token:
        assert headers["x-amz-security-token"] == keys.token
        again.headers["X-Amz-Security-Token"] = keys.token
    words = signer.string_to_sign(again, signer.canonical_request(again))
    assert headers["authorization"].endswith("Signature=" + signer.signature(words, again))
    assert "env-secret" not in subject and "found-secret" not in subject


def test_C4_another_verification_url_gets_no_signature(google, refused):
    source = {"environment_id": "aws1", "regional_cred_verification_url": "https://evil.example?Action=GetCallerIdentity&Version=2011-06-15"}
    said = refused(REF, **google.write({**google.external, "credential_source": source}), AWS_REGION="us-east-2", AWS_ACCESS_KEY_ID="id",
                   AWS_SECRET_ACCESS_KEY="planted-secret")
    assert "not that of AWS STS" in said and "planted" not in said
    assert google.subjects == []


@pytest.mark.parametrize("change,words", [
    ({"token_url": "https://sts.evil.example/v1/token"}, "not Google's"), ({"token_url": ""}, "has no token_url"), ({"audience": ""}, "has no audience"),
    ({"credential_source": {"executable": {"command": "/bin/token"}}}, "programs and certificates are not supported"),
    ({"credential_source": {"certificate": {}}}, "programs and certificates are not supported"), ({"credential_source": 1}, "has no credential_source"),
    ({"credential_source": {"file": "/nonexistent/token"}}, "no such file"), ({"credential_source": {"url": "http://evil.example/"}}, "in clear"),
    ({"credential_source": {"environment_id": "aws1"}}, "which region"), ({"credential_source": {"file": "/dev/null"}}, "not a regular file"),
    ({"service_account_impersonation_url": "https://iam.evil.example/"}, "impersonation_url is not Google's")])
def test_C4_an_external_account_that_cannot_be_used(google, refused, change, words):
    said = refused(REF, **google.write({**google.external, **change}))
    assert words in said and "subject.jwt" not in said


def test_C4_google_refuses_the_token_of_the_provider(google, refused):
    google.refusal = (400, "invalid_grant")
    said = refused(REF, **google.write(google.external))
    assert "refuses the token of the identity provider (400, invalid_grant)" in said and "planted" not in said


@pytest.mark.parametrize("source", ["user", "external", "account"])
def test_C4_impersonation_from_each_source(google, value_of, source):
    account = {"type": "service_account", "private_key_id": "kid-1", "private_key": pem_of(google.key), "client_email": "app@project.iam.gserviceaccount.com",
               "token_uri": google.url + "/token"}
    credentials = {"type": "impersonated_service_account", "service_account_impersonation_url": google.impersonation, "delegates": ["a@x", "b@y"],
                   "source_credentials": {"user": google.user, "external": google.external, "account": account}[source]}
    assert value_of(REF, **google.write(credentials)) == b"latest value"
    assert google.impersonated == [(TARGET + ":generateAccessToken", ["a@x", "b@y"])]


def test_C4_impersonation_that_is_not_granted_or_not_whole(google, refused):
    credentials = {"type": "impersonated_service_account", "service_account_impersonation_url": google.impersonation, "source_credentials": google.external}
    for change in ({"source_credentials": {"type": "impersonated_service_account"}}, {"source_credentials": 1}, {"service_account_impersonation_url": ""}):
        assert "no service_account_impersonation_url" in refused(REF, **google.write({**credentials, **change}))

    def deny(seen, before=google.__class__.__call__):
        if "serviceAccounts" in seen.target:
            google.refusal = (403, "PERMISSION_DENIED")
        return before(google, seen)

    google.__class__ = type("Denying", (google.__class__,), {"__call__": lambda self, seen: deny(seen)})
    said = refused(REF, **google.write(credentials))
    assert "may not be impersonated (403)" in said and "serviceAccountTokenCreator" in said and "planted" not in said


def test_C4_no_credentials_at_all(google, refused):
    said = refused(REF, **google.environment, GCE_METADATA_HOST="127.0.0.1:1")
    assert "metadata server" in said
