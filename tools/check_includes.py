#!/usr/bin/env python3
"""Include directions: who may include whom. CMake's targets hold the rooms apart at link time; this holds their headers apart.

src/CMakeLists.txt is the truth: a room includes the headers of the rooms that its own line names and of base, and no others. What is
below a folder without a line of its own belongs to the room above it. The last column of HACKING.md's table is made from it.
usage: tools/check_includes.py [--fix]   (--fix writes that column again)
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# A library, and the only files that may include it.
ONLY_IN = [
    (re.compile(r"<simdjson"), re.compile(r"^base/json")),
    (re.compile(r"<openssl/"), re.compile(r"^base/crypto")),
    (re.compile(r"<(ngx_|nginx)"), re.compile(r"^nginx/ngx\.h$")),
    (re.compile(r"<hs(/|\.h|_)"), re.compile(r"^patterns/.*\.cc$")),
    (re.compile(r"<yaml-cpp/"), re.compile(r"^yaml/text_node\.cc$|^audit/repository/yaml_tree\.cc$|^secrets/k8s/kubeconfig\.cc$")),
    (re.compile(r"<curl/"), re.compile(r"^fetch/")),
    (re.compile(r"<hiredis/"), re.compile(r"^control/sharing/redis_stream\.cc$")),
    (re.compile(r"<sodium|<crypt\.h|<zxcvbn"), re.compile(r"^passwords/")),
    (re.compile(r"<gpgme"), re.compile(r"^dotenv/gpg")),
    (re.compile(r"<soci|<sqlite3"), re.compile(r"^control/store/")),
    (re.compile(r"<zlib"), re.compile(r"^control/console/compressed(_test)?\.cc$|^scan/git/")),
    (re.compile(r"<httplib"), re.compile(r"^control/service/server")),
    (re.compile(r"<re2/"), re.compile(r"^scan/rule_(set|cost_test)\.cc$")),
    (re.compile(r"<archive"), re.compile(r"^scan/archive\.cc$")),
    (re.compile(r"<git2"), re.compile(r"^scan/git/repository\.cc$")),
    (re.compile(r"<valijson/"), re.compile(r"^gate/inspect/")),
    (re.compile(r"<CLI/"), re.compile(r"^cli/command/parse\.cc$")),
    (re.compile(r"<nlohmann/"), re.compile(r"^(?!cli/)|^cli/terminal/value\.cc$|^cli/token/inspect\.cc$")),
]


def calls(text):
    """Yields (function, words) of a CMake file, the bodies of foreach() once for each item."""
    text = re.sub(r"#[^\n]*", "", text)
    loop = re.compile(r"foreach\((\w+)((?:\s+\w+)+)\)(.*?)endforeach\(\)", re.DOTALL)
    text = loop.sub(lambda m: "".join(m[3].replace("${%s}" % m[1], item) for item in m[2].split()), text)
    for call in re.finditer(r"(\w+)\s*\(([^()]*)\)", text):
        yield call[1], call[2].split()


def read_rooms():
    """Folder below src/ → folders of the rooms that its line names, in that order."""
    named = {}  # target → (folder, targets)
    for function, words in calls((SRC / "CMakeLists.txt").read_text(encoding="utf-8")):
        if function == "gatehouse_room":
            named[f"gatehouse_{words[0]}"] = (words[1], words[2:])
    # Three folders say themselves what they are made of.
    for folder, target in (("nginx", "ngx_http_gatehouse_module"), ("cli", "gatehouse_cli")):
        for function, words in calls((SRC / folder / "CMakeLists.txt").read_text(encoding="utf-8")):
            if function == "target_link_libraries" and words[0] == target:
                named[target] = (folder, words[1:])
    programs = []
    for function, words in calls((SRC / "programs/CMakeLists.txt").read_text(encoding="utf-8")):
        if function == "gatehouse_program":
            programs += [word for word in words[2:] if word not in programs]
    named["programs"] = ("programs", programs)
    return {folder: [named[target][0] for target in targets if target in named] for folder, targets in named.values()}


def room_of(folder, rooms):
    """The room that a folder belongs to: its own, or the nearest above it; None where there is none."""
    while folder not in rooms and folder:
        folder = folder.rpartition("/")[0]
    return folder or None


def includes(rooms):
    """Faults of the sources."""
    for path in sorted(SRC.rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        name = path.relative_to(SRC).as_posix()
        room = room_of(path.parent.relative_to(SRC).as_posix(), rooms)
        if room is None:
            yield f"src/{name}: its folder belongs to no room of src/CMakeLists.txt"
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            include = re.match(r'#\s*include\s+("([^"]+)"|<[^>]+>)', line)
            if not include:
                continue
            for library, allowed in ONLY_IN:
                if library.search(include[1]) and not allowed.search(name):
                    yield f"src/{name}:{number}: only {allowed.pattern} may include {include[1]}"
            if include[2] is None:
                continue
            target = room_of(include[2].rpartition("/")[0], rooms)
            if target not in (room, "base") and target not in rooms[room]:
                yield f'src/{name}:{number}: the room {room} may not include "{include[2]}": its line in CMakeLists.txt does not name that room'


def circles(rooms):
    """Faults of the list itself: static libraries would link in a circle and say nothing."""
    done = set()

    def walk(room, way):
        if room in way:
            yield "rooms in a circle: " + " → ".join([*way[way.index(room):], room])
        elif room not in done:
            for other in rooms[room]:
                yield from walk(other, [*way, room])
            done.add(room)

    for room in rooms:
        yield from walk(room, [])


ROW = re.compile(r"^\| (`[^|]+/`[^|]*) \| (.*) \| ([^|]*) \|$")


def documented(rooms, fix):
    """Faults of HACKING.md's table: every room has a row, and the row says what the room may include."""
    path = ROOT / "HACKING.md"
    lines = path.read_text(encoding="utf-8").splitlines()
    seen = set()
    for at, line in enumerate(lines):
        row = ROW.match(line)
        if not row:
            continue
        folder = re.search(r"`([^`]+)/`", row[1])[1]
        room = room_of(folder, rooms)
        if room is None:
            yield f"HACKING.md:{at + 1}: {folder}/ is not a room of src/CMakeLists.txt"
            continue
        seen.add(room)
        right = ", ".join(["base", *(f"`{other}`" for other in rooms[room] if other != "base")]) if room != "base" else "the standard library"
        if row[3] != right:
            if fix:
                lines[at] = f"| {row[1]} | {row[2]} | {right} |"
            else:
                yield f"HACKING.md:{at + 1}: {folder}/ may include {right} (tools/check_includes.py --fix writes it)"
    for room in rooms:
        if room not in seen and not any(room.startswith(f"{other}/") for other in seen):
            yield f"HACKING.md: the table of rooms has no row for {room}/"
    if fix:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    rooms = read_rooms()
    faults = [*includes(rooms), *circles(rooms), *documented(rooms, "--fix" in sys.argv[1:])]
    print("\n".join(faults) if faults else "every include goes the right way")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
