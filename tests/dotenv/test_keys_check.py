"""Row A1: `keys check` on real gpg, ssh-agent and git."""

import json
import os
import re
import shutil
import subprocess

import pytest
from gpg_home import GpgHome


class Machine:
    """What a developer's machine has."""

    def __init__(self, home: GpgHome, folder):
        self.home = home
        self.folder = folder
        self.environment = {}
        self.agent = None

    def config(self, name: str, value: str):
        subprocess.run(["git", "config", "--global", name, value], check=True, env=self.home.environment)

    def start_agent(self, with_key: bool = True):
        socket = self.home.path / "ssh.sock"
        socket.unlink(missing_ok=True)
        self.agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE)
        self.agent.stdout.readline()  # it listens
        self.environment["SSH_AUTH_SOCK"] = str(socket)
        if with_key:
            key = self.folder / "id"
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
            subprocess.run(["ssh-add", "-q", str(key)], check=True, env={**os.environ, **self.environment})

    def check(self, *arguments, code: int) -> dict[str, dict]:
        done = self.home.run("keys", "check", "--format", "json", *arguments, cwd=self.folder, code=code, **self.environment)
        answer = json.loads(done.stdout)
        assert answer["ok"] == (code == 0)
        return {check["check"]: check for check in answer["checks"]}

    def bad(self, *arguments, code: int = 1) -> list[str]:
        return [name for name, check in self.check(*arguments, code=code).items() if check["verdict"] != "good"]


@pytest.fixture
def machine(tmp_path):
    home = GpgHome()
    made = Machine(home, tmp_path)
    yield made
    if made.agent:
        made.agent.terminate()
        made.agent.wait()
    home.close()


def test_A1_a_good_machine(machine):
    machine.start_agent()
    fingerprint = machine.home.make_key("anna")
    machine.config("user.signingkey", fingerprint)
    checks = machine.check(code=0)
    assert fingerprint in checks["gpg_encryption_key"]["what"]
    assert list(checks) == ["gpg_encryption_key", "ssh_agent", "git_signing_key", "separate_keys"]
    shown = machine.home.run("keys", "check", cwd=machine.folder, **machine.environment).stdout
    assert shown.count("good") == 4 and "fix" not in shown


def test_A1_a_machine_with_nothing(machine):
    checks = machine.check(code=1)
    assert [name for name in checks if checks[name]["verdict"] == "bad"] == ["gpg_encryption_key", "ssh_agent", "git_signing_key"]
    assert checks["gpg_encryption_key"]["fix"].startswith("gpg --quick-generate-key")
    assert checks["ssh_agent"]["what"] == "There is no SSH agent"
    assert checks["git_signing_key"]["fix"] == "git config --global user.signingkey KEY"


def test_A1_an_agent_without_a_key_and_one_that_is_dead(machine):
    machine.config("user.signingkey", machine.home.make_key("anna"))
    machine.start_agent(with_key=False)
    assert machine.bad() == ["ssh_agent"]
    assert machine.check(code=1)["ssh_agent"]["fix"] == "ssh-add"
    machine.agent.terminate()
    machine.agent.wait()
    assert machine.bad() == ["ssh_agent"]


def test_A1_the_command_that_is_named_fixes_it(machine):
    """A key that cannot decrypt, and the words of `fix` given to a shell."""
    machine.start_agent()
    fingerprint = machine.home.make_key("anna", encryption=False)
    machine.config("user.signingkey", fingerprint)
    finding = machine.check(code=1)["gpg_encryption_key"]
    assert "no encryption key" in finding["what"]
    words = finding["fix"].replace("gpg ", "gpg --batch --pinentry-mode loopback --passphrase '' ")
    subprocess.run(words, shell=True, check=True, env=machine.home.environment, capture_output=True)
    assert machine.bad(code=0) == []


def test_A1_an_expired_key_and_one_that_soon_will_be(machine):
    machine.start_agent()
    fingerprint = machine.home.make_key("anna", life="30d")
    machine.config("user.signingkey", fingerprint)
    assert machine.bad(code=0) == []
    soon = machine.check("--now", str(int(subprocess.check_output(["date", "-d", "+20 days", "+%s"]))), code=0)
    assert soon["gpg_encryption_key"]["verdict"] == "soon" and "quick-set-expire" in soon["gpg_encryption_key"]["fix"]
    machine.home.make_key("old", time="20200101T000000", life="30d")
    finding = machine.check("--encryption-key", "old@example.org", code=1)["gpg_encryption_key"]
    assert "has expired" in finding["what"] and "--quick-set-expire" in finding["fix"]


def test_A1_one_key_for_everything(machine):
    machine.start_agent()
    protect = ["--pinentry-mode", "loopback", "--passphrase", ""]
    machine.home.gpg(*protect, "--quick-generate-key", "gerd <gerd@example.org>", "rsa2048", "sign,encr", "1y")
    machine.config("user.signingkey", machine.home.fingerprint("gerd"))
    assert machine.bad() == ["separate_keys"]


def test_A1_each_kind_of_signing_key(machine):
    machine.start_agent()
    fingerprint = machine.home.make_key("anna")
    machine.config("user.signingkey", "0123456789ABCDEF0123456789ABCDEF01234567")
    assert machine.bad() == ["git_signing_key"]
    machine.config("user.signingkey", "anna@example.org")
    assert machine.bad(code=0) == []
    machine.config("user.signingkey", fingerprint + "!")
    assert machine.bad(code=0) == []
    machine.config("gpg.format", "ssh")
    assert machine.bad() == ["git_signing_key"]
    machine.config("user.signingkey", str(machine.folder / "id.pub"))
    assert machine.bad(code=0) == []
    machine.config("user.signingkey", "key::ssh-ed25519 AAAA")
    assert machine.bad(code=0) == []
    machine.config("gpg.format", "pgp")
    assert machine.bad() == ["git_signing_key"]


def test_A1_no_gpg_at_all(machine):
    machine.start_agent()
    tools = machine.folder / "tools"
    tools.mkdir()
    (tools / "git").symlink_to(shutil.which("git"))
    done = machine.home.run("keys", "check", cwd=machine.folder, code=1, PATH=str(tools), **machine.environment)
    assert re.search(r"bad\s+gpg_encryption_key\s+GPG is not installed", done.stdout)
