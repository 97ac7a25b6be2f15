"""gatehouse scan finds secrets that code compares with a telling name, files that hold a secret and nothing else, and
passphrases of words; and is quiet about what looks alike (row A5)."""

import random
import string

from test_scan import found

dice = random.Random(23)


def password() -> str:
    return "k7" + "".join(dice.choices(string.ascii_letters + string.digits, k=10)) + "X4"


NAMES = ["password", "user.password", "db_password", "apiSecret", "self.token", "ACCESS_TOKEN"]
BEHIND = ['if ({name}.equals("{value}")) {{', 'if ({name}.equalsIgnoreCase("{value}")) {{', 'if ({name}.Equals("{value}"))', 'if ({name}.compareTo("{value}") == 0)',
          'if ({name} == "{value}") {{', "if ({name} === '{value}') {{", 'if ({name} != "{value}") {{', "if ({name} !== '{value}') return",
          'if (${name} eq "{value}") {{', 'if (${name} -eq "{value}") {{', 'strcmp({name}, "{value}")', 'hmac.compare_digest({name}, "{value}")', 'secure_compare({name}, "{value}")']
IN_FRONT = ['if ("{value}".equals({name})) {{', 'if ("{value}".equalsIgnoreCase({name})) {{', 'strcmp("{value}", {name}) == 0', "hash_equals('{value}', {name})",
            'compare_digest(b"{value}", {name})', 'if ("{value}" == {name}) {{', "if '{value}' != {name}:", 'crypto.timingSafeEqual("{value}", {name})']
FORMS = [(form, name) for form in BEHIND + IN_FRONT for name in NAMES]

QUIET = ['assertEquals("{value}", {name});', 'assertThat("{value}", is({name}));', 'expect({name}).toBe("{value}")', 'strcmp("{value}", name)', 'if (name.equals("{value}")) {{',
         'if ("{value}".equals(name)) {{', 'if (mode == "{value}") {{', 'log("{value}", {name})', '"{value}".concat({name})', 'compare("{value}", {name})']
NO_SECRETS = ["password", "changeme", "", "admin", "Bearer", "oauth2", "application/json", "${PASSWORD1}", "<your-password1>", "user_password2", "example-password-1"]

FILES = ["config/master.key", "config/credentials/production.key", ".vault_pass", ".vault_password", "vault-pass.txt", "secret_key_base.txt", "secrets/db_password.txt",
         "secrets/db_password", "secrets/api_key", "jwt.secret", "token.txt", ".auth_token", "django_secret_key.txt", "redis.pass", "encryption.key", "MYSQL_ROOT_PASSWORD"]
OTHER_FILES = ["VERSION", "README", "commit.txt", "etag", "config/master.pub", "token.py", "tokens.md", "id.txt", "monkey.txt", "key", "password.html", "checksum", "secret.sha256"]

TYPED = ["My dog Rex is 7!", "tulip 42 harbor moon", "Summer in Rome 2019", "kX7 pQ2 zz9 Lm4"]
TYPED_FORMS = ['password = "{}"\n', "db_password: '{}'\n", 'DB_PASSWORD="{}"\n', '{{"password": "{}"}}\n', "$config['password'] = '{}';\n", "'password' => '{}',\n",
               'if (password == "{}") {{\n', 'passphrase := "{}"\n']
TYPED_PROSE = ["at least 8 characters", "must have 1 digit", "Enter 2 words", "Chapter 12", "wrong 3 times", "test 12 of 40", "%d of 10", "valid for 30 days", "SHA 256", "my password 1 2"]
WORDS = ["correct horse battery staple", "velvet anchor monday tulip harbor", "quartz lantern meadow pickle orbit walnut"]
PHRASES = ["password: {}\n", "db_password: {}\n", 'DB_PASSWORD="{}"\n', "PASS='{}'\n", '{{"password": "{}"}}\n', "passphrase = '{}'\n"]
PROSE = ["enter your new password twice", "the password of this account", "optional login password string", "plain text stored locally", "must match the first one", "forgot something click here",
         "used for basic auth only", "reset link was sent again"]


def test_A5_secrets_that_are_compared(tmp_path):
    assert len(FORMS) >= 100
    planted = {}
    for number, (form, name) in enumerate(FORMS):
        planted[f"{number:03}.txt"] = password() + ("" if "pass" in name else "9bQz3")
        (tmp_path / f"{number:03}.txt").write_text("    " + form.format(name=name, value=planted[f"{number:03}.txt"]) + "\n")
    assert {f["file"]: f["match"] for f in found(tmp_path)} == planted


def test_A5_other_comparisons_are_none(tmp_path):
    lines = [form.format(name=name, value=password()) for form in QUIET for name in NAMES]
    lines += [form.format(name=name, value=value) for form in BEHIND + IN_FRONT for name in NAMES for value in NO_SECRETS]
    assert len(lines) >= 100
    for number, line in enumerate(lines):
        (tmp_path / f"{number}.txt").write_text(line + "\n")
    assert found(tmp_path) == []


def test_A5_files_that_hold_a_secret_and_nothing_else(tmp_path):
    planted = {}
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        planted[name] = password() + "9bQz3"
        (tmp_path / name).write_text(planted[name] + "\n")
    for name in OTHER_FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(password() + "9bQz3\n")
    for number, text in enumerate(["", "\n", "changeme\n", "two words\n", "$ANSIBLE_VAULT;1.1;AES256\n", "${DB_PASSWORD1}\n", "/run/secrets/db1\n", "password=x\n"]):
        (tmp_path / f"{number}_password.txt").write_text(text)
    assert {f["file"]: f["match"] for f in found(tmp_path)} == planted
    assert {f["rule"] for f in found(tmp_path)} == {"secret-in-named-file"}


def test_A5_passphrases_of_words(tmp_path):
    planted = {}
    for number, (form, words) in enumerate((form, words) for form in PHRASES for words in WORDS):
        planted[f"{number}.txt"] = words
        (tmp_path / f"{number}.txt").write_text(form.format(words))
    for number, (form, prose) in enumerate((form, prose) for form in PHRASES for prose in PROSE):
        (tmp_path / f"prose{number}.txt").write_text(form.format(prose))
    assert {f["file"]: f["match"] for f in found(tmp_path)} == planted


def test_A5_passwords_with_blanks_and_digits(tmp_path):
    planted = {}
    for number, (form, words) in enumerate((form, words) for form in TYPED_FORMS for words in TYPED):
        planted[f"{number}.txt"] = words
        (tmp_path / f"{number}.txt").write_text(form.format(words))
    for number, (form, prose) in enumerate((form, prose) for form in TYPED_FORMS for prose in TYPED_PROSE):
        (tmp_path / f"prose{number}.txt").write_text(form.format(prose))
    (tmp_path / "results.txt").write_text('PASS: "Run size-3e" "-Wl"\n')
    assert {f["file"]: f["match"] for f in found(tmp_path)} == planted
