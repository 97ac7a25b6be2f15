"""Row A2, files that must not be committed, tested with git itself."""

import pytest
from test_env_git import Repository


@pytest.fixture(scope="module")
def repository(home, tmp_path_factory):
    return Repository(home, tmp_path_factory.mktemp("guarded"))


@pytest.fixture(autouse=True)
def clean(repository):
    yield
    repository.git("reset", "-q", "--hard")
    repository.git("clean", "-q", "-f", "-d", "-x")


def refused(repository, *words):
    shown = repository.git("commit", "-m", "oops", code=1)
    assert all(word in shown for word in words), shown
    assert "hunter" not in shown and "sk_live" not in shown
    return shown


def test_A2_a_value_typed_into_an_encrypted_file(repository):
    file = repository.path / ".env.encrypted"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines[:2], "STRIPE_KEY=sk_live_hunter2\n", *lines[2:]]))
    repository.git("add", "-A")
    refused(repository, "STRIPE_KEY is not encrypted", ".env.encrypted:3")


@pytest.mark.parametrize("change,words", [
    (lambda text: text.replace("API_KEY=", "<<<<<<< ours\nAPI_KEY=", 1), "conflict markers"),
    (lambda text: text[:len(text) // 2], "Ends early"),
    (lambda text: text + "LATE=hunter2\n", "Ends early"),
    (lambda text: text.replace("# database", "# prod: postgres://app:hunter2@db/x", 1), "A comment contains a plain secret"),
    (lambda text: text.replace("\n", "\r\n", 1), "CRLF"),
])
def test_A2_an_encrypted_file_that_was_broken(repository, change, words):
    file = repository.path / ".env.encrypted"
    file.write_bytes(change(file.read_text()).encode())
    repository.git("add", "-A")
    refused(repository, words)


@pytest.mark.parametrize("change", [
    lambda lines: [line for line in lines if not line.startswith("API_KEY=")],
    lambda lines: [lines[0], *reversed(lines[1:3]), *lines[3:]],
    lambda lines: [line.replace("# database", "# another database") for line in lines],
], ids=["a line less", "two lines swapped", "a comment edited"])
def test_A2_an_encrypted_file_that_was_edited_by_hand(repository, change):
    """Only the data key shows it, and the person who commits has it: the next one who pulls would find a file that opens for nobody."""
    file = repository.path / ".env.encrypted"
    lines = file.read_text().splitlines(keepends=True)
    assert change(lines) != lines
    file.write_text("".join(change(lines)))
    repository.git("add", "-A")
    refused(repository, "The file was changed", ".env.encrypted")


def test_A2_a_person_without_a_key_may_commit_and_is_told(repository, home, tmp_path):
    """Somebody else, a merge on a server: nothing proves anything then, and nobody is asked for a passphrase."""
    file = repository.path / ".env.encrypted"
    file.write_text(file.read_text().replace("# database", "# another database"))
    repository.git("add", "-A")
    stranger = tmp_path / "stranger"
    stranger.mkdir(mode=0o700)
    done = home.run("env", "check", "--staged", cwd=repository.path, GNUPGHOME=str(stranger))
    assert "may be committed (its MAC was not checked)" in done.stdout


@pytest.mark.parametrize("name", ["prod.env", "deploy/app.env.production", ".ENV.Local", "deep/er/.env"])
def test_A2_more_names_of_files_in_clear(repository, name):
    path = repository.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("A=hunter2\n")
    repository.git("add", "-f", name)
    refused(repository, "A plain .env file", name, "gatehouse-public")


def test_A2_an_encrypted_file_by_another_name(repository):
    text = (repository.path / ".env.encrypted").read_text()
    (repository.path / "prod.encrypted").write_text(text.replace("\n", "\nNEW_KEY=hunter2\n", 1))
    (repository.path / "other.encrypted").write_text("age-encryption.org/v1\n")
    repository.git("add", "-A")
    refused(repository, "NEW_KEY is not encrypted", "prod.encrypted")


def test_A2_direnv(repository):
    script = repository.path / ".envrc"
    script.write_text("use flake\nexport NODE_ENV=development\n")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "fine")
    script.write_text("use flake\nexport DB_PASSWORD=hunter2\n")
    repository.git("add", "-A")
    refused(repository, "A file with a plain secret", ".envrc:2")


def test_A2_files_that_are_meant_to_be_public(repository):
    (repository.path / "public.env").write_text("PORT=8080\n")
    (repository.path / "types.env.d.ts").write_text("export type A = string\n")
    with open(repository.path / ".gitattributes", "a", encoding="utf-8") as attributes:
        attributes.write("public.env gatehouse-public\n")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "fine")
    assert "public.env\n" in repository.git("ls-files")


def test_A2_a_large_encrypted_file_is_read_whole(home, repository):
    plain = "".join(f"NAME_{n}={'x' * 100}\n" for n in range(1500))
    repository.env("encrypt", "-", "--output", "big.env", "-r", "anna@example.org", data=plain)
    assert (repository.path / "big.env").stat().st_size > 200_000
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "fine")
