"""Row A2, `env git-setup` where it meets other programs: upgrades, global hooks, husky, pre-commit, lefthook; merges without a colleague's key."""

import os
import shutil
import subprocess

import product
import pytest
from gpg_home import GpgHome
from test_env_git import Repository


def git(folder, home, *arguments, code=0, **environment):
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60,
                          env={**home.environment, "GIT_PAGER": "cat", **environment})
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def installed(home, tmp_path):
    """A repository, and the program installed as packages install it: a name in PATH that links to a version."""
    (tmp_path / "opt").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gatehouse").symlink_to(product.BINARY.absolute())
    repository = tmp_path / "repository"
    repository.mkdir()
    git(repository, home, "init", "-q", "-b", "main")
    git(repository, home, "config", "user.name", "Anna")
    git(repository, home, "config", "user.email", "anna@example.org")

    class Installed:
        path = repository
        environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}

        @staticmethod
        def setup(code=0, **more):
            return home.run("env", "git-setup", cwd=repository, code=code, **{**Installed.environment, **more})

        @staticmethod
        def git(*arguments, code=0, **more):
            return git(repository, home, *arguments, code=code, **{**Installed.environment, **more})

    return Installed


def hook_of(installed):
    return installed.path / ".git" / "hooks" / "pre-commit"


def commit_in_clear(installed, **more):
    (installed.path / "prod.env").write_text("A=hunter2\n")
    installed.git("add", "-f", "prod.env")
    shown = installed.git("commit", "-m", "x", code=None, **more)
    installed.git("rm", "-q", "--cached", "prod.env", code=None)
    return shown


def test_A2_git_gets_the_programs_name_so_that_an_upgrade_needs_no_change(installed, tmp_path):
    installed.setup()
    assert str(product.BINARY.absolute()) not in hook_of(installed).read_text() + (installed.path / ".git" / "config").read_text()
    assert "exec gatehouse env check --staged" in hook_of(installed).read_text()
    assert "plain .env file" in commit_in_clear(installed)
    # The new version lies elsewhere; the name is the same.
    shutil.copy(product.BINARY, tmp_path / "opt" / "gatehouse-2")
    (tmp_path / "bin" / "gatehouse").unlink()
    (tmp_path / "bin" / "gatehouse").symlink_to(tmp_path / "opt" / "gatehouse-2")
    assert "plain .env file" in commit_in_clear(installed)


def test_A2_without_the_program_a_commit_says_so(installed):
    installed.setup()
    tools = installed.path.parent / "tools"
    tools.mkdir()
    for name in ("git", "sh", "env"):
        (tools / name).symlink_to(shutil.which(name))
    assert "gatehouse is not installed here" in commit_in_clear(installed, PATH=str(tools))


def test_A2_a_stale_hook_is_repaired(installed):
    hook_of(installed).parent.mkdir(exist_ok=True)
    old = "#!/bin/sh\n# Refuses a .env file in clear (gatehouse env git-setup).\nexec '/opt/gatehouse-1/bin/gatehouse' env check --staged\n"
    hook_of(installed).write_text(old)
    hook_of(installed).chmod(0o755)
    installed.git("config", "diff.gatehouse-env.textconv", "'/opt/gatehouse-1/bin/gatehouse' env diff --textconv")
    installed.setup()
    assert "gatehouse-1" not in hook_of(installed).read_text() + (installed.path / ".git" / "config").read_text()
    assert "plain .env file" in commit_in_clear(installed)


def test_A2_a_path_that_is_not_in_path_is_told(home, installed):
    done = installed.setup(PATH=os.environ["PATH"])
    assert "gatehouse is not in PATH" in done.stderr and str(product.BINARY.absolute()) in hook_of(installed).read_text()


@pytest.mark.parametrize("scope", ["--global", "--local"])
def test_A2_hooks_of_every_repository_are_not_written(home, installed, tmp_path, scope):
    shared = tmp_path / "hooks"
    shared.mkdir()
    config = tmp_path / "gitconfig"
    shutil.copy(home.path / "gitconfig", config) if (home.path / "gitconfig").exists() else config.touch()
    more = {"GIT_CONFIG_GLOBAL": str(config)}
    installed.git("config", scope, "core.hooksPath", str(shared), **more)
    if scope == "--global":
        done = installed.setup(code=1, **more)
        assert "not of this repository alone" in done.stderr and not list(shared.iterdir())
    else:
        installed.setup(**more)
        assert (shared / "pre-commit").exists()


