"""C1: a login of `aws sso login` that has ended is renewed by its refresh token, and botocore reads what is written back."""

import datetime
import hashlib
import json

import pytest
from botocore.utils import SSOTokenLoader
from test_aws_profile import SESSION, aws  # noqa: F401 - a fixture

KEPT = {"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "clientId": "client-1", "clientSecret": "planted-client-secret",
        "registrationExpiresAt": "2099-01-01T00:00:00Z", "refreshToken": "planted-refresh-1", "more": {"nested": [1, 2.5, None, True]}}


def after(seconds):
    return (datetime.datetime.utcnow() + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def sso(aws, serve):  # noqa: F811
    """A portal that takes the newest token alone, and the OIDC service that gives it."""

    class Sso:
        token, oidc_status, answer = "renewed-token", 200, {}

        def __init__(self):
            self.asked = []

        def portal(self, seen):
            if seen.headers["x-amz-sso_bearer_token"] != self.token:
                return 401, {"message": "planted-words"}
            return 200, {"roleCredentials": {"accessKeyId": "ASIAFOUND", "secretAccessKey": "found-secret", "sessionToken": "found-token",
                                             "expiration": 4070908800000}}

        def oidc(self, seen):
            assert seen.method == "POST" and seen.target == "/token" and seen.headers["Content-Type"] == "application/json"
            self.asked.append(json.loads(seen.body))
            if self.oidc_status != 200:
                return self.oidc_status, {"error": "invalid_grant", "error_description": "planted-words"}
            return 200, {"accessToken": self.token, "tokenType": "Bearer", "expiresIn": 3600, "refreshToken": "planted-refresh-2", **self.answer}

        def keep(self, **change):
            self.file.write_text(json.dumps({**KEPT, "accessToken": "old-token", "expiresAt": after(-60), **change}))

    sso = Sso()
    cache = aws.folder / "sso" / "cache"
    cache.mkdir(parents=True)
    sso.file = cache / f"{hashlib.sha1(b'corp').hexdigest()}.json"
    sso.environment = {**aws.environment, "AWS_ENDPOINT_URL_SSO": serve(sso.portal).url, "AWS_ENDPOINT_URL_SSO_OIDC": serve(lambda seen: sso.oidc(seen)).url}
    aws.write("[profile app]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n" + SESSION, "")
    sso.cache = cache
    return sso


REF = "ref+awssecrets://app"


def test_C1_a_login_that_has_ended_is_renewed_and_written_back(sso, value_of):
    sso.keep()
    assert b"app" in value_of(REF, **sso.environment)
    assert sso.asked == [{"grantType": "refresh_token", "clientId": "client-1", "clientSecret": "planted-client-secret", "refreshToken": "planted-refresh-1"}]
    kept = json.loads(sso.file.read_text())
    assert kept["expiresAt"] > after(3000)
    assert kept == {**KEPT, "accessToken": "renewed-token", "refreshToken": "planted-refresh-2", "expiresAt": kept["expiresAt"]}
    assert sso.file.stat().st_mode & 0o777 == 0o600 and [each.name for each in sso.cache.iterdir()] == [sso.file.name]
    caches = {sso.file.stem: kept}
    assert SSOTokenLoader(cache=caches)("https://corp.awsapps.com/start", "corp")["accessToken"] == "renewed-token", "as AWS' own programs look for it"
    value_of(REF, **sso.environment)
    assert len(sso.asked) == 1, "the new one lives"


def test_C1_one_that_ends_soon_is_renewed_and_used_if_that_fails(sso, value_of):
    sso.keep(expiresAt=after(200))
    value_of(REF, **sso.environment)
    assert len(sso.asked) == 1
    for status in (400, 500):
        sso.oidc_status, sso.token = status, "old-token"
        sso.keep(expiresAt=after(200))
        value_of(REF, **sso.environment)
        assert json.loads(sso.file.read_text())["accessToken"] == "old-token"


def test_C1_an_answer_without_a_new_refresh_token_keeps_the_old_one(sso, value_of):
    sso.answer = {"refreshToken": None}
    sso.keep()
    value_of(REF, **sso.environment)
    assert json.loads(sso.file.read_text())["refreshToken"] == "planted-refresh-1"


def test_C1_a_login_that_aws_does_not_renew(sso, refused):
    sso.oidc_status = 400
    sso.keep()
    before = sso.file.read_text()
    said = refused(REF, **sso.environment)
    assert "the login has ended" in said and "aws sso login --sso-session corp" in said and "planted" not in said
    assert sso.file.read_text() == before


@pytest.mark.parametrize("change", [{"refreshToken": ""}, {"clientSecret": None}, {"registrationExpiresAt": "2001-01-01T00:00:00Z"}])
def test_C1_a_login_that_cannot_be_renewed_asks_nobody(sso, refused, change):
    sso.keep(**change)
    said = refused(REF, **sso.environment)
    assert "the login has ended" in said and "aws sso login --sso-session corp" in said and "planted" not in said
    assert sso.asked == []


def test_C1_another_program_was_faster(sso, value_of):
    """Its refresh token is worth nothing any more; what the other one has left is used."""
    sso.keep()

    def race(seen):
        sso.keep(accessToken="renewed-token", expiresAt=after(3600))
        return 400, {"error": "invalid_grant"}

    sso.oidc = race
    value_of(REF, **sso.environment)


@pytest.mark.parametrize("answer", [{"accessToken": ""}, {"expiresIn": 0}, {"expiresIn": 1e300}, {"accessToken": 1}])
def test_C1_answers_of_another_shape(sso, refused, answer):
    sso.answer = answer
    sso.keep()
    said = refused(REF, **sso.environment)
    assert "gave no token" in said and "planted" not in said
