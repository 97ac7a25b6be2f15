"""Row B6: a message that says one source to the gate and another to a service. Services whose reader does not mind case (Go's
encoding/json, Jackson if told so) see `Source` as `source`; the gate refuses what could be read in two ways. Judged by the product, read by real readers."""

import json
import pathlib
import random
import shutil
import subprocess

import pytest
from product import gatehouse

MESSAGE = {"trace_id": "7d444840-9dc0-11d1-b245-5ffdce74fad2", "source": 14, "target": 21, "message_type": "event", "payload": {"a": 1},
           "timestamp": "2026-01-01T00:00:00Z"}
GO = """package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<20)
	for lines.Scan() {
		var text string
		var message struct {
			Source int `json:"source"`
		}
		json.Unmarshal(lines.Bytes(), &text)
		json.Unmarshal([]byte(text), &message)
		fmt.Println(message.Source)
	}
}
"""
NODE = """
for (const line of require("fs").readFileSync(0, "utf8").trim().split("\\n")) {
  let source = 0;
  try { source = JSON.parse(JSON.parse(line)).source } catch {}
  console.log(source);
}
"""
PYTHON = """
import json, sys
for line in sys.stdin:
    try:
        print(json.loads(json.loads(line)).get("source", 0))
    except ValueError:
        print(0)
"""
# Jackson as services set it up that take names in any case, and as it comes.
JAVA = """
import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.*;

class Message { public int source; }

class Reader {
  public static void main(String[] arguments) throws IOException {
    var mapper = JsonMapper.builder().configure(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES, arguments.length > 0)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false).build();
    var lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = lines.readLine()) != null;) {
      int source = 0;
      try { source = mapper.readValue(mapper.readValue(line, String.class), Message.class).source; } catch (IOException e) { }
      System.out.println(source);
    }
  }
}
"""
# PHP with names in any case, as array_change_key_case makes them; the last one counts.
PHP = """
while (($line = fgets(STDIN)) !== false) {
  $message = json_decode(json_decode($line), true);
  $source = is_array($message) ? (array_change_key_case($message)["source"] ?? 0) : 0;
  echo is_int($source) ? $source : 0, "\n";
}
"""


@pytest.fixture(scope="module")
def gate(make_gate, _upstream):
    return make_gate(f"upstream: {_upstream.url}\ndroplets: {{ 21: {_upstream.url} }}\nroutes:\n  - {{ path: /message, methods: [POST], inspect: udc }}\n"
                     "  - { path: /any, methods: [POST], auth: none, inspect: json }\n")


def text_with(name: str, value, where: str = "after") -> str:
    """The message as text with one more member, its name written as it stands."""
    whole = json.dumps(MESSAGE)
    extra = f'"{name}": {json.dumps(value)}'
    return "{" + extra + ", " + whole[1:] if where == "before" else whole[:-1] + ", " + extra + "}"


SPELLINGS = ["Source", "SOURCE", "sOurce", "\u017fource", "\\u017fource", "\\u0053ource", "sourc\\u0045", "Target", "Payload", "time\u017ftamp", "Trace_id",
             "MESSAGE_TYPE", "T\u0130mestamp"]


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_B6_a_second_spelling_of_a_field_is_refused(gate, upstream, token, name, where):
    body = text_with(name, 1, where).encode()
    answer = gate.request("POST", "/message", {"Content-Type": "application/json"}, body, token=token)
    assert answer.status in (400, 422), answer.body
    upstream.assert_untouched()


@pytest.mark.parametrize("name", ["sources", "priority", "Sourced", "s", "\u00e9tat"])
def test_B6_other_members_pass(gate, upstream, token, name):
    assert gate.request("POST", "/message", {"Content-Type": "application/json"}, text_with(name, 1).encode(), token=token).status == 200
    assert json.loads(upstream.only.body)["source"] == 14


def spelled(rng: random.Random, name: str) -> str:
    letters = []
    for letter in name:
        kind = rng.randrange(8)
        if kind == 0:
            letter = letter.upper()
        elif kind == 1 and letter == "s":
            letter = "\u017f"
        elif kind == 2:
            letter = f"\\u{ord(letter):04x}"
        elif kind == 3:
            letter = f"\\u{ord(letter.upper()):04x}"
        letters.append(letter)
    return "".join(letters)


def documents(count: int) -> list[str]:
    rng = random.Random(4711)
    made = []
    for _ in range(count):
        members = [(name, json.dumps(value)) for name, value in MESSAGE.items()]
        for _ in range(rng.randrange(3)):
            name = spelled(rng, rng.choice(["source", "source", "target", "payload", "sources", "extra"]))
            members.insert(rng.randrange(len(members) + 1), (name, rng.choice(["1", "2", "14", '"x"', "null", '{"source": 3}'])))
        if rng.random() < 0.3:
            members = [(spelled(rng, name) if rng.random() < 0.3 else name, value) for name, value in members]
        rng.shuffle(members)
        made.append("{" + ", ".join(f'"{name}": {value}' for name, value in members) + "}")
    return made


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """Programs that read one JSON string per line, which is a document, and print its source."""
    folder = tmp_path_factory.mktemp("readers")
    found = {"python": ["/usr/bin/python3", "-c", PYTHON]}
    if node := shutil.which("node"):
        found["node"] = [node, "-e", NODE]
    if go := shutil.which("go"):
        (folder / "main.go").write_text(GO)
        (folder / "go.mod").write_text("module reader\n\ngo 1.18\n")
        subprocess.run([go, "build", "-o", folder / "reader", "."], cwd=folder, check=True, capture_output=True, timeout=600)
        found["go"] = [str(folder / "reader")]
    jars = sorted(pathlib.Path("/usr/share/java").glob("jackson-*.jar"))
    if jars and shutil.which("javac"):
        (folder / "Reader.java").write_text(JAVA)
        jackson = ":".join(map(str, jars))
        subprocess.run(["javac", "-cp", jackson, "-d", folder, folder / "Reader.java"], check=True, capture_output=True, timeout=120)
        found["jackson"] = ["java", "-cp", f"{jackson}:{folder}", "Reader"]
        found["jackson in any case"] = [*found["jackson"], "any"]
    if php := shutil.which("php"):
        found["php in any case"] = [php, "-r", PHP]
    return found


def test_B6_no_reader_sees_another_source_than_the_one_that_was_judged(readers):
    texts = documents(1500)
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    judged = gatehouse("inspect", "udc", input="".join(json.dumps({"text": text}) + "\n" for text in texts), check=False).stdout.splitlines()
    allowed = [json.loads(verdict)["allow"] for verdict in judged]
    assert len(allowed) == len(texts)
    assert 100 < sum(allowed) < 1400, "the generator makes both kinds"
    assert {"python", "node", "jackson in any case", "php in any case"} <= set(readers), "tools/install_packages.sh test"
    for name, command in readers.items():
        seen = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, timeout=120).stdout.splitlines()
        assert len(seen) == len(texts), name
        wrong = [(text, source) for text, source, good in zip(texts, seen, allowed, strict=True) if good and source != "14"]
        assert not wrong, (name, wrong[:3])
