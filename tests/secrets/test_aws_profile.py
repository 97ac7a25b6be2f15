"""C1, profiles of AWS: roles for roles, programs, logins of `aws sso login`. botocore checks every signature again."""

import datetime
import hashlib
import json
import urllib.parse

import pytest
from test_aws import REGION, Signed

STS_XML = ("<R><Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{key}</SecretAccessKey><SessionToken>{token}</SessionToken>"
           "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></R>")


class Sts:
    """Gives a session for each role, named after the role and the user that assumes it."""

    def __init__(self):
        self.asked, self.refusals, self.regions = [], [], []

    def __call__(self, seen):
        if self.refusals:
            code, status = self.refusals.pop(0)
            return status, f"<ErrorResponse><Error><Code>{code}</Code><Message>planted-words</Message></Error></ErrorResponse>", {"Content-Type": "text/xml"}
        form = dict(urllib.parse.parse_qsl(seen.body.decode(), strict_parsing=True))
        who = seen.headers.get("Authorization", "").split("Credential=")[-1].split("/")[0]
        self.asked.append((who, form))
        self.regions.append(seen.headers.get("Authorization", "///").split("/")[2])
        role = form["RoleArn"].rsplit("/", 1)[-1]
        return 200, STS_XML.format(id=f"ASIA{role}", key=f"{role}-secret", token=f"{role}-token"), {"Content-Type": "text/xml"}


@pytest.fixture
def aws(serve, tmp_path):
    """The files of a machine, a store that knows who signed, and an STS."""
    sts, store = Sts(), Signed()
    store.keys = {"AKIABASE": ("base-secret", None), "ASIAapp": ("app-secret", "app-token"), "ASIAouter": ("outer-secret", "outer-token"),
                  "ASIAFOUND": ("found-secret", "found-token")}
    folder = tmp_path / ".aws"
    folder.mkdir()

    class Machine:
        environment = {"AWS_ENDPOINT_URL_SECRETS_MANAGER": serve(store).url, "AWS_ENDPOINT_URL_STS": serve(sts).url, "AWS_REGION": REGION,
                       "AWS_PROFILE": "app"}

        @staticmethod
        def write(config, credentials="[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n"):
            (folder / "config").write_text(config)
            (folder / "credentials").write_text(credentials)

    machine = Machine()
    machine.sts, machine.store, machine.folder = sts, store, folder
    return machine


def test_C1_a_role_of_another_profile(aws, value_of):
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = base\nexternal_id = x y\nrole_session_name = ci\n"
              "duration_seconds = 900\noutput = json\ncli_pager =\ns3 =\n  max_concurrent_requests = 20\n")
    assert b"app" in value_of("ref+awssecrets://app", **aws.environment)
    ((who, form),) = aws.sts.asked
    assert who == "AKIABASE"
    assert form == {"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::1:role/app", "RoleSessionName": "ci", "ExternalId": "x y",
                    "DurationSeconds": "900"}


def test_C1_a_profile_that_is_its_own_source(aws, value_of):
    """The role is assumed: the user's own keys sign nothing but that."""
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = app\n",
              "[app]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n")
    value_of("ref+awssecrets://app", **aws.environment)
    assert [who for who, _ in aws.sts.asked] == ["AKIABASE"]


def test_C1_a_chain_of_roles(aws, value_of):
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = outer\n"
              "[profile outer]\nrole_arn = arn:aws:iam::2:role/outer\nsource_profile = base\n")
    value_of("ref+awssecrets://app", **aws.environment)
    assert [(who, form["RoleArn"][-5:]) for who, form in aws.sts.asked] == [("AKIABASE", "outer"), ("ASIAouter", "e/app")]


def test_C1_a_role_for_a_web_identity(aws, value_of):
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nweb_identity_token_file = token\n")
    (aws.folder.parent / "token").write_text("jwt")
    value_of("ref+awssecrets://app", **aws.environment)
    assert aws.sts.asked[0][1]["WebIdentityToken"] == "jwt"


