#!/usr/bin/env python3
"""Makes a repository to scan: FOLDER [COMMITS] [BYTES], by git fast-import; the same one each time.

Each commit changes one of 400 files of code-like lines; each 200th puts a key into it that was made up here, and the commit after it
takes it out again. What was put in is written to FOLDER.keys, a line each.
"""

import random
import string
import subprocess
import sys

dice = random.Random(20260101)
WORDS = [
    "".join(dice.choices(string.ascii_lowercase, k=dice.randint(2, 9)))
    for _ in range(4000)
]
KEYS = [
    lambda: "ghp_" + "".join(dice.choices(string.ascii_letters + string.digits, k=36)),
    lambda: "AKIA" + "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)),
    lambda: "sk_live_" + "".join(dice.choices(string.ascii_letters + string.digits, k=24)),
    lambda: "glpat-" + "".join(dice.choices(string.ascii_letters + string.digits, k=20)),
    lambda: "AIza" + "".join(dice.choices(string.ascii_letters + string.digits, k=35)),
    lambda: "npm_" + "".join(dice.choices(string.ascii_letters + string.digits, k=36)),
]


def line() -> str:
    return "    " + dice.choice(WORDS) + "." + dice.choice(WORDS) + "(" + ", ".join(dice.choices(WORDS, k=dice.randint(1, 5))) + ");"


def main():
    folder = sys.argv[1]
    commits = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000_000
    lines_each = max(10, size // commits // 38)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], check=True)
    files = [[line() for _ in range(lines_each)] for _ in range(400)]
    stream = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet", "--depth=50"], stdin=subprocess.PIPE)
    planted = []
    put = None
    for number in range(commits):
        if put is None:
            index = dice.randrange(len(files))
            file = files[index]
            for _ in range(6):
                file[dice.randrange(len(file))] = line()
            if number % 200 == 100:
                put = (index, dice.randrange(len(file)))
                key = dice.choice(KEYS)()
                planted.append(f"{number} src/{index % 20}/{index}.c {key}")
                file[put[1]] = f'    client.use("{key}");'
        else:
            index, at = put
            file = files[index]
            file[at] = line()
            put = None
        text = ("\n".join(file) + "\n").encode()
        name = f"src/{index % 20}/{index}.c"
        stream.stdin.write(
            f"commit refs/heads/main\nauthor A <a@example.org> {1700000000 + number * 60} +0000\n"
            f"committer A <a@example.org> {1700000000 + number * 60} +0000\ndata 6\nchange\nM 100644 inline {name}\ndata {len(text)}\n".encode()
            + text
            + b"\n"
        )
    stream.stdin.close()
    if stream.wait() != 0:
        sys.exit("git fast-import failed")
    with open(folder + ".keys", "w") as keys:
        keys.write("\n".join(planted) + "\n")


if __name__ == "__main__":
    main()
