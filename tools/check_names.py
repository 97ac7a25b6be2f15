#!/usr/bin/env python3
"""No class, struct, union or enum name is defined twice in a namespace: two definitions of one name in one program are undefined
behaviour that no compiler reports (the "one definition rule"). doc/adr/0014-a-namespace-per-room.md has the namespaces.

What stands in an unnamed namespace belongs to its file and is not compared.
usage: tools/check_names.py [FOLDER]   (default: src)
"""
import collections
import pathlib
import re
import sys

SRC = pathlib.Path(__file__).resolve().parent.parent / "src"

# What is not code, or would look like a brace that it is not: taken away before the words are read.
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
ATTRIBUTE = re.compile(r"\[\[[^\]]*\]\]")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
WORD = re.compile(r"[A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)*|[{};<()]|\n")
KINDS = {"class", "struct", "union", "enum"}
UNNAMED = "(unnamed)"


def keep_lines(match):
    return " " + "\n" * match[0].count("\n")


def definitions(text):
    """Yields (namespace, name, line) of every class, struct, union and enum defined in a named namespace or in none."""
    text = ATTRIBUTE.sub(keep_lines, DIRECTIVE.sub(keep_lines, NOT_CODE.sub(keep_lines, text)))
    scopes = []  # of each open brace: its namespace, "" of extern "C", None where it is anything else
    line = 1
    head = []  # the words since the last ; { or }
    for word in WORD.findall(text):
        if word == "\n":
            line += 1
        elif word == "{":
            scope = None
            if "namespace" in head:
                at = head.index("namespace")
                scope = re.sub(r"\s", "", head[at + 1]) if at + 1 < len(head) else UNNAMED
            elif head == ["extern"]:
                scope = ""
            elif None not in scopes and UNNAMED not in scopes:
                name = defined(head)
                if name:
                    yield "::".join(part for part in scopes if part), name, line
            scopes.append(scope)
            head = []
        elif word == "}":
            if scopes:
                scopes.pop()
            head = []
        elif word == ";":
            head = []
        else:
            head.append(word)


def defined(head):
    """The name that words before a brace define; None where they begin a function, a specialization or a nested class."""
    while head and head[0] == "template":  # its parameters may say "class" too; they end before the last keyword
        keywords = [at for at, word in enumerate(head) if word in KINDS]
        if not keywords:
            return None
        head = head[keywords[-1]:]
    if not head or head[0] not in KINDS or "(" in head and head[1:2] != ["alignas"]:
        return None
    names = [word for word in head[1:] if word not in KINDS | {"alignas", "final", "("}]
    if head[1:2] == ["alignas"]:
        names = names[1:]
    if not names or "::" in names[0] or names[0] in "<()":
        return None
    after = head[head.index(names[0]) + 1:]
    return None if after[:1] == ["<"] else names[0]


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else SRC
    places = collections.defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".cc", ".h"):
            for namespace, name, line in definitions(path.read_text(encoding="utf-8")):
                places[namespace, name].append(f"{path.relative_to(folder.parent)}:{line}")
    faults = [f"{namespace}::{name} is defined {len(where)} times: {', '.join(where)}"
              for (namespace, name), where in sorted(places.items()) if len(where) > 1]
    print("\n".join(faults) if faults else f"{len(places)} classes, none of a name twice in a namespace")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
