"""C5 C6: files as Docker and Kubernetes mount them, variables, and what the commands do with any reference."""

import json
import os


def test_C6_files(value_of, refused, tmp_path):
    (tmp_path / "plain").write_bytes(b"value\n")
    (tmp_path / "two").write_bytes(b"value\n\n")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "json").write_text('{"a": {"b": "x"}}')
    (tmp_path / "large").write_bytes(b"x" * (1 << 20) + b"xx")
    os.mkfifo(tmp_path / "pipe")
    assert value_of("ref+file://plain") == b"value"
    assert value_of(f"ref+file://{tmp_path}/two") == b"value\n"
    assert value_of("ref+file://binary") == bytes(range(256))
    assert value_of("ref+file://json#/a/b") == b"x"
    assert "larger than 1 MiB" in refused("ref+file://large")
    assert "not a regular file" in refused("ref+file://pipe")
    assert "no such file" in refused("ref+file://none")
    assert value_of("ref+file://none?default=d") == b"d"


def test_C5_a_mounted_folder_and_its_rotation(value_of, run, tmp_path):
    mount = tmp_path / "mount"
    for version in ("..v1", "..v2"):
        (mount / version).mkdir(parents=True)
        (mount / version / "password").write_text(f"of {version}\n")
    (mount / "..data").symlink_to("..v1")
    (mount / "password").symlink_to("..data/password")

    def version_of(reference):
        return json.loads(run("secrets", "doctor", reference, "--format", "json").out)["version"]

    before = version_of("ref+file://mount/password"), version_of("ref+file://mount#/password")
    assert value_of("ref+file://mount/password") == value_of("ref+file://mount#/password") == b"of ..v1"
    (mount / "..new").symlink_to("..v2")
    (mount / "..new").rename(mount / "..data")
    assert value_of("ref+file://mount/password") == value_of("ref+file://mount#/password") == b"of ..v2"
    after = version_of("ref+file://mount/password"), version_of("ref+file://mount#/password")
    assert before[0] != after[0] and before[1] != after[1]
    assert json.loads(value_of("ref+file://mount")) == {"password": "of ..v2"}


def test_C5_variables(value_of, refused):
    assert value_of("ref+env://NAME", NAME=" as it is ") == b" as it is "
    assert value_of("ref+env://NAME", NAME="") == b""
    assert "not set" in refused("ref+env://NAME")
    assert value_of("ref+env://NAME?optional=true") == b""


def test_C2_get_prints_all_or_nothing(run):
    result = run("secrets", "get", "ref+env://A", "ref+env://B", A="1", B="2")
    assert (result.code, result.out) == (0, b"1\n2\n"), result
    result = run("secrets", "get", "ref+env://A", "ref+env://B", A="1")
    assert (result.code, result.out) == (1, b"") and "ref+env://B" in result.err and "ref+env://A:" not in result.err
    result = run("secrets", "get", "ref+env://A", "ref+env://B", A="1\n2", B="2")
    assert (result.code, result.out) == (2, b"") and "several lines" in result.err
    result = run("secrets", "get", "--format", "json", "ref+env://A", "ref+env://A", A="1\n2")
    assert [json.loads(line) for line in result.out.splitlines()] == [{"reference": "ref+env://A", "value": "1\n2"}] * 2
    result = run("secrets", "get", "ref+vautl://a")
    assert result.code == 2 and "did you mean vault?" in result.err


def test_C2_list_shows_references_and_no_values(run, tmp_path):
    (tmp_path / ".env").write_text("A=planted-value\nB=ref+env://B\n# C=ref+env://C\nD='ref+vualt://x'\n")
    (tmp_path / "settings.yaml").write_text("a: { key: ref+vault://secret/app#/x }\n")
    result = run("secrets", "list")
    assert result.code == 1 and b"planted-value" not in result.out and "did you mean vault?" in result.err
    assert result.out == b".env:2 B  ref+env://B\n.env:4 D  ref+vualt://x\n"
    result = run("secrets", "list", "settings.yaml", "--format", "json")
    assert json.loads(result.out) == {"where": "settings.yaml:1", "reference": "ref+vault://secret/app#/x", "provider": "vault"}
    (tmp_path / ".env").write_text("A=1\n")
    assert run("secrets", "list").code == 3
    assert run("secrets", "list", "none.yaml").code == 2


def test_C7_the_doctor_looks_at_every_reference_once(run, tmp_path):
    (tmp_path / "file").write_text("planted-value")
    (tmp_path / ".env").write_text("A=ref+file://file\nB=ref+env://NONE\nC=ref+file://file\nD=ref+env://NONE?optional=true\nE=ref+wrong://x\n")
    result = run("secrets", "doctor", "--format", "json")
    assert result.code == 1
    found = {line["reference"]: line for line in map(json.loads, result.out.splitlines())}
    assert {name: line["status"] for name, line in found.items()} == {
        "ref+file://file": "ok", "ref+env://NONE": "absent", "ref+env://NONE?optional=true": "ok", "ref+wrong://x": "misused"}
    assert found["ref+file://file"]["places"] == [".env:1 A", ".env:3 C"]
    assert found["ref+file://file"]["age_seconds"] >= 0 and found["ref+file://file"]["version"]
    text = run("secrets", "doctor")
    assert text.code == 1 and b"planted-value" not in text.out + result.out
    assert run("secrets", "doctor", "ref+file://file").code == 0
