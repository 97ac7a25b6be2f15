"""Row A2: the grammar of doc/dotenv.md beside those of python-dotenv and of npm's dotenv, on the same files. Where the three
differ is a table here and in that page: whatever one of them changes is noticed."""

import io
import json
import os
import pathlib
import random
import shutil
import subprocess

import product
import pytest

dotenv = pytest.importorskip("dotenv")

SERVERS = pathlib.Path(os.environ.get("GATEHOUSE_TEST_SERVERS",
                                      pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
                                      / "gatehouse-test-servers"))
NPM_DOTENV = SERVERS / "npm" / "node_modules" / "dotenv"
REFUSED = None

NODE = """
const dotenv = require(process.argv[1]);
const files = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(files.map(text => dotenv.parse(text))));
"""

# What all three read alike.
SAME = {
    "A=b": {"A": "b"},
    "A=": {"A": ""},
    "": {},
    "# comment\n\n  \nA=b\n": {"A": "b"},
    "A=b c  \n": {"A": "b c"},
    "  A = b\n": {"A": "b"},
    "export A=b": {"A": "b"},
    "export=1": {"export": "1"},
    "A=b # comment": {"A": "b"},
    "A=b\r\nB=c\r\n": {"A": "b", "B": "c"},
    "A='b # c'": {"A": "b # c"},
    'A="b # c" # d': {"A": "b # c"},
    "A='x\ny'\nB=c": {"A": "x\ny", "B": "c"},
    'A="x\r\ny"': {"A": "x\ny"},
    'A="x\\ny"': {"A": "x\ny"},
    "A='x\\ny'": {"A": "x\\ny"},
    "A=it's": {"A": "it's"},
    'A=x"y"z': {"A": 'x"y"z'},
    'A="it\'s"': {"A": "it's"},
    "A=a=b==": {"A": "a=b=="},
    "A=$B": {"A": "$B"},
    'A="\\d"': {"A": "\\d"},
    "A=x\\ny": {"A": "x\\ny"},
    "A=grüße": {"A": "grüße"},
    "A=''": {"A": ""},
    'A="{\\n}"': {"A": "{\n}"},
    "A='x\n\n#y\nB=z'": {"A": "x\n\n#y\nB=z"},
}

# text: (Gatehouse, python-dotenv, npm dotenv); REFUSED: an error, and nothing of the file is used.
DIFFERENT = {
    # A comment needs a blank in front of its '#', except for npm.
    "A=b#c": ({"A": "b#c"}, {"A": "b#c"}, {"A": "b"}),
    "A=#c": ({"A": "#c"}, {"A": "#c"}, {"A": ""}),
    "A= # c": ({"A": ""}, {"A": "# c"}, {"A": ""}),
    # Single quotes: nothing in them means anything; python-dotenv knows \\ and \', npm takes \' for no end and keeps it.
    "A='a\\\\b'": ({"A": "a\\\\b"}, {"A": "a\\b"}, {"A": "a\\\\b"}),
    "A='it\\'s'": (REFUSED, {"A": "it's"}, {"A": "it\\'s"}),
    # Double quotes: as python-dotenv; npm knows \n and \r alone.
    'A="a\\tb"': ({"A": "a\tb"}, {"A": "a\tb"}, {"A": "a\\tb"}),
    'A="a\\\\b"': ({"A": "a\\b"}, {"A": "a\\b"}, {"A": "a\\\\b"}),
    'A="a\\"b"': ({"A": 'a"b'}, {"A": 'a"b'}, {"A": 'a\\"b'}),
    # A backslash in front of the last quote: python-dotenv goes on to the next quote, in the next line.
    'A="a\\\\"\nB="c"': ({"A": "a\\", "B": "c"}, {}, {"A": "a\\\\", "B": "c"}),
    # Backticks quote, except for python-dotenv.
    "A=`b c`": ({"A": "b c"}, {"A": "`b c`"}, {"A": "b c"}),
    "A=`b\nc`": ({"A": "b\nc"}, {"A": "`b", "c`": None}, {"A": "b\nc"}),
    # Expansion: off; python-dotenv's is on unless it is told otherwise.
    "B=x\nA=${B}": ({"B": "x", "A": "${B}"}, {"B": "x", "A": "x"}, {"B": "x", "A": "${B}"}),
    # What is ambiguous or broken is refused; the others guess, or leave the line out.
    "A='b": (REFUSED, {}, {"A": "'b"}),
    "A='b' c": (REFUSED, {}, {"A": "'b' c"}),
    "A": (REFUSED, {"A": None}, {}),
    "A: b": (REFUSED, {}, {"A": "b"}),
    "A-B=c": (REFUSED, {"A-B": "c"}, {"A-B": "c"}),
    "A.B=c": (REFUSED, {"A.B": "c"}, {"A.B": "c"}),
    "1A=c": (REFUSED, {"1A": "c"}, {"1A": "c"}),
    "'A'=c": (REFUSED, {"A": "c"}, {}),
    "A=b\nA=c": (REFUSED, {"A": "c"}, {"A": "c"}),
    "\ufeffA=b": (REFUSED, {"\ufeffA": "b"}, {"A": "b"}),
    "A=b\rB=c": (REFUSED, {"A": "b", "B": "c"}, {"A": "b", "B": "c"}),
    # Only blanks and tabs are blanks.
    "A=b\u00a0\n": ({"A": "b\u00a0"}, {"A": "b"}, {"A": "b"}),
    "A=b\x0b\n": (REFUSED, {"A": "b"}, {"A": "b"}),
}


