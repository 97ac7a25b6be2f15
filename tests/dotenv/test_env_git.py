"""Row A2 with git itself: diffs that show no value, merges by names, and no .env in clear in a commit."""

import os
import subprocess

import product
import pytest
from env_folder import PLAIN


class Repository:
    def __init__(self, home, path):
        self.home = home
        self.path = path
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Anna")
        self.git("config", "user.email", "anna@example.org")
        home.run("env", "git-setup", cwd=path)
        self.env("encrypt", "-", "--output", ".env.encrypted", "-r", "anna@example.org", data=PLAIN)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "begin")

    def git(self, *arguments, code: int | None = 0) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, text=True, check=False, timeout=60,
                              env={**self.home.environment, "GIT_PAGER": "cat"})
        assert code is None or done.returncode == code, f"git {arguments} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def env(self, *arguments, **more):
        return self.home.run("env", *arguments, cwd=self.path, **more)

    def commit(self, name: str, value: str):
        self.env("set", name, data=value)
        self.git("commit", "-q", "-a", "-m", f"{name} changed")


@pytest.fixture
def repository(home, tmp_path) -> Repository:
    return Repository(home, tmp_path)


def test_A2_diff_shows_names_and_no_value(repository):
    repository.env("set", "API_KEY", data="hunter9")
    shown = repository.git("diff")
    assert "\n-API_KEY=<" in shown and "\n+API_KEY=<" in shown
    assert "hunter" not in shown and "gAAAA" not in shown
    assert sum(line.startswith(("+", "-")) and not line.startswith(("+++", "---")) for line in shown.splitlines()) == 2


def test_A2_two_branches_merge_by_names(repository):
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("API_KEY", "theirs")
    repository.commit("ADDED", "there")
    repository.git("checkout", "-q", "main")
    repository.commit("EMPTY", "ours")  # the line below the one that the other side has changed
    repository.git("merge", "-q", "side", "-m", "merged")
    assert [repository.env("get", name).stdout.strip() for name in ("API_KEY", "EMPTY", "ADDED")] == ["theirs", "ours", "there"]
    assert repository.env("check").stdout.startswith(".env.encrypted: good, 5 settings")


def test_A2_a_conflict_is_told_by_name(repository):
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("API_KEY", "theirs")
    repository.commit("EMPTY", "theirs")
    repository.git("checkout", "-q", "main")
    repository.commit("API_KEY", "ours")
    shown = repository.git("merge", "side", "-m", "merged", code=1)
    assert "Both sides changed API_KEY" in shown and "theirs" not in shown.replace("gatehouse", "")
    # The file is a good one all the same, with ours in the place of the conflict.
    assert repository.env("check").returncode == 0
    assert repository.env("get", "API_KEY").stdout == "ours\n"
    assert repository.env("get", "EMPTY").stdout == "theirs\n"
    assert repository.env("get", "API_KEY", "-f", "-", data=repository.git("show", ":3:.env.encrypted")).stdout == "theirs\n"


def test_A2_a_recipient_that_one_side_removed_is_gone_after_the_merge(home, repository):
    repository.env("recipients", "add", "bert@example.org")
    repository.git("commit", "-q", "-a", "-m", "bert")
    repository.git("checkout", "-q", "-b", "side")
    repository.env("recipients", "remove", "bert@example.org")
    repository.git("commit", "-q", "-a", "-m", "not bert")
    repository.git("checkout", "-q", "main")
    repository.commit("API_KEY", "ours")
    repository.git("merge", "-q", "side", "-m", "merged")
    assert home.fingerprint("bert") not in (repository.path / ".env.encrypted").read_text()
    assert repository.env("get", "API_KEY").stdout == "ours\n"


@pytest.mark.parametrize("name", [".env", ".env.local", "deep/er/.env.production", ".ENV"])
def test_A2_a_file_in_clear_is_not_committed(repository, name):
    path = repository.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("A=hunter2\n")
    repository.git("add", "-f", name)
    shown = repository.git("commit", "-m", "oops", code=1)
    assert "is about to be committed" in shown and name in shown and "hunter" not in shown
    repository.git("rm", "-q", "--cached", name)
    repository.git("commit", "-q", "--allow-empty", "-m", "fine")


def test_A2_what_may_be_committed(repository):
    (repository.path / ".env.example").write_text("A=\n")
    (repository.path / ".environment").write_text("A=1\n")
    repository.env("encrypt", "-", "--output", ".env.dev", "-r", "anna@example.org", data="A=1\n")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "fine")
    listed = repository.git("ls-files")
    assert ".env.dev\n" in listed and ".env.example\n" in listed


def test_A2_a_clear_file_that_is_ignored_stays_out(repository):
    (repository.path / ".env").write_text("A=hunter2\n")
    repository.git("add", "-A")
    assert "\n.env\n" not in "\n" + repository.git("ls-files")


def test_A2_setting_up_again_changes_nothing(repository):
    files = [repository.path / name for name in (".gitattributes", ".gitignore", ".git/hooks/pre-commit", ".git/config")]
    before = [file.read_bytes() for file in files]
    repository.env("git-setup")
    assert [file.read_bytes() for file in files] == before


def test_A2_somebody_elses_hook_stays(home, tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True, env=home.environment)
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    done = home.run("env", "git-setup", cwd=tmp_path, code=1)
    assert "add this line" in done.stderr and hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_A2_line_ends_are_left_alone(repository):
    repository.git("config", "core.autocrlf", "true")
    os.remove(repository.path / ".env.encrypted")
    repository.git("checkout", "--", ".env.encrypted")
    assert repository.env("check").returncode == 0


def test_A2_outside_of_a_repository(home, tmp_path):
    assert "inside of a repository" in home.run("env", "git-setup", cwd=tmp_path, code=2, GIT_CEILING_DIRECTORIES=str(tmp_path.parent)).stderr
    assert product.BINARY.exists()
