"""What users of gitleaks and trufflehog reported to their projects: false alarms, misses, odd repositories. The inputs are our own, made
when the test runs; each case names the tool and the kind (rows A5, B15)."""

import json
import os
import pathlib
import random
import string
import subprocess

import pytest
from product import gatehouse
from test_scan import commit, found, git, repository, scan, token  # noqa: F401 (a fixture)

dice = random.Random(11)
ALNUM = string.ascii_letters + string.digits


def made(count: int, letters: str = ALNUM) -> str:
    return "".join(dice.choices(letters, k=count))


def typed() -> str:
    """A password, as a machine makes one for a person; never with too few changes of kind to be told from a name."""
    return "k7" + "".join(made(1, string.ascii_uppercase) + made(1, string.ascii_lowercase) + made(1, string.digits) for _ in range(3)) + "X4"


HEX, BASE64 = "0123456789abcdef", ALNUM + "+/"
UUID = "-".join(made(count, HEX) for count in (8, 4, 4, 4, 12))

FALSE_ALARMS = {
    "gitleaks: a lock file's hash that spells a vendor by chance": f'"integrity": "sha512-{made(20, BASE64)}aWs{made(63, BASE64)}==",',
    "gitleaks: names of functions beside a vendor's name": "getPagesInConfluenceSpace,searchConfluenceUsingCql",
    "gitleaks: an identifier that begins with the word token": f"tokenizationId: '{made(32, HEX)}',",
    "gitleaks: a key that is public": f'public_key = "{made(32)}"',
    "gitleaks: a public token": f"NEXT_PUBLIC_TOKEN_ID: \"{made(4)}\"",
    "gitleaks: a version that is a commit": f"MantleAPI_version={made(40, HEX)}",
    "gitleaks: a variable's name for a secret": 'LLM_SECRET_NAME = "NEXUS-GPT4-API-KEY"',
    "gitleaks: words that end in key": "minisat-master-keying:x64-uwp=fail\nmonkeys-audio:mx64-uwp=fail\nkeyword = \"Befaehigung_P2\"\nhotkey: 'ctrl-shift-alt-p1'",
    "gitleaks: where a store keeps a secret": "[envVar: 'TF_VAR_APPROLESECRETID', vaultKey: 'inf-vsqt-01-secret-id']\nvaultCredentialId: \"approle-jenkins\"",
    "gitleaks: a path in a secrets manager": 'secret = "incidents/prod/anthropic-v2"',
    "gitleaks: the key of a vendor's documentation": "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "gitleaks: a role's number is not a key": f'"role_id": "AROA{made(17, string.ascii_uppercase + "234567")}"',
    "gitleaks: a rule of another scanner": "regex = '''(?i)(api_key|secret)\\s*=\\s*['\"]([0-9a-zA-Z]{32,45})['\"]'''",
    "trufflehog: a shell's variable in a URL": "curl https://some_user:$SOME_VARIABLE@db.internal.test/x https://u:${PW}@db.internal.test",
    "trufflehog: a URL of a document": "http://username:password@proxy.example.com http://user:pass@localhost:8080",
    "trufflehog: camel case near a vendor's name": "import pagerduty\nconst existingSubscription = await pagerduty.find(existingSubscription)",
    "trufflehog: the archive of a commit": f'"url": "https://api.github.com/repos/acme/tool/zipball/{made(40, HEX)}",\n"reference": "{made(40, HEX)}"',
    "trufflehog: a name that begins with test_": "def test_" + "upload_of_a_file_that_is_too_lar" + "ge(): lob = 1",
    "trufflehog: a user and password of a document in Basic": "Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ=",
    "gitleaks: what a service starts with everywhere": "DATABASE_URL=postgres://postgres:postgres@localhost/x\nServer=db;Username=postgres;Password=postgres;",
    "gitleaks: rules of a form": "'password' => 'required|string|min:8|confirmed',",
    "gitleaks: a type and a field with a number in their names": "secretKey: Uint8Array;\nresult.AccessKeyID = fromCRD.LogicalBackup.S3AccessKeyID\n\"TOKEN\": \"CONFIRM_2FA_SETUP\",",
    "gitleaks: a function's long name beside a vendor's": "checkIfEnvironmentVariableExists('ALCHEMY_API_KEY')",
    "gitleaks: what SOPS has encrypted": f"ansible_become_pass: ENC[AES256_GCM,data:{made(12, BASE64)},iv:{made(43, BASE64)}=,tag:{made(22, BASE64)}==,type:str]",
    "gitleaks: a long text in base64 behind a key's name": f"AWS_SECRET_ACCESS_KEY: AgA{made(37, BASE64)}+{made(300, BASE64)}",
    "gitleaks: a layer and a file of an image": f"FROM flask\nENV SECRET_KEY\n# Parent Layer: `{made(64, HEX)}`\nCOPY file:{made(64, HEX)} in /etc/sentry/",
    "gitleaks: the sum of a secret": f"checksum/secret: {made(64, HEX)}",
    "trufflehog: a Secret in base64 that holds a filler": "kind: Secret\ndata:\n  password: Q0hBTkdFTUUh\n  token-secret: dGVzdHRva2Vu\n  passphrase: c29tZSBkYXRhCg==",
    "detect-secrets: stars, a switch of sudo, the environment": "db: { password: '*******' }\n%wheel ALL=(ALL) NOPASSWD: ALL\npassword: process.env.DB_USER_PWD,",
    "detect-secrets: sealed by a controller": f"kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{made(320, BASE64)}",
    "git-secrets: defaults that say what to do": "${JWT_SECRET:?set it in the environment1} ${DB_PASSWORD:-changeme} <password>${env.PASSWORD1}</password>",
    "gitleaks: a shortcut of a keyboard": '"key": "ctrl+shift+alt+f12",\n"apiKey": "cmd+k cmd+2"',
    "gitleaks: a property that is assigned": "this.vocabToken=newVocabTable1;self.secret=someOther2Value;",
    "gitleaks: a user and password in prose": "The username/password combination1 is wrong.\npassword: see section 4.2 of the manual\n",
    "gitleaks: the id of credentials in Jenkins": "withCredentials([string(credentialsId: 'prod-deploy-token-2', variable: 'TOKEN')])",
    "gitleaks: the file of a key and of a token": 'keyfile = "/etc/ssl/private/server1.key"\ntokenFile: /var/run/secrets/token2\napi_key_file=conf/key3.txt',
    "gitleaks: a bucket's key": 'bucket_key = "state/prod/terraform1.tfstate"\ndynamodb_key: "LockID2"',
    "gitleaks: a name of a cookie": 'SESSION_COOKIE_NAME = "sid_v2_session"\nCSRF_TOKEN_HEADER = "X-CSRF-Token2"',
    "gitleaks: a key of a translation": "'auth.password.reset2': 'Reset'\ntoken_label: user.settings.api2.token_label",
    "gitleaks: a public part of a strong name": f"PublicKeyToken={made(16, HEX)}, Version=4.0.0.0",
    "trufflehog: a header with a UUID": f"Docker-Upload-Uuid: {UUID}\nConnection: keep-alive",
    "trufflehog: a digest beside the vendor's name": f"datadog/agent@sha256:{made(64, HEX)}\ncloudflare-{made(32, HEX)}.js",
    "trufflehog: a sum with its algorithm": f"slack.tgz sha512-{made(86, BASE64)}==",
    "trufflehog: a placeholder with the account": "postgres://user:pass@host/db https://admin:admin@localhost/ amqp://guest:guest@rabbit/",
    "trufflehog: a data address": f"background: url(data:image/png;base64,iVBORw0KGgo{made(200, BASE64)})",
    "trufflehog: a map of sources": '{"version":3,"mappings":"' + "AAAA;AACA,SAASA,cAAcC" * 20 + '"}',
    "trufflehog: a UUID that is only a number": f"request_id: {UUID}\nkey_id = \"{UUID}\"",
}
MISSES = {
    "gitleaks: a secret key of AWS without quotes": lambda: ("aws_secret_access_key = {}", made(40, BASE64[:62])),
    "gitleaks: a secret key of AWS in quotes": lambda: ("aws_secret_access_key='{}'", made(40, BASE64[:62])),
    "gitleaks: apikey without an underscore": lambda: ('"apikey": "{}"', made(32)),
    "gitleaks: JSON in JSON": lambda: ('{{"body": "{{\\"api_key\\": \\"{}\\"}}"}}', made(32)),
    "gitleaks: settings of .NET as a query": lambda: ('"DbConnString": "secret=123&password={}"', typed()),
    "gitleaks: a header on a command line": lambda: ('curl -H "X-Api-Key: {}" https://api.example.org', made(32)),
    "gitleaks: a header with the word token": lambda: ("curl -H 'Authorization: token {}' https://git.example.org", made(40, HEX)),
    "gitleaks: an option with a token": lambda: ("deploy --token {} --to production", made(40)),
    "gitleaks: a build's argument": lambda: ("docker build --build-arg NPM_TOKEN={} .", made(36)),
    "gitleaks: an element of XML": lambda: ("<server><username>ci</username><password>{}</password></server>", typed()),
    "gitleaks: a name and a value in one element": lambda: ('<add key="ApiKey" value="{}"/>', made(32)),
    "gitleaks: a property of XML with text": lambda: ('<property name="hibernate.connection.password">{}</property>', typed()),
    "gitleaks: a list of properties": lambda: ("<key>APISecret</key>\n<string>{}</string>", made(32)),
    "gitleaks: a variable of a pod": lambda: ("env:\n  - name: DB_PASSWORD\n    value: {}", typed()),
    "gitleaks: a variable of a task in lines of its own": lambda: ('{{\n  "name": "DB_PASSWORD",\n  "value": "{}"\n}}', typed()),
    "gitleaks: a block of YAML": lambda: ("db:\n  password: |\n    {}\n", typed()),
    "gitleaks: a comment behind a value": lambda: ("password: {} # the old one", typed()),
    "gitleaks: a value in the next line": lambda: ("spring.datasource.password=\\\n  {}", typed()),
    "gitleaks: a value in brackets": lambda: ('API_KEY = (\n    "{}"\n)', made(32)),
    "trufflehog: a default of Python": lambda: ('SECRET_KEY = config("APP_SECRET", default="{}")', made(32)),
    "trufflehog: a default of JavaScript": lambda: ("const secret = process.env.JWT_SECRET || '{}';", made(32)),
    "trufflehog: a default of a shell": lambda: ("JWT_SECRET=${{JWT_SECRET:-{}}}", made(32)),
    "trufflehog: a default of Spring": lambda: ("app.jwt.secret=${{JWT_SECRET:{}}}", made(32)),
    "detect-secrets: a comparison": lambda: ('if (password == "{}") {{', typed()),
    "detect-secrets: a setter": lambda: ('source.setPassword("{}");', typed()),
    "detect-secrets: a login of two words": lambda: ('requests.get(url, auth=("app", "{}"))', typed()),
    "detect-secrets: PowerShell": lambda: ('$p = ConvertTo-SecureString "{}" -AsPlainText -Force', typed()),
    "detect-secrets: a text of C#": lambda: ('private const string ApiSecret = @"{}";', made(32)),
    "detect-secrets: a text in three quotes": lambda: ('password = """{}"""', typed()),
    "git-secrets: an account of a database": lambda: ("CREATE USER 'app'@'%' IDENTIFIED BY '{}';", typed()),
    "git-secrets: a role of a database": lambda: ("ALTER ROLE app WITH LOGIN PASSWORD '{}';", typed()),
    "git-secrets: an address of MySQL in Go": lambda: ('sql.Open("mysql", "app:{}@tcp(db:3306)/shop")', typed()),
    "git-secrets: a file of passwords of PostgreSQL": lambda: ("db.example.org:5432:shop:app:{}", typed()),
    "git-secrets: the short keys of Bedrock": lambda: ("AWS_BEARER_TOKEN_BEDROCK={}", "bedrock-api-key-" + made(200)),
    "git-secrets: a name that ends in PASS": lambda: ("stringData:\n  DB_PASS: {}\n", typed()),
    "gitleaks: a password with signs in it": lambda: ('password="{}"', typed() + "!@"),
    "gitleaks: an exported variable in a README": lambda: ("    export ACME_OBJECTSTORE_PASSWORD={}", typed()),
    "gitleaks: a key of the default rule in quotes": lambda: ('"clientSecret" : "{}"', made(40)),
    "gitleaks: a table of HCL": lambda: ('variable "db_password" {{\n  default = "{}"\n}}', typed()),
    "gitleaks: a value behind a type in TypeScript": lambda: ("const apiKey: string = '{}';", made(32)),
    "gitleaks: a constant of Go": lambda: ('const clientSecret = `{}`', made(40)),
    "gitleaks: Kotlin and Swift": lambda: ('let apiToken: String = "{}"', made(40)),
    "gitleaks: an array of PHP": lambda: ("define('DB_PASSWORD', '{}');", typed()),
    "gitleaks: a call that sets an option": lambda: ('client.setApiKey("{}")', made(40)),
    "gitleaks: a hash of Ruby": lambda: (":password => '{}',", typed()),
    "trufflehog: a key in a URL's query": lambda: ("https://api.example.org/v1/x?api_key={}&y=1", made(40)),
    "trufflehog: a token in a remote of git": lambda: ("url = https://oauth2:{}@git.example.org/a/b.git", made(26)),
    "trufflehog: a password of Redis without a user": lambda: ("redis://:{}@cache:6379/0", typed()),
    "trufflehog: a key in YAML in JSON": lambda: ('{{"data": "password: {}\\nuser: x"}}', typed()),
    "trufflehog: a line of a shell's history": lambda: (": 1700000000:0;export API_TOKEN={}", made(40)),
    "trufflehog: a key in a comment": lambda: ("// old apiKey = {}", made(40)),
    "trufflehog: a header in code": lambda: ("headers: {{ 'X-Auth-Token': '{}' }}", made(40)),
    "trufflehog: a connection string of ADO": lambda: ("Server=db;Database=x;User Id=sa;Password={};", typed()),
    "trufflehog: a key in a notebook": lambda: ('"source": ["api_key = \\"{}\\"\\n"]', made(40)),
    "trufflehog: a key at the end of a file without a line's end": lambda: ("x\ny\nkey={}", token()),
    "trufflehog: a key in a line of a megabyte": lambda: ("a " * 500_000 + "{} " + "b " * 1000, token()),
    "trufflehog: a password of a URL that is percent-encoded": lambda: ("postgres://app:{}@db.internal.test:5432/x", "k7%2F" + made(14) + "%40q"),
    "trufflehog: a key beside bytes that are no UTF-8": lambda: ("caf\udce9 {} \udcff", token()),
}