@pytest.mark.parametrize("config,words", [
    ("role_arn = arn:aws:iam::1:role/app", "either source_profile or credential_source"),
    ("role_arn = r\nsource_profile = base\ncredential_source = Environment", "either source_profile or credential_source"),
    ("role_arn = r\nsource_profile = app", "no credentials in its source_profile app"),
    ("role_arn = r\nsource_profile = loop\n[profile loop]\nrole_arn = r\nsource_profile = app", "refers back to it"),
    ("role_arn = r\nsource_profile = gone", "no credentials in its source_profile gone"),
    ("role_arn = r\ncredential_source = Moon", "credential_source is unknown"),
    ("role_arn = r\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me", "it says mfa_serial"),
    ("aws_access_key_id = AKIABASE", "only one of"),
    ("login_session = arn:aws:iam::1:user/me", "it says login_session"),
    ("use_fips_endpoint = true\naws_access_key_id = a\naws_secret_access_key = b", "it says use_fips_endpoint"),
    ("services = local\naws_access_key_id = a\naws_secret_access_key = b", "it says services"),
    ("region = eu-west-1", "says nothing of credentials"),
])
def test_C1_an_unsupported_setting_of_a_profile_is_an_error(aws, refused, config, words):
    aws.write(f"[profile app]\n{config}\n")
    said = refused("ref+awssecrets://app", **aws.environment)
    assert words in said and "app" in said
    assert aws.sts.asked == []


def test_C1_a_profile_that_is_not_there(aws, refused):
    aws.write("[profile team]\nsso_session = corp\n")
    words = refused("ref+awssecrets://app", **{**aws.environment, "AWS_PROFILE": "tema"})
    assert "no AWS profile tema" in words and "team" in words and "AWS_SECRET_ACCESS_KEY" not in words
    words = refused("ref+awssecrets://app", **{**aws.environment, "AWS_PROFILE": ""})
    assert "set AWS_PROFILE to one of" in words and "AWS_SECRET_ACCESS_KEY" not in words
    aws.write("", "")
    (aws.folder / "config").unlink()
    (aws.folder / "config").mkdir()
    assert "config" in refused("ref+awssecrets://app", **aws.environment)


@pytest.mark.parametrize("code,status,tries,words", [
    ("Throttling", 400, 2, None), ("IDPCommunicationError", 400, 2, None), ("RequestLimitExceeded", 503, 2, None),
    ("AccessDenied", 403, 1, "trust policy"), ("ExpiredToken", 403, 1, "log in again"), ("RegionDisabledException", 403, 1, "activate STS"),
])
def test_C1_what_sts_refuses(aws, value_of, refused, code, status, tries, words):
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = base\n")
    aws.sts.refusals = [(code, status)]
    if words is None:
        value_of("ref+awssecrets://app", **aws.environment)
        assert len(aws.sts.asked) == tries - 1
    else:
        said = refused("ref+awssecrets://app", **aws.environment)
        assert words in said and code in said and "planted-words" not in said and "base-secret" not in said
        assert aws.sts.asked == []


def test_C1_sts_is_asked_in_the_region_of_this_machine(aws, value_of):
    """The signature says which: that of the machine, not that of the reference."""
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = base\n")
    assert json.loads(value_of("ref+awssecrets://app?region=us-east-1", **aws.environment))[0] == "us-east-1"
    assert aws.sts.regions == [REGION]


def test_C1_a_program_gives_the_credentials(aws, run, refused, tmp_path):
    program = tmp_path / "my tool"
    keys = {"Version": 1, "AccessKeyId": "ASIAFOUND", "SecretAccessKey": "found-secret", "SessionToken": "found-token",
            "Expiration": "2099-01-01T00:00:00Z"}
    program.write_text(f"#!/bin/sh\necho asking >&2\n[ \"$1\" = 'a b' ] && echo '{json.dumps(keys)}'\n")
    program.chmod(0o700)
    aws.write(f"[profile app]\ncredential_process = \"{program}\" 'a b'\n")
    result = run("secrets", "get", "ref+awssecrets://app", **aws.environment)
    assert result.code == 0 and "asking" in result.err, "the program may speak on stderr"
    aws.write(f"[profile app]\ncredential_process = \"{program}\" wrong\n")
    assert "credential_process failed" in refused("ref+awssecrets://app", **aws.environment)
    aws.write("[profile app]\ncredential_process = /nonexistent/tool\n")
    assert "cannot be started" in refused("ref+awssecrets://app", **aws.environment)


SESSION = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"


class Portal:
    def __init__(self):
        self.status = 200

    def __call__(self, seen):
        assert seen.headers["x-amz-sso_bearer_token"] == "sso-token"
        assert seen.target == "/federation/credentials?role_name=Read%20Only&account_id=123456789012"
        return self.status, {"roleCredentials": {"accessKeyId": "ASIAFOUND", "secretAccessKey": "found-secret", "sessionToken": "found-token",
                                                 "expiration": 4070908800000}}