def test_A2_husky(installed):
    (installed.path / ".husky" / "_").mkdir(parents=True)
    (installed.path / ".husky" / "_" / "pre-commit").write_text('#!/bin/sh\nsh -e "$(dirname "$0")/../pre-commit"\n')
    (installed.path / ".husky" / "_" / "pre-commit").chmod(0o755)
    installed.git("config", "core.hooksPath", ".husky/_")
    installed.setup()
    assert (installed.path / ".husky" / "pre-commit").read_text() == "gatehouse env check --staged\n"
    assert "plain .env file" in commit_in_clear(installed)
    installed.setup()
    (installed.path / ".husky" / "pre-commit").write_text("npm test\n")
    done = installed.setup(code=1)
    assert "husky keeps this repository's hooks" in done.stderr and "gatehouse env check --staged" in done.stderr
    assert (installed.path / ".husky" / "pre-commit").read_text() == "npm test\n"


@pytest.mark.parametrize("name,called", [(".pre-commit-config.yaml", "pre-commit"), ("lefthook.yml", "lefthook")])
def test_A2_other_programs_that_keep_hooks(installed, name, called):
    (installed.path / name).write_text("repos:\n")
    done = installed.setup(code=1)
    assert f"{called} keeps this repository's hooks" in done.stderr and "gatehouse env check --staged" in done.stderr
    assert not hook_of(installed).exists() and (installed.path / name).read_text() == "repos:\n"
    (installed.path / name).write_text("entry: gatehouse env check --staged\n")
    installed.setup()


@pytest.fixture
def alone(home):
    """Anna's machine without Bert's public key."""
    made = GpgHome()
    made.gpg("--import", data=home.gpg("--pinentry-mode", "loopback", "--passphrase", "", "--export-secret-keys", "anna@example.org"))
    yield made
    made.close()


def test_A2_a_merge_needs_no_key_of_a_recipient_whose_line_is_there(home, alone, tmp_path):
    repository = Repository(home, tmp_path)
    repository.git("checkout", "-q", "-b", "side")
    repository.env("recipients", "add", "bert@example.org")
    repository.git("commit", "-q", "-a", "-m", "bert")
    repository.git("checkout", "-q", "main")
    repository.commit("API_KEY", "ours")
    repository.home = alone
    repository.git("merge", "-q", "side", "-m", "merged")
    assert home.fingerprint("bert") in (tmp_path / ".env.encrypted").read_text()
    assert home.run("env", "check", cwd=tmp_path).stdout.startswith(".env.encrypted: good")
    listed = repository.env("recipients", "list").stdout
    assert "unknown   bert <bert@example.org>" in listed
    # What needs the key says where it is.
    done = repository.env("rotate", code=2)
    assert "gatehouse env recipients export | gpg --import" in done.stderr
    exported = subprocess.run([str(product.BINARY), "env", "recipients", "export"], cwd=tmp_path, capture_output=True, check=True, env=alone.environment).stdout
    alone.gpg("--import", data=exported)
    repository.env("rotate")


def test_A2_a_stranger_sees_whom_to_ask(home, alone, tmp_path):
    home.run("env", "encrypt", "-", "-o", ".env.encrypted", "-r", "bert@example.org", cwd=tmp_path, data="A=b\n")
    done = alone.run("env", "get", "A", cwd=tmp_path, code=2)
    assert "bert <bert@example.org>" in done.stderr


def test_A2_a_file_with_conflict_markers_is_merged_as_the_advice_says(home, tmp_path):
    """Merged by a machine without the driver; then set up."""
    repository = Repository(home, tmp_path)
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("API_KEY", "theirs")
    repository.git("checkout", "-q", "main")
    repository.commit("EMPTY", "ours")
    for name in ("diff.gatehouse-env", "merge.gatehouse-env"):
        repository.git("config", "--remove-section", name)
    repository.git("merge", "side", "-m", "merged", code=1)
    done = repository.env("get", "A", code=2)
    assert "conflict markers" in done.stderr and "git checkout --merge" in done.stderr
    repository.env("git-setup")
    repository.git("checkout", "--merge", ".env.encrypted")
    assert [repository.env("get", name).stdout for name in ("API_KEY", "EMPTY")] == ["theirs\n", "ours\n"]
