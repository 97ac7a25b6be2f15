"""Row A2, settings for other programs; and the property that files which the program writes are read alike by all."""

import base64
import json
import os
import random
import shutil
import subprocess

import pytest
from env_folder import Folder
from test_env_grammar import npm_reads, python_reads

VALUES = {"A": "b c", "QUOTED": "it's \"so\" $HOME `x`", "LINES": "one\ntwo", "EMPTY": "", "EQ": "a=b==", "HASH": "a #b", "UTF8": "grüße"}


@pytest.fixture(scope="module")
def folder(home, tmp_path_factory):
    made = Folder(home, tmp_path_factory.mktemp("formats"), plain="")
    for name, value in VALUES.items():
        made.env("set", name, data=value + "\n")
    return made


def test_A2_json(folder):
    assert json.loads(folder.env("decrypt", "--format", "json").stdout) == VALUES


def test_A2_shell(folder, tmp_path):
    (tmp_path / "s.sh").write_text(folder.env("decrypt", "--format", "shell").stdout)
    script = "import os, json; print(json.dumps({k: os.environ[k] for k in %r}))" % list(VALUES)
    for shell in ("bash", "dash"):
        if shutil.which(shell):
            done = subprocess.run([shell, "-c", f'. ./s.sh && exec /usr/bin/python3 -c "$0"', script], cwd=tmp_path, capture_output=True, text=True, check=True)
            assert json.loads(done.stdout) == VALUES


def test_A2_docker(folder, tmp_path, home):
    done = folder.env("decrypt", "--format", "docker", code=2)
    assert "LINES has several lines" in done.stderr and "two" not in done.stderr and done.stdout == ""
    other = Folder(home, tmp_path, plain="A='b c'\nB=\"it's\"\n")
    assert other.env("decrypt", "--format", "docker").stdout == "A=b c\nB=it's\n"


def test_A2_github(folder):
    """As the runner reads $GITHUB_ENV: NAME<<WORD, lines, WORD."""
    lines = folder.env("decrypt", "--format", "github").stdout.split("\n")[:-1]
    read = {}
    while lines:
        name, word = lines.pop(0).split("<<", 1)
        end = lines.index(word)
        read[name] = "\n".join(lines[:end])
        lines = lines[end + 1:]
    assert read == VALUES


def test_A2_kubernetes(folder):
    yaml = pytest.importorskip("yaml")
    secret = yaml.safe_load(folder.env("decrypt", "--format", "k8s", "--name", "app").stdout)
    assert (secret["kind"], secret["metadata"]["name"], secret["type"]) == ("Secret", "app", "Opaque")
    assert {name: base64.b64decode(value).decode() for name, value in secret["data"].items()} == VALUES


def test_A2_dotenv_and_an_unknown_form(folder):
    assert python_reads(folder.env("decrypt", "--format", "dotenv").stdout, interpolate=False) == VALUES
    assert "one of dotenv|json|shell" in folder.env("decrypt", "--format", "yaml", code=None).stderr


def test_C5_settings_for_another_program(home, tmp_path):
    (tmp_path / "secret").write_text("hunter2")
    (tmp_path / ".env").write_text(f"A=ref+file://{tmp_path}/secret\nB=x\n")
    assert json.loads(home.run("settings", "export", "--format", "json", cwd=tmp_path).stdout) == {"A": "hunter2", "B": "x"}


def bash_reads(text: str, names, folder):
    (folder / "b.env").write_text(text)
    script = "import os, json, sys; print(json.dumps({k: os.environ.get(k) for k in sys.argv[1:]}))"
    done = subprocess.run(["bash", "--norc", "-c", 'set -a; . ./b.env; exec /usr/bin/python3 -c "$0" "$@"', script, *names], cwd=folder,
                          capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]})
    return json.loads(done.stdout)


def compose_reads(text: str) -> dict:
    """By docker's documented rules for env_file (docs.docker.com/compose/environment-variables: "Env-file syntax"): nothing means anything in single
    quotes but \\'; between double quotes \\n \\r \\t \\\\ \\" are characters and $ begins a variable; without quotes ` #` begins a comment."""
    read, rest = {}, text
    while rest:
        name, _, rest = rest.partition("=")
        if rest.startswith("'"):
            end = 1
            while rest[end] != "'" or rest[end - 1] == "\\":
                end += 1
            value, rest = rest[1:end].replace("\\'", "'"), rest[end + 1:]
        elif rest.startswith('"'):
            end = 1
            while rest[end] != '"':
                end += 2 if rest[end] == "\\" else 1
            raw, rest = rest[1:end], rest[end + 1:]
            assert "$" not in raw, "it would be expanded"
            value = raw.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace('\\"', '"').replace("\0", "\\")
        else:
            line = rest.split("\n", 1)[0]
            assert "$" not in line, "it would be expanded"
            value, rest = line.split(" #")[0].strip(), rest[len(line):]
        assert rest.startswith("\n"), (name, rest)
        read[name], rest = value, rest[1:]
    return read


@pytest.mark.parametrize("seed", range(4))
def test_A2_what_is_written_is_read_alike_by_all(home, tmp_path, seed):
    """Random values: node's dotenv, python-dotenv, bash, docker's rules. Left out is what no spelling makes alike: a single quote together with one of
    \" \\ $ `, a backslash in front of a quote, another or the end together with what needs quotes, a carriage return, and ${ for python-dotenv."""
    chance = random.Random(seed)
    alphabet = list("abcXYZ019 -_./:@%+,=#!?&*()[]{}<>|;~^$`\"'\\\n\té€")
    values = {}
    while len(values) < 60:
        value = "".join(chance.choices(alphabet, k=chance.randrange(1, 14)))
        awkward = "'" in value and set(value) & set('"\\$`')
        if awkward or "\\\\" in value or value.endswith("\\") or "${" in value or value != value.strip("\n"):
            continue
        values[f"V{len(values)}"] = value
    names = [word for name in values for word in ("--set", name)]
    text = home.run("settings", "export", "--no-env", *names, cwd=tmp_path, **values).stdout
    assert python_reads(text) == values
    assert npm_reads([text])[0] == values
    assert compose_reads(text) == values
    assert bash_reads(text, list(values), tmp_path) == values