@pytest.fixture
def login(aws, serve):
    portal = Portal()
    cache = aws.folder / "sso" / "cache"
    cache.mkdir(parents=True)

    def write(key, text=None, life=3600):
        end = (datetime.datetime.utcnow() + datetime.timedelta(seconds=life)).strftime("%Y-%m-%dT%H:%M:%SZ")
        file = cache / f"{hashlib.sha1(key.encode()).hexdigest()}.json"
        file.write_text(text if text is not None else json.dumps({"startUrl": "x", "accessToken": "sso-token", "expiresAt": end}))
        return file

    write.portal = portal
    aws.environment = {**aws.environment, "AWS_ENDPOINT_URL_SSO": serve(portal).url}
    aws.write("[profile app]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Read Only\n" + SESSION, "")
    return write


def test_C1_a_login_of_aws_sso(aws, login, value_of):
    login("corp")
    assert b"app" in value_of("ref+awssecrets://app", **aws.environment)


def test_C1_a_login_without_a_session_of_its_own(aws, login, value_of):
    aws.write("[profile app]\nsso_start_url = https://old.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\n"
              "sso_role_name = Read Only\n", "")
    login("https://old.awsapps.com/start")
    assert b"app" in value_of("ref+awssecrets://app", **aws.environment)


def test_C1_a_login_as_the_source_of_a_role(aws, login, value_of):
    login("corp")
    aws.write("[profile app]\nrole_arn = arn:aws:iam::1:role/app\nsource_profile = sso\n"
              "[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Read Only\n" + SESSION, "")
    value_of("ref+awssecrets://app", **aws.environment)
    assert [who for who, _ in aws.sts.asked] == ["ASIAFOUND"]


@pytest.mark.parametrize("text,life,words", [
    (None, -5, "the login has ended"), ("{", 1, "not a JSON object"), ("{}", 1, "no token is kept"), ("", 1, "not a JSON object"),
])
def test_C1_a_login_that_cannot_be_used(aws, login, refused, text, life, words):
    said = refused("ref+awssecrets://app", **aws.environment)
    assert "nobody is logged in" in said and "aws sso login --sso-session corp" in said
    login("corp", text, life)
    said = refused("ref+awssecrets://app", **aws.environment)
    assert words in said and "aws sso login --sso-session corp" in said and "sso-token" not in said and "AWS_SECRET_ACCESS_KEY" not in said


@pytest.mark.parametrize("status,words", [(401, "not accepted any more"), (403, "the role is not given"), (404, "the role is not given")])
def test_C1_a_login_that_aws_refuses(aws, login, refused, status, words):
    login("corp")
    login.portal.status = status
    assert words in refused("ref+awssecrets://app", **aws.environment)


@pytest.mark.parametrize("missing", ["sso_account_id", "sso_role_name", "sso_region", "sso_start_url"])
def test_C1_a_login_that_is_not_whole(aws, login, refused, missing):
    text = (aws.folder / "config").read_text()
    aws.write("\n".join(line for line in text.splitlines() if not line.startswith(missing)), "")
    said = refused("ref+awssecrets://app", **aws.environment)
    assert f"{missing} is missing" in said and "aws configure sso" in said


PROFILES = {"sso": "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Read Only\n",
            "role": "role_arn = arn:aws:iam::1:role/app\nsource_profile = person\n[profile person]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Read Only\n"}


@pytest.mark.parametrize("code", ["ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException"])
@pytest.mark.parametrize("kind,login_of", [("sso", "app"), ("role", "person"), ("environment", None), ("keys", None), ("process", None)])
def test_C1_advice_fits_the_profile(aws, login, serve, refused, tmp_path, code, kind, login_of):
    """Nobody with a login is told to make keys."""
    login("corp")
    environment = {**aws.environment, "AWS_ENDPOINT_URL_SECRETS_MANAGER": serve(lambda _: (400, {"__type": code})).url}
    text = PROFILES.get(kind, "")
    if kind == "process":
        program = tmp_path / "tool"
        program.write_text("#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"i\",\"SecretAccessKey\":\"k\"}'\n")
        program.chmod(0o700)
        text = f"credential_process = {program}\n"
    aws.write(f"[profile app]\n{text}" + SESSION, "[app]\naws_access_key_id = AKIABASE\naws_secret_access_key = base-secret\n" if kind == "keys" else "")
    if kind == "environment":
        environment |= {"AWS_ACCESS_KEY_ID": "i", "AWS_SECRET_ACCESS_KEY": "k"}
    said = refused("ref+awssecrets://app", **environment)
    assert code in said
    if login_of:
        assert f"aws sso login --profile {login_of}" in said and "AWS_SECRET_ACCESS_KEY" not in said and "keys" not in said
    assert ("win over every profile" in said) == (kind == "environment")
    assert ("credential_process of the profile app" in said) == (kind == "process")