def gatehouse_reads(text: str, path: pathlib.Path):
    path.write_bytes(text.encode())
    done = product.gatehouse("env", "diff", "--values", "--format", "json", "/dev/null", path, check=False)
    if done.returncode == 2:
        assert str(path) in done.stderr
        return REFUSED
    settings = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["name"]: one["after"] for one in settings}


def python_reads(text: str, interpolate: bool = True):
    # As it reads a file: every kind of line end is one.
    return dict(dotenv.dotenv_values(stream=io.StringIO(text, newline=None), interpolate=interpolate))


def npm_reads(texts: list[str]) -> list[dict]:
    node = shutil.which("node") or shutil.which("nodejs")
    assert node, "there is no node: install nodejs"
    assert NPM_DOTENV.exists(), f"{NPM_DOTENV} is not there: tools/install_test_servers.sh installs it"
    done = subprocess.run([node, "-e", NODE, str(NPM_DOTENV)], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_A2_what_all_three_read_alike(tmp_path):
    npm = npm_reads(list(SAME))
    for (text, meant), by_npm in zip(SAME.items(), npm):
        assert gatehouse_reads(text, tmp_path / "env") == meant, text
        assert python_reads(text) == meant, text
        assert by_npm == meant, text


def test_A2_what_they_read_differently(tmp_path):
    npm = npm_reads(list(DIFFERENT))
    for (text, (ours, by_python, npms)), by_npm in zip(DIFFERENT.items(), npm):
        assert gatehouse_reads(text, tmp_path / "env") == ours, text
        assert python_reads(text) == by_python, text
        assert by_npm == npms, text


def test_A2_what_the_program_writes_python_reads_alike(home, tmp_path):
    """Values of every kind through `env set`; npm too, where it needs no escape that npm does not know."""
    chance = random.Random(7)
    alphabet = ["a", " ", "'", '"', "`", "\\", "\n", "\r", "#", "=", "$", "{", "}", "\t", "é", "n"]
    # But for a backslash at the end, which python-dotenv cannot read in quotes (above), and a carriage return, which stdin ends with.
    values = {f"V{i}": "".join(chance.choices(alphabet, k=chance.randrange(8))) + "." for i in range(40)}
    plain = home.run("env", "encrypt", "-", "-o", "e", "-r", "anna@example.org", cwd=tmp_path, data="")
    assert plain.returncode == 0
    for name, value in values.items():
        home.run("env", "set", name, "-f", "e", cwd=tmp_path, data=value + "\n")
    text = subprocess.run([str(product.BINARY), "env", "decrypt", "e"], cwd=tmp_path, capture_output=True, check=True,
                          env=home.environment).stdout.decode()
    # As a library, not through universal newlines: what is written holds no bare carriage return.
    assert "\r" not in text
    assert python_reads(text, interpolate=False) == values
    simple = {name: value for name, value in values.items() if not set(value) & {"\\", "\r"} and not {"'", '"'} <= set(value)}
    assert len(simple) > 10
    by_npm = npm_reads([text])[0]
    assert {name: by_npm.get(name) for name in simple} == simple
