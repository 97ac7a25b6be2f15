"""What git ignores, tracks and remembers; .env files and their example; pins and lock files; folders that cannot be audited."""

import pytest

from audit_support import COULD_NOT_RUN, FINDINGS, FINE, IGNORED, Repository, audit, audited

REAL_KEY = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"  # made up, in the form of a real one


def test_B4_B5_a_repository_in_order_passes(tmp_path):
    repository = Repository(tmp_path / "good", {".gitignore": IGNORED, ".env.example": "API_KEY=your-key-here\nDEBUG=false\n"})
    result = repository.audit()
    assert result.code == FINE, result
    for rule in ("gitignore", "env-tracked", "env-in-history", "private-key-tracked", "env-example", "env-example-placeholders"):
        assert result.state(rule) == "pass", rule


def test_B4_each_missing_line_of_gitignore_is_named(tmp_path):
    repository = Repository(tmp_path / "r", {".gitignore": ".env\n*.pem\n"})
    result = repository.audit()
    assert result.code == FINDINGS
    assert {each["what"].split()[0] for each in result.found("gitignore")} == {".env.local", ".env.production", "*.key", "secrets/"}


def test_B4_a_line_that_a_later_one_takes_back_does_not_count(tmp_path):
    result = Repository(tmp_path / "r", {".gitignore": IGNORED + "!*.pem\n"}).audit()
    (finding,) = result.found("gitignore")
    assert "takes it back" in finding["what"] and finding["place"]["line"] == 4


def test_B4_a_wider_line_counts_and_a_persons_own_excludes_do_not(tmp_path):
    (tmp_path / "excludes").write_text("*.key\n")
    (tmp_path / "config").write_text(f"[core]\n\texcludesFile = {tmp_path}/excludes\n")
    result = Repository(tmp_path / "r", {".gitignore": ".env*\n!.env.example\n*.pem\n/secrets\n"}).audit(environment={"GIT_CONFIG_GLOBAL": str(tmp_path / "config")})
    assert [each["what"].split()[0] for each in result.found("gitignore")] == ["*.key"]


def test_A2_B5_a_tracked_env_file_in_clear_is_critical_an_encrypted_one_is_not(tmp_path):
    files = {".gitignore": "", ".env": f"STRIPE={REAL_KEY}\n", ".env.dev": "-----BEGIN PGP MESSAGE-----\n", ".env.staging": "#gatehouse-env v1 file-id=AAAA\nA=b\n", "a/.env.production": "A=b\n"}
    found = Repository(tmp_path / "r", files).audit().found("env-tracked")
    assert {each["place"]["file"] for each in found} == {".env", "a/.env.production", ".env.staging"}
    assert REAL_KEY not in str(found)


def test_A2_an_env_file_that_was_committed_once_is_found_in_the_history(tmp_path):
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED, "service/.env": f"KEY={REAL_KEY}\n"})
    (repository.folder / "service/.env").unlink()
    repository.commit("take it out")
    result = repository.audit()
    assert result.state("env-tracked") == "pass"
    (finding,) = result.found("env-in-history")
    assert finding["place"]["file"] == "service/.env" and finding["severity"] == "high"


def test_A2_a_shallow_clone_is_not_called_clean(tmp_path):
    origin = Repository(tmp_path / "origin", {".gitignore": IGNORED, ".env": f"KEY={REAL_KEY}\n"})
    (origin.folder / ".env").unlink()
    origin.commit("take it out")
    origin.commit("another")
    origin.git("clone", "-q", "--depth", "1", f"file://{origin.folder}", str(tmp_path / "shallow"))
    assert audit(tmp_path / "shallow").state("env-in-history") == "not run"