@pytest.mark.parametrize("text", FALSE_ALARMS.values(), ids=FALSE_ALARMS)
def test_A5_no_false_alarm(tmp_path, text):
    (tmp_path / "file.txt").write_text(text + "\n")
    assert found(tmp_path) == []


@pytest.mark.parametrize("make", MISSES.values(), ids=MISSES)
def test_A5_no_miss(tmp_path, make):
    frame, secret = make()
    (tmp_path / "file.txt").write_text(frame.format(secret), errors="surrogateescape")
    assert [finding["match"] for finding in found(tmp_path)] == [secret]


def private_key() -> str:
    return subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("write", [lambda key: key, lambda key: json.dumps({"private_key": key}), lambda key: "KEY=\"" + key.replace("\n", "\\n") + "\"",
                                   lambda key: key.replace("\n", "\r\n"), lambda key: "".join("    " + line + "\n" for line in key.splitlines())],
                         ids=["as it is", "in JSON", "in one line", "lines of Windows", "indented, as YAML has it"])
def test_A5_gitleaks_missed_private_keys_that_are_not_in_lines_of_their_own(tmp_path, write):
    (tmp_path / "file").write_text(write(private_key()), newline="")
    [finding] = found(tmp_path)
    assert finding["rule"].startswith("private-key")


