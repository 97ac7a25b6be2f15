#!/usr/bin/env python3
"""Everything that a person reads is plain English (HACKING.md, "Words"): these words must not come back. Read are docs, comments and texts of the
program; CHANGELOG.md keeps what it said.

usage: tools/check_words.py [FILE…]   (default: every file that git tracks)
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What must not be written, and what to write instead.
WORDS = [
    (r"\bwho(so)?ever\b|\bwhomever\b", "the one who is meant: 'the user who', 'anyone who', 'a client that'"),
    (r"\bmend(s|ed|ing)?\b", "'fix' or 'repair'"),
    (r"\bnobody who\b|\bfor who (wants|reads|has|does|is|must)\b", "'nobody can … without', 'for readers who'"),
    (r"\bthe seeds?'?\b(?! (is|of a random))|\bseeds'", "'the requirement documents': nobody else knows the seeds"),
    (r"\b(one|several)( JSON)?( object| line| value| token| verdict| password| command| file| row)? a (line|row|core|token|command|rule|subject)\b", "'one … per line'"),
    (r"\b(requests|tokens|logins|events|messages|blocks|lines|decisions) a (second|minute|hour|day)\b", "'per second'"),
    (r"\band (its|their) kin\b", "'and similar ones'"),
    (r"\bhung up\b", "'closed the connection'"),
    (r"\bby no word\b|\bneeds no word\b", "a sentence that says what is not possible or not needed"),
    (r"\banew\b", "'again'"),
    (r"\bbut for (its|their|the|what|one|two)\b", "'except for'"),
    (r"(?<!here )(?<!hich )\bis no (integer|number|network|method|header|JSON|YAML|URL|path|file|folder|key|event|token|secret|setting|certificate|commit|attack)\b", "'is not a …'"),
    (r"\bthe house\b", "'the code' or 'the tree'"),
    (r"\b[Cc]an't\b", "'cannot'"),
    (r"\bcosts? nobody\b", "'does not affect others'"),
    (r"\bin (its|their) own terms\b", "the format that is meant"),
    (r"\bgo(es)? on all the same\b|\bno business to\b|\bliv(e|es) no longer\b", "'continues', 'must not', 'has ended'"),
]
# An error is a sentence. It may begin with the name of a program or a field; scanners and settings report clauses about themselves.
ERROR = (re.compile(r'base::(?:SystemFail|Fail|Error)[({](?:fmt::format\()?"(?!(?:git|nginx|libcurl|libgit2|stdin|droplet_id)\b)[a-z]'),
         "a capital letter at the beginning of an error (HACKING.md, \"Errors\")")
ERRORS_IN = re.compile(r"^src/(?!audit/scanners/|settings/value\.cc|.*_test\.cc|.*/testing_).*\.(cc|h)$")
NOT_READ = re.compile(r"^(CHANGELOG\.md|LICENSE|tools/check_words\.py|tests/test_words\.py|fuzz/corpus/|tools/prompt_model/|src/gate/inspect/(field/\w*_test|prompt/(family_|forbidden|\w*_test|families_test))|deploy/debian/copyright)")
READ = re.compile(r"\.(md|h|cc|py|sh|txt|js|html|css|yaml|yml|json|cmake|conf|service|cfg)$|Dockerfile$|CMakeLists")


def files():
    named = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in named if name and READ.search(name) and not NOT_READ.match(name)]


def main():
    rules = [(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in WORDS]
    found = 0
    for path in map(pathlib.Path, sys.argv[1:]) if len(sys.argv) > 1 else files():
        if not path.is_file():
            continue
        name = str(path.resolve().relative_to(ROOT)) if path.resolve().is_relative_to(ROOT) else path.name
        of_this_file = [*rules, ERROR] if ERRORS_IN.match(name) else rules
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for pattern, instead in of_this_file:
                if match := pattern.search(line):
                    print(f"{name if path.is_relative_to(ROOT) else path}:{number}: '{match[0]}': write {instead}")
                    found += 1
    if found:
        print(f"{found} words that are hard to read. HACKING.md, \"Words\", has the rule.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
