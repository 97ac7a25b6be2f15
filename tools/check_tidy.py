#!/usr/bin/env python3
"""clang-tidy over the rooms that bytes from outside reach first.

Each file must compile by itself, without precompiled headers, so that a missing include is noticed. Then clang-tidy reads the files of a
folder joined, up to eight at once: most of its time goes to the headers that they share. A file or a group is looked at again only if it, a
header of ours that it reads, or the list of checks has changed since.

usage: tools/check_tidy.py [--all] [FILE...]

  --all  every room but nginx's own, and the analyzer's full depth; minutes more
  FILE   only the groups of these files
"""

import concurrent.futures
import functools
import hashlib
import itertools
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOMS = ["base", "system", "yaml", "jose", "gate", "policy_file", "state", "commands", "events", "nginx/config", "fetch", "control/service"]
FURTHER_ROOMS = ["passwords", "secrets", "dotenv", "settings", "control", "cli", "programs"]
# States of a function that the analyzer follows. A third of its default takes half the time.
STATES, ALL_STATES = 75_000, 225_000
TOGETHER = 8
STAMPS = pathlib.Path("build/tidy-stamps")
DATABASE = pathlib.Path("build/tidy")
# A joined file contains other files instead of including them, but clang-tidy is not told so.
CHECKS = "-bugprone-suspicious-include"


def configure():
    STAMPS.mkdir(parents=True, exist_ok=True)
    switches = [f"-DGATEHOUSE_{name}=OFF" for name in ("BATCHES", "PRECOMPILE", "TESTS", "NGINX")]
    compilers = ["-DCMAKE_C_COMPILER=clang-19", "-DCMAKE_CXX_COMPILER=clang++-19"]
    done = subprocess.run(["cmake", "--preset", "release", "-B", DATABASE, *compilers, *switches], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


def commands():
    """The options that each source file is compiled with, by its path."""
    found = {}
    for entry in json.loads((DATABASE / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        start = next(at for at, word in enumerate(words) if os.path.basename(word).startswith("clang++"))
        options = words[start + 1 : words.index("-o")]
        found[os.path.relpath(entry["file"])] = [os.path.normpath(os.path.join(entry["directory"], word)) if word[0] != "-" else word for word in options]
    return found


@functools.cache
def included(path):
    try:
        return ["src/" + name for name in re.findall(r'^#include "(.*)"', pathlib.Path(path).read_text(), re.M)]
    except OSError:
        return []


def reads(paths):
    """The files and the headers of ours that they read, directly or not: all of them are included by their path below src/."""
    known, following = set(), set(paths)
    while following:
        known |= following
        following = {name for path in following for name in included(path)} - known
    return sorted(known)


def stamp(kind, paths, options):
    digest = hashlib.sha256(" ".join(map(str, options)).encode())
    for path in [*paths, ".clang-tidy", *reads(paths)]:
        digest.update(path.encode() + b"\0")
        if os.path.exists(path):
            digest.update(pathlib.Path(path).read_bytes())
    return STAMPS / f"{kind}-{digest.hexdigest()[:24]}"


def joined(paths):
    """The text of the files one behind the other, and a function from its lines to theirs. All headers come first: a macro of one file must
    not change the headers of the next."""
    texts = [pathlib.Path(path).read_text() for path in paths]
    headers = "".join(sorted({f"{line}\n" for text in texts for line in re.findall(r"^#include .*", text, re.M)}))
    starts = list(itertools.accumulate((text.count("\n") for text in texts), initial=headers.count("\n")))

    def place(line):
        at = max((index for index, start in enumerate(starts[:-1]) if start < line), default=0)
        return f"{paths[at]}:{max(line - starts[at], 1)}"

    return headers + "".join(texts), place


def compiles(path, options):
    done = subprocess.run(["clang++-19", "-fsyntax-only", *options, path], capture_output=True, text=True)
    return [] if done.returncode == 0 else [line for line in done.stderr.splitlines() if "error:" in line] or [f"{path}: {done.stderr}"]


def tidy(paths, options, states):
    text, place = joined(paths)
    file = STAMPS.absolute() / f"{'_'.join(pathlib.Path(paths[0]).with_suffix('').parts)}.cc"
    file.write_text(text)
    analyzer = [word for option in ("-analyzer-config", f"max-nodes={states}") for word in ("-Xclang", option)]
    command = ["clang-tidy-19", "--quiet", f"--checks={CHECKS}", f"--config-file={os.path.abspath('.clang-tidy')}", file, "--", *options, "-Wno-shadow", *analyzer]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == 0:
        return []
    found = sorted({line for line in done.stdout.splitlines() if re.search("error:|warning:", line)}) or [f"{paths[0]}: {done.stderr}"]
    return [re.sub(re.escape(str(file)) + r":(\d+)", lambda match: place(int(match[1])), line) for line in found]


def groups(files, options):
    """Up to TOGETHER files of a folder that are compiled with the same options."""
    for _, names in itertools.groupby(files, lambda path: (os.path.dirname(path), options[path])):
        names = list(names)
        count = -(-len(names) // TOGETHER)
        yield from (names[len(names) * at // count : len(names) * (at + 1) // count] for at in range(count))


def main():
    arguments = sys.argv[1:]
    if {"-h", "--help"} & set(arguments):
        print(__doc__.strip())
        return
    os.chdir(pathlib.Path(__file__).resolve().parent.parent)
    everything = "--all" in arguments
    chosen = [name for name in arguments if name != "--all"]
    configure()
    options = commands()
    rooms = tuple(f"src/{room}/" for room in ROOMS + (FURTHER_ROOMS if everything else []))
    files = sorted((path for path in options if path.startswith(rooms)), key=lambda path: (os.path.dirname(path), options[path], path))
    states = ALL_STATES if everything else STATES
    work = [("alone", [path], compiles, (path, options[path])) for path in files]
    work += [("tidy", group, tidy, (group, options[group[0]], states)) for group in groups(files, options)]
    work = [each for each in work if not chosen or set(chosen) & set(each[1])]

    def look(each):
        kind, paths, check, given = each
        passed = stamp(kind, paths, given)
        if passed.exists():
            return []
        found = check(*given)
        if not found:
            passed.touch()
        return found

    # The long ones first, so that no processor waits for the last.
    work.sort(key=lambda each: -sum(os.path.getsize(path) for path in each[1]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = sorted({line for lines in pool.map(look, work) for line in lines})
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
