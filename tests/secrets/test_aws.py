"""C1: AWS Secrets Manager on moto, which checks signatures and permissions; credentials wherever AWS' own SDKs look for them."""

import base64
import datetime
import json
import random
import string
import urllib.parse

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.session import Session
from servers import Moto

REGION = "eu-central-1"
SETUP_ACTIONS = 11


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    server = Moto(tmp_path_factory.mktemp("moto"), SETUP_ACTIONS)

    def client(service):
        return Session().create_client(service, region_name=REGION, endpoint_url=server.url, aws_access_key_id="setup", aws_secret_access_key="setup")

    iam, store = client("iam"), client("secretsmanager")
    iam.create_user(UserName="app")
    key = iam.create_access_key(UserName="app")["AccessKey"]
    rule = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "ssm:GetParameter"], "Resource": "*"}]}
    iam.put_user_policy(UserName="app", PolicyName="read", PolicyDocument=json.dumps(rule))
    iam.create_user(UserName="nobody")
    powerless = iam.create_access_key(UserName="nobody")["AccessKey"]
    server.arn = store.create_secret(Name="team/app", SecretString=json.dumps({"password": "p w"}))["ARN"]
    store.put_secret_value(SecretId="team/app", SecretString=json.dumps({"password": "second"}))
    store.create_secret(Name="binary", SecretBinary=bytes(range(256)))
    parameters = client("ssm")
    parameters.put_parameter(Name="/team/app/password", Value="first", Type="SecureString")
    parameters.put_parameter(Name="/team/app/password", Value="second", Type="SecureString", Overwrite=True)
    parameters.put_parameter(Name="plain", Value='{"a": "b"}', Type="String")

    def environment(of):
        return {"AWS_ENDPOINT_URL": server.url, "AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": of["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": of["SecretAccessKey"]}

    server.environment, server.powerless = environment(key), environment(powerless)
    yield server
    server.stop()


def test_C1_strings_fields_stages_and_binaries(moto, value_of):
    assert value_of("ref+awssecrets://team/app#/password", **moto.environment) == b"second"
    assert value_of("ref+awssecrets://team/app?version_stage=AWSPREVIOUS#/password", **moto.environment) == b"p w"
    assert value_of(f"ref+awssecrets://{moto.arn}#/password", **{**moto.environment, "AWS_REGION": ""}) == b"second"
    assert value_of("ref+awssecrets://binary", **moto.environment) == bytes(range(256))


def test_C1_parameters_of_systems_manager(moto, value_of, refused):
    assert value_of("ref+awsssm:///team/app/password", **moto.environment) == b"second"
    assert value_of("ref+awsssm:///team/app/password?version=1", **moto.environment) == b"first"
    assert value_of("ref+awsssm://plain#/a", **moto.environment) == b"b"
    assert "ParameterNotFound" in refused("ref+awsssm:///none", **moto.environment)
    assert value_of("ref+awsssm:///none?default=d", **moto.environment) == b"d"
    words = refused("ref+awsssm://plain", **moto.powerless)
    assert "AWS Parameter Store" in words and "ssm:GetParameter" in words


def test_C1_what_aws_refuses(moto, refused, value_of):
    assert "ResourceNotFoundException" in refused("ref+awssecrets://none", **moto.environment)
    assert value_of("ref+awssecrets://none?default=d", **moto.environment) == b"d"
    words = refused("ref+awssecrets://team/app?default=never", **{**moto.environment, "AWS_SECRET_ACCESS_KEY": "wrong-secret-key"})
    assert "credentials" in words and "wrong-secret-key" not in words
    assert "permission denied" in refused("ref+awssecrets://team/app", **moto.powerless)


def test_C1_settings_that_are_wrong_ask_nobody(refused):
    keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"}
    assert "No AWS region" in refused("ref+awssecrets://app", **keys)
    assert "region is invalid" in refused("ref+awssecrets://app?region=evil.example%2F", **keys)
    assert "no AWS credentials" in refused("ref+awssecrets://app", AWS_REGION=REGION)
    assert "Only one of" in refused("ref+awssecrets://app", AWS_REGION=REGION, AWS_ACCESS_KEY_ID="id")
    assert "AWS_PROFILE" in refused("ref+awssecrets://app", AWS_REGION=REGION, AWS_PROFILE="none")
    assert "in clear" in refused("ref+awssecrets://app", AWS_REGION=REGION, AWS_ENDPOINT_URL="http://aws.example", **keys)


class Signed:
    """A stand-in for Secrets Manager: botocore signs every request again that comes in, and the two must agree."""

    def __init__(self):
        self.keys, self.checked = {}, 0

    def __call__(self, seen):
        words = seen.headers["Authorization"]
        assert words.startswith("AWS4-HMAC-SHA256 ")
        fields = dict(part.strip().split("=", 1) for part in words[len("AWS4-HMAC-SHA256 "):].split(","))
        access_key, date, region, service, end = fields["Credential"].split("/")
        assert (service, end) == ("secretsmanager", "aws4_request") and date == seen.headers["X-Amz-Date"][:8]
        names = fields["SignedHeaders"].split(";")
        assert {"host", "content-type", "x-amz-date", "x-amz-target"} <= set(names)
        secret, token = self.keys[access_key]
        assert seen.headers.get("X-Amz-Security-Token") == token and (token is None or "x-amz-security-token" in names)
        request = AWSRequest("POST", f"http://{seen.headers['Host']}{seen.target}", {name: seen.headers[name] for name in names}, seen.body)
        request.context["timestamp"] = seen.headers["X-Amz-Date"]
        auth = SigV4Auth(Credentials(access_key, secret, token), service, region)
        assert auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request) == fields["Signature"]
        self.checked += 1
        asked = json.loads(seen.body)
        return 200, {"SecretString": json.dumps([region, asked]), "VersionId": "v"}


