#!/usr/bin/env python3
"""Which tests have passed before and would do the same again: their program is the same to the byte, and so is all that they may read.

usage: tools/passed_tests.py unchanged BUILD   prints "NAME PASSED SKIPPED" for each unit test that needs no run
       tools/passed_tests.py record BUILD LOG  notes what passed in the log of `ctest -V` that followed
       tools/passed_tests.py unchanged-step NAME PATH...       prints "PASSED SKIPPED" if this step of the test run needs no run
       tools/passed_tests.py record-step NAME PASSED SKIPPED   notes that it has passed

A test is known by the bytes of its program, its arguments, the files of the repository outside src/ and tests/ (documents that tests
compare with, inputs of fuzz targets), the third-party test data, the versions of all installed packages, the kernel, the user, and the
variables of the environment that tests and sanitizers read. A test with the label "always" depends on more, and always runs.
A step is known by the same and by the files and folders that it names: its programs, and what it reads of src/ and tests/.
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout


def surroundings():
    """What every test may read, beside its program."""
    digest = hashlib.sha256()
    for name in sorted(output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")):
        if name and not name.startswith((b"src/", b"tests/")):
            path = os.path.join(os.fsencode(ROOT), name)
            content = pathlib.Path(os.fsdecode(path)).read_bytes() if os.path.isfile(path) else b"(none)"
            digest.update(name + b"\0" + hashlib.sha256(content).digest())
    corpora = os.environ.get("GATEHOUSE_CORPORA", "")
    for folder, folders, files in os.walk(corpora):
        folders.sort()
        for name in sorted(files):
            status = os.lstat(os.path.join(folder, name))
            digest.update(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    digest.update(output("dpkg-query", "-W"))
    digest.update(" ".join([*os.uname(), str(os.getuid()), os.environ.get("PATH", "")]).encode())
    for name in sorted(os.environ):
        if name.startswith("GATEHOUSE_") or name.endswith("SAN_OPTIONS"):
            digest.update(f"{name}={os.environ[name]}\n".encode())
    return digest.digest()


def keys(build):
    """The key of each test, by its name."""
    around = surroundings()
    tests = json.loads(output("ctest", "--test-dir", build, "--show-only=json-v1"))["tests"]
    found = {}
    for test in tests:
        labels = next((each["value"] for each in test["properties"] if each["name"] == "LABELS"), [])
        program = pathlib.Path(test.get("command", ["(none)"])[0])
        if "always" in labels or not program.is_file():
            continue
        digest = hashlib.sha256(around + program.read_bytes() + "\0".join(test["command"]).encode())
        found[test["name"]] = digest.hexdigest()
    return found


def step_key(name, paths):
    digest = hashlib.sha256(surroundings() + name.encode())
    for path in paths:
        top = ROOT / path
        files = sorted(file for file in top.rglob("*") if file.is_file()) if top.is_dir() else [top]
        for file in files:
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def results(log):
    """Name, passed and skipped of each test in the log of `ctest -V` that passed."""
    passed, skipped, good = {}, {}, {}
    for line in log.splitlines():
        if found := re.match(r"(\d+): \[  (PASSED  |SKIPPED )\] (\d+) test", line):
            counts = passed if found[2].startswith("PASSED") else skipped
            counts[found[1]] = counts.get(found[1], 0) + int(found[3])
        elif found := re.match(r"(\d+): .*inputs replayed", line):
            passed[found[1]] = passed.get(found[1], 0) + 1
        elif found := re.match(r" *\d+/\d+ Test +#(\d+): (\S+) \.+ +Passed", line):
            good[found[2]] = found[1]
    return {name: (passed[number], skipped.get(number, 0)) for name, number in good.items() if number in passed}


def read(file):
    return json.loads(file.read_text()) if file.exists() else {}


def step(command, name, words):
    keys_file, passed_file = ROOT / "build" / "step-keys.json", ROOT / "build" / "passed-steps.json"
    now, before = read(keys_file), read(passed_file)
    if command == "record-step":
        if name in now:
            passed, skipped = map(int, words)
            passed_file.write_text(json.dumps({**before, name: {"key": now[name], "passed": passed, "skipped": skipped}}))
        return
    try:
        now[name] = step_key(name, words)
    except (OSError, subprocess.CalledProcessError):  # without git, dpkg or one of the files nobody knows what has changed
        now.pop(name, None)
    keys_file.write_text(json.dumps(now))
    if name in now and before.get(name, {}).get("key") == now[name]:
        print(before[name]["passed"], before[name]["skipped"])


def main():
    command, build, *log = sys.argv[1:]
    if command.endswith("-step"):
        step(command, build, log)
        return
    keys_file = ROOT / build / "test-keys.json"
    passed_file = ROOT / build / "passed-tests.json"
    before = read(passed_file)
    if command == "unchanged":
        keys_file.unlink(missing_ok=True)
        try:
            now = keys(build)
        except (OSError, subprocess.CalledProcessError):
            return  # without git or dpkg nobody knows what has changed: every test runs
        keys_file.write_text(json.dumps(now))
        for name, key in now.items():
            if before.get(name, {}).get("key") == key:
                print(name, before[name]["passed"], before[name]["skipped"])
        return
    # The keys are those of before the run: what is changed while the tests run is not what was tested.
    if not keys_file.exists():
        return
    now = json.loads(keys_file.read_text())
    for name, (passed, skipped) in results(pathlib.Path(log[0]).read_text(errors="replace")).items():
        if name in now:
            before[name] = {"key": now[name], "passed": passed, "skipped": skipped}
    passed_file.write_text(json.dumps(before))


if __name__ == "__main__":
    main()
