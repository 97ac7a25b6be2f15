"""Row A2: comments that hold a secret are encrypted as values are; those that explain stay readable."""

import python_format
import pytest

SECRET_COMMENTS = [
    "# old DB_PASSWORD=hunter2",
    "# prod: postgres://app:hunter2@db/x",
    "#   API_KEY = hunter2",
    "# redis://:hunter2@cache:6379",
    "# curl -H 'Authorization: Bearer hunter2hunter2hunter2'",
    "# -----BEGIN " + "PRIVATE KEY-----\n# hunter2MIIEvQIBADANBgkq\n# hunter2\n# -----END " + "PRIVATE KEY-----",
    "# {\"password\": \"hunter2\"}",
]
PLAIN_COMMENTS = ["# database", "# see https://example.org/setup?a=b", "# the password is in the safe", "## ---- mail ----", "# on: port 8080"]


@pytest.mark.parametrize("comment", SECRET_COMMENTS)
def test_A2_a_secret_in_a_comment_is_encrypted(home, tmp_path, comment):
    plain = f"# words\n{comment}\nA=b\n# more words\n"
    done = home.run("env", "encrypt", "-", "-o", ".env.encrypted", "-r", "anna@example.org", cwd=tmp_path, data=plain)
    assert "Comments with a setting or a secret are encrypted, too: line" in done.stderr
    text = (tmp_path / ".env.encrypted").read_text()
    assert "hunter2" not in text and "# words\n" in text and "# more words\n" in text
    assert home.run("env", "decrypt", cwd=tmp_path).stdout == plain


@pytest.mark.parametrize("comment", PLAIN_COMMENTS)
def test_A2_comments_that_explain_stay_readable(home, tmp_path, comment):
    home.run("env", "encrypt", "-", "-o", ".env.encrypted", "-r", "anna@example.org", cwd=tmp_path, data=f"{comment}\nA=b\n")
    assert comment in (tmp_path / ".env.encrypted").read_text()


def test_A2_a_comment_of_an_older_version_is_reported_and_encrypted_by_rotate(home, tmp_path):
    """Such a file still opens; its MAC is right, its comment is in clear."""
    home.run("env", "encrypt", "-", "-o", ".env.encrypted", "-r", "anna@example.org", cwd=tmp_path, data="# words\nA=b\n")
    file = tmp_path / ".env.encrypted"
    text = file.read_text()
    file.write_text(python_format.File.of(text, home).changed(text, "# words", "# old DB_PASSWORD=hunter2"))
    assert home.run("env", "get", "A", cwd=tmp_path).stdout == "b\n"
    done = home.run("env", "check", cwd=tmp_path, code=1)
    assert "A comment contains a plain secret" in done.stderr and "hunter2" not in done.stderr
    home.run("env", "rotate", cwd=tmp_path)
    assert "hunter2" not in file.read_text()
    assert home.run("env", "check", cwd=tmp_path).stdout.startswith(".env.encrypted: good")