def test_C1_two_hundred_signatures_are_botocores(serve, run):
    chance = random.Random(20260131)
    check = Signed()
    stub = serve(check)

    def word(letters, most):
        return "".join(chance.choice(letters) for _ in range(chance.randint(1, most)))

    for _ in range(20):
        access_key, secret = "AKIA" + word(string.ascii_uppercase, 16), word(string.ascii_letters + string.digits + "/+=", 60)
        token = word(string.ascii_letters + string.digits + "/+=", 900) if chance.random() < 0.6 else None
        check.keys[access_key] = (secret, token)
        references, wanted = [], []
        for _ in range(10):
            name = word(string.ascii_letters + string.digits + "/_+=.@-! ü%\"\\", 80).strip("/ ") or "x"
            region = chance.choice(["eu-central-1", "us-east-1", "ap-southeast-2", "cn-north-1"])
            asked = {"SecretId": name}
            query = f"region={region}"
            if chance.random() < 0.5:
                asked["VersionId"] = word(string.hexdigits, 36)
                query += "&version_id=" + asked["VersionId"]
            if chance.random() < 0.5:
                asked["VersionStage"] = word(string.ascii_uppercase, 20)
                query += "&version_stage=" + asked["VersionStage"]
            references.append(f"ref+awssecrets://{urllib.parse.quote(name, safe='/')}?{query}")
            wanted.append([region, asked])
        environment = {"AWS_ENDPOINT_URL_SECRETS_MANAGER": stub.url, "AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret}
        if token:
            environment["AWS_SESSION_TOKEN"] = token
        result = run("secrets", "get", "--format", "json", *references, **environment)
        assert result.code == 0, result
        assert [json.loads(json.loads(line)["value"]) for line in result.out.splitlines()] == wanted
    # A reference that came twice in one call is one request.
    assert 195 <= check.checked <= 200


KEYS = {"AccessKeyId": "ASIAFOUND", "SecretAccessKey": "found-secret", "Token": "found-token", "Expiration": "2099-01-01T00:00:00Z"}


@pytest.fixture
def store(serve):
    check = Signed()
    check.keys = {"ASIAFOUND": ("found-secret", "found-token"), "AKIAPROFILE": ("profile-secret", None)}
    stub = serve(check)
    return {"AWS_ENDPOINT_URL_SECRETS_MANAGER": stub.url, "AWS_REGION": REGION}


def test_C1_credentials_of_a_web_identity(store, serve, value_of, refused, tmp_path):
    (tmp_path / "jwt").write_text("web.identity.token\n")

    def sts(seen):
        form = dict(urllib.parse.parse_qsl(seen.body.decode(), strict_parsing=True))
        good = form == {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::1:role/app",
                        "RoleSessionName": "gatehouse", "WebIdentityToken": "web.identity.token"}
        if not good:
            return 403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", {"Content-Type": "text/xml"}
        return 200, ("<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAFOUND</AccessKeyId>"
                     "<SecretAccessKey>found-secret</SecretAccessKey><SessionToken>found-token</SessionToken>"
                     "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
                     "</AssumeRoleWithWebIdentityResponse>"), {"Content-Type": "text/xml"}

    environment = {**store, "AWS_ENDPOINT_URL_STS": serve(sts).url, "AWS_WEB_IDENTITY_TOKEN_FILE": tmp_path / "jwt", "AWS_ROLE_ARN": "arn:aws:iam::1:role/app"}
    assert b"app" in value_of("ref+awssecrets://app", **environment)
    assert "refuses the web identity" in refused("ref+awssecrets://app", **{**environment, "AWS_ROLE_ARN": "arn:aws:iam::1:role/other"})


def test_C1_credentials_of_a_profile(store, value_of, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = x\n"
                                                   "[team]\naws_access_key_id=AKIAPROFILE\naws_secret_access_key = profile-secret\n")
    (tmp_path / ".aws" / "config").write_text("[profile team]\nregion = us-west-2\n")
    found = value_of("ref+awssecrets://app", **{**store, "AWS_REGION": "", "AWS_PROFILE": "team"})
    assert json.loads(found)[0] == "us-west-2"


def test_C1_credentials_of_a_container(store, serve, value_of, refused, tmp_path):
    def agent(seen):
        return (200, KEYS) if seen.headers["Authorization"] == "agent-token" else (401, "")

    (tmp_path / "agent").write_text("agent-token")
    url = serve(agent).url + "/v1/credentials"
    assert value_of("ref+awssecrets://app", **store, AWS_CONTAINER_CREDENTIALS_FULL_URI=url, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=tmp_path / "agent")
    assert "(401)" in refused("ref+awssecrets://app", **store, AWS_CONTAINER_CREDENTIALS_FULL_URI=url)
    assert "in clear" in refused("ref+awssecrets://app", **store, AWS_CONTAINER_CREDENTIALS_FULL_URI="http://evil.example/c")


def test_C1_credentials_of_an_instance(store, serve, value_of):
    def metadata(seen):
        if seen.method == "PUT":
            assert seen.target == "/latest/api/token" and seen.headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600"
            return 200, "session"
        assert seen.headers["X-aws-ec2-metadata-token"] == "session", "IMDSv2 wants its token"
        return (200, KEYS) if seen.target.endswith("/security-credentials/app-role") else (200, "app-role\n")

    stub = serve(metadata)
    assert value_of("ref+awssecrets://app", **store, AWS_EC2_METADATA_DISABLED="false", AWS_EC2_METADATA_SERVICE_ENDPOINT=stub.url)
    assert [seen.method for seen in stub.seen] == ["PUT", "GET", "GET"]


def test_C1_errors_are_told_apart_by_their_type(serve, refused):
    environment = {"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"}
    for kind, said in [("ExpiredTokenException", "the session has ended"), ("com.amazonaws#DecryptionFailure", "kms:Decrypt"),
                       ("InvalidRequestException", "marked for deletion")]:
        stub = serve(lambda _, kind=kind: (400, {"__type": kind, "Message": "a canonical string with planted-token in it"}))
        words = refused("ref+awssecrets://app", AWS_ENDPOINT_URL=stub.url, **environment)
        assert said in words and "planted-token" not in words
        assert len(stub.seen) == 1
    throttled = [(400, {"__type": "ThrottlingException"}), (400, {"__type": "ThrottlingException"})]
    stub = serve(lambda _: throttled.pop() if throttled else (200, {"SecretString": "x"}))
    assert "!" not in refused("ref+awssecrets://app#/no-json", AWS_ENDPOINT_URL=stub.url, **environment)
    assert len(stub.seen) == 3


def test_C1_binary_secrets_are_no_json(serve, refused):
    stub = serve(lambda _: (200, {"SecretBinary": base64.b64encode(b"\x00\xff").decode()}))
    environment = {"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key", "AWS_ENDPOINT_URL": stub.url}
    assert "The value is not JSON" in refused("ref+awssecrets://app#/field", **environment)


def test_C1_the_time_signed_is_now(serve, value_of):
    check = Signed()
    check.keys = {"id": ("key", None)}
    stub = serve(check)
    value_of("ref+awssecrets://app", AWS_REGION=REGION, AWS_ACCESS_KEY_ID="id", AWS_SECRET_ACCESS_KEY="key", AWS_ENDPOINT_URL=stub.url)
    signed = datetime.datetime.strptime(stub.seen[0].headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    assert abs((datetime.datetime.utcnow() - signed).total_seconds()) < 60
