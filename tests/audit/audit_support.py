"""What the tests of `gatehouse audit` share: a repository made of texts, the program's report about it."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("GATEHOUSE_BIN", ROOT / "build" / "release" / "bin" / "gatehouse")).absolute()
FINE, FINDINGS, COULD_NOT_RUN = 0, 1, 2
IGNORED = ".env\n.env.local\n.env.production\n*.pem\n*.key\nsecrets/\n"


class Repository:
    """A folder with files; a git repository unless it is told otherwise."""

    def __init__(self, folder: pathlib.Path, files: dict, git: bool = True):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            self.write(name, text)
        if git:
            self.git("init", "-q", "-b", "main")
            self.commit("all")

    def write(self, name: str, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def git(self, *words):
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *identity, *words], cwd=self.folder, env=environment, check=True, capture_output=True, text=True).stdout

    def commit(self, message: str):
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def audit(self, *words, environment: dict | None = None, text_in: str = "") -> "Result":
        return audit(self.folder, *words, environment=environment, text_in=text_in)


def audited(folder: pathlib.Path, files: dict, *words) -> "Result":
    """The audit of a git repository that ignores what it should and holds these files."""
    return Repository(folder / "r", {".gitignore": IGNORED, **files}).audit(*words)


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def report(self) -> dict:
        return json.loads(self.out)

    def found(self, rule: str) -> list:
        """The findings of a rule that nobody accepted."""
        return [each for each in self.report["findings"] if each["rule"] == rule and "accepted" not in each]

    def state(self, rule: str) -> str:
        return next(each["state"] for each in self.report["rules"] if each["id"] == rule)

    def line(self, name: str) -> dict:
        return next(line for checklist in self.report["checklists"] for line in checklist["lines"] if line["id"] == name)

    def __repr__(self):
        return f"exit {self.code}\n{self.out[:4000]}\n{self.err}"


def audit(path, *words, environment: dict | None = None, text_in: str = "") -> Result:
    words = list(words)
    if "--format" not in words:
        words += ["--format", "json"]
    if "--scanners" not in words:
        words += ["--scanners", "none"]
    command = [str(BINARY), "audit", str(path), *words]
    done = subprocess.run(command, input=text_in, capture_output=True, text=True, timeout=300, env={**os.environ, "NO_COLOR": "1", **(environment or {})})
    return Result(done)
