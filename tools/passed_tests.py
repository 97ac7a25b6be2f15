#!/usr/bin/env python3
"""Which tests have passed before and would do the same again: their program is the same to the byte, and so is all that they may read.

usage: tools/passed_tests.py unchanged BUILD   prints "NAME PASSED SKIPPED" for each unit test that needs no run
       tools/passed_tests.py record BUILD LOG  notes what passed in the log of `ctest -V` that followed
       tools/passed_tests.py unchanged-files BUILD FOLDER  prints "FILE PASSED" for each file of end-to-end tests that needs no run
       tools/passed_tests.py record-files BUILD REPORT     notes which passed in the JUnit report of the pytest run that followed
       tools/passed_tests.py unchanged-step NAME PATH...       prints "PASSED SKIPPED" if this step of the test run needs no run
       tools/passed_tests.py record-step NAME PASSED SKIPPED   notes that it has passed

A test is known by the bytes of its program, its arguments, the files of the repository outside src/ and tests/ (documents that tests
compare with, inputs of fuzz targets), the third-party test data, the versions of all installed packages, the kernel, the user, and the
variables of the environment that tests and sanitizers read. A test with the label "always" depends on more, and always runs.
A file of end-to-end tests is known by the same, by the build's programs and libraries, by all of src/, and by all of tests/ but the other
files of tests that none imports. One with a skipped test always runs, so that every run says what it has skipped.
A step is known by the same and by the files and folders that it names: its programs, and what it reads of src/ and tests/.
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent


def output(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout


def repository_files():
    """The paths of all files that git knows, or would add; as bytes."""
    return [name for name in sorted(output("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")) if name]


def outside_the_rooms(name):
    return not name.startswith((b"src/", b"tests/"))


def surroundings(read=outside_the_rooms):
    """What every test may read, beside its program: the repository's files that `read` says, and the machine."""
    digest = hashlib.sha256()
    for name in repository_files():
        if read(name):
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


def add_files(digest, paths):
    for path in paths:
        top = ROOT / path
        files = sorted(file for file in top.rglob("*") if file.is_file()) if top.is_dir() else [top]
        for file in files:
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())


def step_key(name, paths):
    digest = hashlib.sha256(surroundings() + name.encode())
    add_files(digest, paths)
    return digest.hexdigest()


def file_keys(build, folder):
    """The key of each file of end-to-end tests, by its path."""
    texts = {name: (ROOT / name).read_bytes() for name in map(os.fsdecode, repository_files())
             if name.startswith(f"{folder}/") and name.endswith(".py") and (ROOT / name).is_file()}
    imported = {found for text in texts.values() for found in re.findall(rb"^ *(?:from|import) (test_\w+)", text, re.M)}
    files = [name for name in texts if os.path.basename(name).startswith("test_")]
    alone = {os.fsencode(name) for name in files if os.fsencode(pathlib.Path(name).stem) not in imported}
    around = hashlib.sha256(surroundings(lambda name: name not in alone))
    add_files(around, [f"{build}/bin", f"{build}/lib"])
    return {name: hashlib.sha256(around.digest() + name.encode() + texts[name]).hexdigest() for name in files}


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


def file_results(report):
    """The number of tests that passed in each file of a JUnit report without a failed or skipped one."""
    passed, other = {}, set()
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        name = os.path.relpath(ROOT / "tests" / case.get("file", ""), ROOT)
        if any(child.tag in ("failure", "error", "skipped") for child in case):
            other.add(name)
        else:
            passed[name] = passed.get(name, 0) + 1
    return {name: [count] for name, count in passed.items() if name not in other}


class Memory:
    """The keys of the last run, which are those of before it: what is changed while tests run is not what was tested; and what passed."""

    def __init__(self, folder, kind):
        self.keys_file, self.passed_file = ROOT / folder / f"{kind}-keys.json", ROOT / folder / f"passed-{kind}s.json"
        self.passed = self.read(self.passed_file)

    @staticmethod
    def read(file):
        return json.loads(file.read_text()) if file.exists() else {}

    def begin(self, find):
        """Keeps the keys that `find` returns, and returns names and counts of what has passed with the same ones."""
        self.keys_file.unlink(missing_ok=True)
        try:
            now = find()
        except (OSError, subprocess.CalledProcessError):
            return {}  # without git, dpkg or one of the files nobody knows what has changed: every test runs
        self.keys_file.parent.mkdir(parents=True, exist_ok=True)
        self.keys_file.write_text(json.dumps(now))
        return {name: self.passed[name]["counts"] for name, key in now.items() if self.passed.get(name, {}).get("key") == key}

    def record(self, found):
        now = self.read(self.keys_file)
        self.passed |= {name: {"key": now[name], "counts": counts} for name, counts in found.items() if name in now}
        self.passed_file.write_text(json.dumps(self.passed))


def main():
    command, *words = sys.argv[1:]
    if command.endswith("-step"):
        name, *words = words
        memory = Memory("build", f"step-{re.sub(r'[^a-z0-9]+', '-', name)}")
        if command == "record-step":
            memory.record({name: words})
        for counts in memory.begin(lambda: {name: step_key(name, words)}).values() if command == "unchanged-step" else []:
            print(*counts)
        return
    build, *words = words
    memory = Memory(build, "file" if command.endswith("-files") else "test")
    if command == "record":
        memory.record(results(pathlib.Path(words[0]).read_text(errors="replace")))
    elif command == "record-files":
        memory.record(file_results(words[0]))
    else:
        find = (lambda: file_keys(build, *words)) if command == "unchanged-files" else (lambda: keys(build))
        for name, counts in memory.begin(find).items():
            print(name, *counts)


if __name__ == "__main__":
    main()
