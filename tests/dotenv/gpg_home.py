"""Real gpg in a home of its own, with keys of every kind that a recipient may have, and the program called with it."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import product

PASSPHRASE = "correct horse"

# Speaks as pinentry does (Assuan), and answers what stands in the file beside it.
PINENTRY = """#!/bin/sh
answer=$(cat "$(dirname "$0")/answer")
echo "OK ready"
while read -r command rest; do
  case "$command" in
    GETPIN)
      case "$answer" in
        CANCEL) echo "ERR 83886179 Operation cancelled <Pinentry>" ;;
        TIMEOUT) echo "ERR 83886142 Timeout <Pinentry>" ;;
        *) echo "D $answer"; echo OK ;;
      esac ;;
    BYE) echo OK; exit 0 ;;
    *) echo OK ;;
  esac
done
"""


class GpgHome:
    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="gh", dir="/tmp"))  # short: the agent's socket is in it
        self.path.chmod(0o700)
        self.environment = {**os.environ, "GNUPGHOME": str(self.path), "HOME": str(self.path), "NO_COLOR": "1",
                            "GIT_CONFIG_GLOBAL": str(self.path / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1",
                            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        for name in ("SSH_AUTH_SOCK", "VISUAL", "EDITOR", "GPG_TTY"):
            self.environment.pop(name, None)
        pinentry = self.path / "pinentry.sh"
        pinentry.write_text(PINENTRY)
        pinentry.chmod(0o700)
        self.answer(PASSPHRASE)
        self.ask_with(str(pinentry))

    def ask_with(self, program: str):
        # Few rounds of hashing: a test tries many wrong passphrases.
        (self.path / "gpg-agent.conf").write_text(f"pinentry-program {program}\ns2k-count 65536\n")
        self.forget()

    def gpg(self, *arguments, data: bytes | None = None) -> bytes:
        command = ["gpg", "--batch", "--quiet", "--no-tty", *map(str, arguments)]
        return subprocess.run(command, input=data, capture_output=True, check=True, env=self.environment).stdout

    def make_key(self, name: str, *, passphrase: str = "", encryption: bool = True, time: str | None = None, life: str = "1y") -> str:
        """An ed25519 key that signs, with a cv25519 key below it that decrypts. Its fingerprint."""
        protect = ["--pinentry-mode", "loopback", "--passphrase", passphrase]
        if time:
            protect += ["--faked-system-time", time]
        self.gpg(*protect, "--quick-generate-key", f"{name} <{name}@example.org>", "ed25519", "sign", life)
        fingerprint = self.fingerprint(name)
        if encryption:
            self.gpg(*protect, "--quick-add-key", fingerprint, "cv25519", "encr", life)
        return fingerprint

    def fingerprint(self, name: str) -> str:
        lines = self.gpg("--list-keys", "--with-colons", f"{name}@example.org").decode().splitlines()
        return next(line.split(":")[9] for line in lines if line.startswith("fpr"))

    def answer(self, text: str):
        """What pinentry says from now on; what the agent remembers is forgotten."""
        (self.path / "answer").write_text(text)
        self.forget()

    def forget(self):
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=self.environment, check=False, capture_output=True)

    def close(self):
        self.forget()
        shutil.rmtree(self.path, ignore_errors=True)

    def run(self, *arguments, cwd: pathlib.Path, data: str | None = "", code: int | None = 0, **environment):
        """The program; `code` is how it must end (None: whichever way)."""
        command = [str(product.BINARY), *map(str, arguments)]
        done = subprocess.run(command, input=data, capture_output=True, text=True, cwd=cwd, timeout=product.COMMAND_TIMEOUT,
                              env={**self.environment, **environment}, start_new_session=True)
        assert code is None or done.returncode == code, f"{command} ended with {done.returncode}: {done.stderr}{done.stdout}"
        return done
