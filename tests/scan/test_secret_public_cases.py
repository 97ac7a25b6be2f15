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
    "trufflehog: a UUID that is only a number": f"request_id: {UUID}\nkey_id = \"{UUID}\"",
}
MISSES = {
    "gitleaks: a secret key of AWS without quotes": lambda: ("aws_secret_access_key = {}", made(40, BASE64[:62])),
    "gitleaks: a secret key of AWS in quotes": lambda: ("aws_secret_access_key='{}'", made(40, BASE64[:62])),
    "gitleaks: apikey without an underscore": lambda: ('"apikey": "{}"', made(32)),
    "gitleaks: JSON in JSON": lambda: ('{{"body": "{{\\"api_key\\": \\"{}\\"}}"}}', made(32)),
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