def test_B4_private_keys_are_critical_public_ones_are_not(tmp_path):
    private = "-----BEGIN " + "PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n"
    files = {".gitignore": "", "ca.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "tls/server.key": private}
    (finding,) = Repository(tmp_path / "r", files).audit().found("private-key-tracked")
    assert finding["place"]["file"] == "tls/server.key" and finding["severity"] == "critical"


def test_B5_a_real_secret_in_env_example_is_found_placeholders_are_not(tmp_path):
    example = f"""DATABASE_URL=postgresql://user:password@localhost:5432/dbname
JWT_SECRET=your-secret-key-here
OPENAI_API_KEY=sk-...
DROPLET_NAME=Visibility Deck
STRIPE_KEY={REAL_KEY}
DB=postgres://app:Xk29vLq81mZz@db.internal/app
"""
    result = audited(tmp_path, {".env.example": example})
    assert [each["place"]["line"] for each in result.found("env-example-placeholders")] == [5, 6]


def test_B5_settings_that_the_code_reads_are_in_env_example(tmp_path):
    files = {".gitignore": IGNORED, ".env.example": "KNOWN=x\n", "settings.yaml": "WANTED: { type: string, required: true }\n",
             "app.py": "import os\nA = os.environ['KNOWN']\nB = os.getenv('MISSING')\nC = os.environ.get('HOME')\n", "web.js": "const p = process.env.ALSO_MISSING\n"}
    found = Repository(tmp_path / "r", files).audit().found("env-example-complete")
    assert {each["what"].split()[0] for each in found} >= {"MISSING", "ALSO_MISSING"}
    assert not any("KNOWN" in each["what"].split()[0] or "HOME" in each["what"].split()[0] for each in found)


def test_A5_B4_C12_known_forms_of_secrets_are_found_in_any_file(tmp_path):
    files = {".gitignore": IGNORED, "notes/deploy.txt": f"key: {REAL_KEY}\n", "old.txt": f"key: {REAL_KEY}\n", ".gatehouseignore": "old.txt\n"}
    result = Repository(tmp_path / "r", files).audit()
    (finding,) = result.found("secret-found")
    assert finding["place"]["file"] == "notes/deploy.txt" and finding["severity"] == "critical" and REAL_KEY not in result.out
    assert result.line("deployment/hardcoded")["verdict"] == "fail"


def test_A6_B15_requirements_are_pinned_and_hashed(tmp_path):
    requirements = """# comment
fastapi==0.104.1
uvicorn[standard]==0.24.0 ; python_version > '3.8'
pydantic>=2.5  # no
requests
django==4.*
tool @ https://example.org/tool-1.0.tar.gz#sha256=abc
-r other.txt
"""
    hashed = "a==1 \\\n  --hash=sha256:00 \\\n  --hash=sha256:11\n"
    result = audited(tmp_path, {"requirements.txt": requirements, "requirements-docker.txt": hashed})
    assert [each["place"]["line"] for each in result.found("requirements-pinned")] == [4, 5, 6]
    assert [each["place"]["file"] for each in result.found("requirements-hashes")] == ["requirements.txt"]


@pytest.mark.parametrize("manifest, lock", [
    ({"package.json": '{"dependencies": {"a": "^1"}}'}, {"package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {"version": "1.0.0", "resolved": "https://registry.npmjs.org/a", "integrity": "sha512-x"}}}'}),
    ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\n'}, {"poetry.lock": '[[package]]\nname = "a"\nversion = "1"\nfiles = [\n    {file = "a.whl", hash = "sha256:00"},\n]\n'}),
    ({"Cargo.toml": '[dependencies]\nserde = "1"\n'}, {"Cargo.lock": '[[package]]\nname = "own"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "00"\n'}),
    ({"go.mod": "module x\n\nrequire golang.org/x/net v0.1.0\n"}, {"go.sum": "golang.org/x/net v0.1.0 h1:AA=\ngolang.org/x/net v0.1.0/go.mod h1:AA=\n"}),
])
def test_A6_B15_lock_files_are_there_and_have_hashes(tmp_path, manifest, lock):
    without = Repository(tmp_path / "without", {".gitignore": IGNORED, **manifest}).audit()
    assert without.state("lock-file") == "fail"
    locked = Repository(tmp_path / "locked", {".gitignore": IGNORED, **manifest, **lock}).audit()
    assert (locked.state("lock-file"), locked.state("lock-hashes")) == ("pass", "pass"), locked
    (name, text), = lock.items()
    for digest in ('"integrity": "sha512-x"', 'hash = "sha256:00"', 'checksum = "00"', "v0.1.0 h1:AA=\ngolang.org/x/net v0.1.0/go.mod h1:AA="):
        text = text.replace(digest, '"x": ""' if "integrity" in digest else "")
    broken = Repository(tmp_path / "broken", {".gitignore": IGNORED, **manifest, name: text}).audit()
    assert broken.state("lock-hashes") == "fail", broken


def test_a_finding_is_accepted_with_a_reason_beside_it(tmp_path):
    text = "FROM debian:12-slim\n# gatehouse:allow=docker-user it is started with --user\nRUN true\nHEALTHCHECK CMD true\n"
    result = audited(tmp_path, {"Dockerfile": "# gatehouse:allow=docker-user it is started with --user\n" + text})
    (finding,) = [each for each in result.report["findings"] if each["rule"] == "docker-user"]
    assert finding["accepted"] == "it is started with --user"
    assert result.code == FINE


def test_bad_input_a_folder_that_cannot_be_audited_is_never_clean(tmp_path):
    assert audit(tmp_path / "missing").code == COULD_NOT_RUN
    (tmp_path / "file").write_text("x")
    assert audit(tmp_path / "file").code == COULD_NOT_RUN
    corrupt = Repository(tmp_path / "corrupt", {"a": "b"})
    (corrupt.folder / ".git/HEAD").write_text("nonsense")
    assert corrupt.audit().code == COULD_NOT_RUN
    corrupt.folder.joinpath(".git/HEAD").write_text("ref: refs/heads/main\n")
    corrupt.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    assert "clone it" in audit(tmp_path / "bare").err


def test_bad_input_odd_trees_are_walked(tmp_path):
    """Loops of links, names that are not UTF-8, a huge file, a worktree, a submodule, a YAML bomb."""
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED, "docker-compose.yml": bomb, "a/b.py": "x = 1\n"})
    (repository.folder / "loop").symlink_to(".")
    (repository.folder / "dangling.py").symlink_to("nowhere")
    with open(bytes(repository.folder) + b"/caf\xe9.py", "w") as file:
        file.write("import os\nos.system('rm ' + x)\n")
    for name in ("huge.py", "huge.yaml"):
        with open(repository.folder / name, "wb") as file:
            file.truncate(1 << 30)
    repository.git("worktree", "add", "-q", str(tmp_path / "tree"))
    result = repository.audit()
    assert any("caf" in each["place"]["file"] for each in result.found("shell-true"))
    left = " ".join(each["what"] for each in result.report["left_out"])
    assert "too many nodes" in left and "4 MiB" in left
    files = [each["place"]["file"] for each in result.report["left_out"]]
    assert files.count("huge.py") == 1 and files.count("huge.yaml") == 1
    assert audit(tmp_path / "tree").state("env-tracked") == "pass"
    plain = Repository(tmp_path / "plain", {".env": "A=b\n", ".gitignore": "/build/\n", "build/a.py": "eval(x)\n", "node_modules/a.js": "eval(x)\n"}, git=False).audit()
    assert plain.state("env-in-history") == "not run" and plain.found("unsafe-load") == []


def test_THREATS_the_repositorys_own_settings_start_nothing(tmp_path):
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED, ".gitattributes": "* diff=evil filter=evil\n", "a.txt": "x"})
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "gpg.program", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "core.sshCommand", "alias.ls-files"):
        repository.git("config", name, str(trap))
    repository.git("config", "log.showSignature", "true")
    assert repository.audit().code == FINE
    assert not (tmp_path / "sprung").exists()