# Odd repositories


def test_A5_gitleaks_failed_on_submodules_tree_history_and_staged(repository, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    (other / "in.txt").write_text(token())
    commit(other)
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    assert [f["file"] for f in found(repository)] == ["sub/in.txt"]
    assert found(repository, "--staged") == []
    commit(repository)
    assert found(repository, "--history") == []
    assert [f["file"] for f in found(repository / "sub", "--history")] == ["in.txt"]


def test_A5_gitleaks_does_not_see_what_only_a_merge_brought_in(repository):
    (repository / "a.txt").write_text("one\n")
    commit(repository)
    git(repository, "checkout", "-q", "-b", "side")
    (repository / "b.txt").write_text("two\n")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    (repository / "c.txt").write_text("three\n")
    commit(repository)
    git(repository, "merge", "-q", "--no-commit", "side")
    secret = token()
    (repository / "a.txt").write_text(secret + "\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "merge")
    [finding] = found(repository, "--history")
    assert (finding["match"], finding["commit"]) == (secret, git(repository, "rev-parse", "HEAD").strip())


def test_A5_trufflehog_does_not_scan_references_that_a_clone_leaves_out(repository):
    (repository / "a.txt").write_text("one\n")
    commit(repository)
    (repository / "a.txt").write_text(token())
    commit(repository)
    git(repository, "update-ref", "refs/pull/7/head", "HEAD")
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    assert len(found(repository, "--history")) == 1


def test_A5_trufflehog_took_a_file_in_a_repository_for_a_repository(repository):
    (repository / "a.txt").write_text(token())
    (repository / "b.txt").write_text(token())
    commit(repository)
    assert [pathlib.Path(f["file"]).name for f in found(repository / "a.txt")] == ["a.txt"]


def test_A5_trufflehog_told_wrong_lines_in_long_files(tmp_path):
    secret = token()
    (tmp_path / "a.txt").write_text("line\n" * 3_000_000 + f"key {secret}\n" + "line\n" * 1000)
    [finding] = found(tmp_path)
    assert (finding["line"], finding["column"]) == (3_000_001, 5)


def test_A5_gitleaks_stops_at_a_renamed_file_with_blanks_and_quotes(repository):
    name = 'a "file" with\tblanks\nand lines.txt'
    (repository / name).write_text(token())
    commit(repository)
    git(repository, "mv", name, "plain.txt")
    commit(repository)
    [finding] = found(repository, "--history")
    assert finding["file"] == name


def test_A5_gitleaks_depends_on_the_users_configuration_of_git(repository):
    """diff.noprefix, colours, an external diff, log.showSignature: what changes the words of `git log -p`."""
    (repository / "a.txt").write_text(token())
    commit(repository)
    for key, value in (("diff.noprefix", "true"), ("color.ui", "always"), ("diff.external", "/bin/false"), ("log.showSignature", "true")):
        git(repository, "config", key, value)
    (repository / ".gitattributes").write_text("*.txt -diff binary\n")
    commit(repository)
    assert len(found(repository, "--history")) == 1


def test_A5_gitleaks_hangs_on_links_in_circles_and_out_of_the_tree(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "outside").write_text(token())
    (tmp_path / "tree" / "circle").symlink_to(".")
    (tmp_path / "tree" / "up").symlink_to("..")
    (tmp_path / "tree" / "out").symlink_to("../outside")
    (tmp_path / "tree" / "nowhere").symlink_to("missing")
    assert found(tmp_path / "tree") == []


def test_A5_trufflehog_calls_a_path_that_does_not_exist_clean(tmp_path):
    for arguments in ([str(tmp_path / "missing")], [str(tmp_path / "missing"), "--history"], [str(tmp_path), "--history"]):
        assert gatehouse("scan", *arguments, check=False).returncode == 2
