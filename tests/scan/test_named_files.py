"""gatehouse scan finds what only a file's name tells to be a secret: in the tree, in the index, in history, and in archives; and private keys
that lost their first line, whatever their file is called (row A5)."""

import subprocess
import zipfile

import pytest
from test_scan import commit, found, git, repository  # noqa: F401 (a fixture)

PASSWORD = "hunter22x"  # too weak to be found without the name
FILES = {
    ".htpasswd": ("admin:{}\n", "rl0uE4b8mFZ.c"),
    "conf/app.htpasswd": ("# web\nbob:{}\n", "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="),
    "conf/.htdigest": ("bob:site:{}\n", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
    ".pgpass": ("*:*:*:app:{}\n", PASSWORD),
    "backup/pgpass.conf": ("db.example.org:6432:shop:app:{}\n", PASSWORD),
    ".netrc": ("machine h\n\tlogin bob\n\tpassword {}\n", PASSWORD),
    "home/.my.cnf": ("[client]\nuser = root\npassword = {}\n", PASSWORD),
    ".pypirc": ("[pypi]\nusername = bob\npassword = {}\n", PASSWORD),
    ".smbcredentials": ("username=bob\npassword={}\ndomain=CORP\n", PASSWORD),
    ".fetchmailrc": ('poll mail.example.org user "bob" password "{}"\n', PASSWORD),
    ".msmtprc": ("account a\nhost m\npassword {}\n", PASSWORD),
    ".npmrc": ("//r.example.org/:_authToken={}\n", "7f4c2b1e9d8a"),
    "credentials": ("[login]\npassword: {}\n", PASSWORD),
    ".env": ("DB_PASSWORD={}\n", PASSWORD),
    "config/master.key": ("{}\n", "9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
    ".vault_pass": ("{}", "k7Qm4xZt9X4"),
}  # fmt: skip
OTHER_NAMES = ["README.md", "notes.txt", "src/a.py", "test/fixture", "hosts", ".env.example", ".pgpass.sample"]


def write(folder) -> dict[str, str]:
    for name, (frame, secret) in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(frame.format(secret))
    for number, (frame, secret) in enumerate(FILES.values()):
        for name in OTHER_NAMES:
            (folder / str(number) / name).parent.mkdir(parents=True, exist_ok=True)
            if "machine" not in frame:  # its words tell it anywhere
                (folder / str(number) / name).write_text("\n" + frame.format(secret))
    return {name: secret for name, (_, secret) in FILES.items()}


def told(*arguments) -> dict[str, str]:
    return {f["file"]: f["match"] for f in found(*arguments)}


def test_A5_named_files_in_the_tree(tmp_path):
    planted = write(tmp_path)
    assert told(tmp_path) == planted


@pytest.mark.parametrize("pack", [False, True], ids=["loose", "packed"])
def test_A5_named_files_in_history(repository, pack):
    planted = write(repository)
    first = commit(repository)
    for name in planted:
        (repository / name).write_text("nothing any more\n" * 3)
    commit(repository)
    if pack:
        git(repository, "repack", "-q", "-adf")
    assert told(repository) == {}
    assert told(repository, "--history") == planted
    assert {f["commit"] for f in found(repository, "--history")} == {first}


def test_A5_a_named_file_that_changes_a_little_is_found_in_each_version(repository):
    """Packed, the older version is a delta on the newer one."""
    lines = "".join(f"host{n}.example.org:6432:shop:app:$PASSWORD{n}\n" for n in range(200))
    for password in ("hunter22x", "hunter33y", "hunter44z"):
        (repository / ".pgpass").write_text(lines + f"db.example.org:6432:shop:app:{password}\n")
        (repository / "copy.txt").write_text(lines + f"db.example.org:6432:shop:app:{password}\n!\n")
        commit(repository)
    git(repository, "repack", "-q", "-adf", "--depth=50")
    assert sorted(f["match"] for f in found(repository, "--history")) == ["hunter22x", "hunter33y", "hunter44z"]
    assert {f["file"] for f in found(repository, "--history")} == {".pgpass"}


def test_A5_named_files_in_the_index_and_in_an_archive(repository):
    (repository / "a.txt").write_text("x\n")
    commit(repository)
    planted = write(repository)
    git(repository, "add", "-A")
    assert told(repository, "--staged") == planted
    with zipfile.ZipFile(repository / "home.zip", "w") as archive:
        archive.writestr("home/.pgpass", f"*:*:*:app:{PASSWORD}\n")
        archive.writestr("home/other", f"*:*:*:app:{PASSWORD}\n")
    assert told(repository / "home.zip") == {str(repository / "home.zip") + "!home/.pgpass": PASSWORD}
    commit(repository)
    assert told(repository, "--history") == planted | {"home.zip!home/.pgpass": PASSWORD}


KINDS = {
    "RSA": ["openssl", "genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"],
    "RSA of PKCS #1": ["sh", "-c", "openssl genrsa -traditional 1024 2>/dev/null"],
    "EC": ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout"],
    "EC 384": ["openssl", "ecparam", "-name", "secp384r1", "-genkey", "-noout"],
    "EC 521": ["openssl", "ecparam", "-name", "secp521r1", "-genkey", "-noout"],
    "EC of PKCS #8": ["openssl", "genpkey", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "EC 521 of PKCS #8": ["openssl", "genpkey", "-algorithm", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "Ed25519": ["openssl", "genpkey", "-algorithm", "ed25519"],
    "Ed448": ["openssl", "genpkey", "-algorithm", "ed448"],
    "OpenSSH": ["ssh-keygen"],
}  # fmt: skip


def without_header(command, tmp_path) -> str:
    if command == ["ssh-keygen"]:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "k"], check=True)
        text = (tmp_path / "k").read_text()
        (tmp_path / "k").unlink()
        (tmp_path / "k.pub").unlink()
    else:
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "".join(line + "\n" for line in text.splitlines() if not line.startswith("-----"))


@pytest.mark.parametrize("name", ["id_rsa", "Config.java"])
@pytest.mark.parametrize("command", KINDS.values(), ids=KINDS)
def test_A5_a_private_key_without_its_first_line(tmp_path, command, name):
    body = without_header(command, tmp_path)
    (tmp_path / name).write_text(body if name == "id_rsa" else 'String KEY = "' + body.replace("\n", "") + '";\n')
    [finding] = found(tmp_path)
    assert finding["rule"] == "private-key-body"


def test_A5_an_encrypted_key_without_its_first_line_is_told_by_its_name(tmp_path):
    text = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:x12345"], capture_output=True, text=True, check=True).stdout
    body = "".join(line + "\n" for line in text.splitlines() if not line.startswith("-----"))
    (tmp_path / "id_ed25519").write_text(body)
    (tmp_path / "data.b64").write_text(body)
    [finding] = found(tmp_path)
    assert (finding["file"], finding["rule"]) == ("id_ed25519", "private-key-in-named-file")


def test_A5_public_keys_certificates_and_keys_that_say_they_are_for_tests_are_none(tmp_path):
    key = tmp_path / "k"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", tmp_path / "c.pem", "-subj", "/CN=x"], check=True, capture_output=True)
    text = key.read_text()
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], capture_output=True, text=True, check=True).stdout
    key.unlink()
    (tmp_path / "test.go").write_text(text.replace("PRIVATE KEY", "TESTING KEY"))
    (tmp_path / "public.txt").write_text("".join(line for line in public.splitlines() if "-----" not in line))
    (tmp_path / "id_rsa.pub").write_text("".join(line for line in public.splitlines() if "-----" not in line))
    certificate = (tmp_path / "c.pem").read_text()
    (tmp_path / "c.txt").write_text("".join(line for line in certificate.splitlines() if "-----" not in line))
    assert found(tmp_path) == []
