#!/usr/bin/env python3
"""Include directions: who may include whom. CMake's targets hold the rooms apart at link time; this holds their headers apart.

The table is the one of HACKING.md. A stage of the gate never includes another stage.
"""
import pathlib
import re
import sys

SRC = pathlib.Path(__file__).resolve().parent.parent / "src"

# A secret store each.
PROVIDERS = {f"secrets/{name}" for name in ("vault", "aws", "azure", "gcp", "k8s", "local")}

# The command line: a folder per noun. The daemon's own header, not its insides.
CLI_NOUNS = [f"cli/{noun}" for noun in ("control", "env", "gate", "help", "people", "registry", "run", "secrets", "token")]
COMMAND_ROOMS = {"gate/directory", "fetch", "passwords", "secrets", "secrets/gcp", "dotenv", "settings", "control", "base", "gate", "gate/exchange",
                 "gate/admit", "gate/identify", "gate/inspect", "gate/respond", "gate/policy", "state", "events", "nginx/config",
                 "cli", "cli/terminal", "cli/system", "cli/command", *CLI_NOUNS}

# room (folder below src/) → rooms whose headers it may include, besides its own.
MAY_INCLUDE = {
    "base": set(),
    "gate/exchange": {"base"},
    "gate/admit": {"base", "gate/exchange"},
    "gate/identify": {"base", "gate/exchange"},
    "gate/inspect": {"base", "gate/exchange"},
    "gate/respond": {"base", "gate/exchange"},
    "gate/directory": {"base"},
    "gate/policy": {"gate/directory", "base", "gate/exchange", "gate/admit", "gate/identify", "gate/inspect", "gate/respond"},
    "gate": {"gate/directory", "base", "gate/exchange", "gate/admit", "gate/identify", "gate/inspect", "gate/respond", "gate/policy"},
    "state": {"base", "gate/exchange", "gate/admit"},
    "events": {"base", "gate", "gate/exchange"},
    "nginx/config": {"base", "gate/policy"},
    "fetch": {"base"},
    "passwords": {"base"},
    "secrets": {"base", "fetch"},
    "secrets/standard": {"base", "fetch", "secrets"} | PROVIDERS,
    **{provider: {"base", "fetch", "secrets", "gate/identify"} for provider in PROVIDERS},
    "dotenv": {"base", "secrets"},
    "settings": {"base", "secrets", "dotenv", "gate/policy"},
    "control/service": {"base", "gate/exchange", "gate/admit", "state", "events"},
    "control/store": {"base", "gate/directory"},
    "control/registry": {"base", "gate/exchange", "gate/admit", "gate/identify", "gate/directory", "gate/policy", "state", "events",
                         "fetch", "passwords", "control/service", "control/store"},
    "control/people": {"base", "gate/exchange", "gate/admit", "gate/identify", "gate/policy", "state", "events", "passwords",
                       "control/service", "control/store"},
    "control": {"base", "gate/exchange", "gate/admit", "gate/identify", "gate/directory", "gate/policy", "nginx/config", "state",
                "events", "fetch", "secrets", "dotenv", "control/service", "control/store", "control/registry", "control/people"},
    "nginx": {"gate/directory", "base", "gate", "gate/exchange", "gate/admit", "gate/identify", "gate/inspect", "gate/respond", "gate/policy",
              "state", "events", "nginx/config"},
    "cli/terminal": {"base"},
    "cli/system": {"base"},
    "cli/command": {"base", "cli/terminal"},
    "cli": {"base", "cli/terminal", "cli/command"},
    **{noun: COMMAND_ROOMS for noun in CLI_NOUNS},
    "programs": COMMAND_ROOMS,
}

# A library, and the only files that may include it.
ONLY_IN = [
    (re.compile(r"<simdjson"), re.compile(r"^base/json")),
    (re.compile(r"<openssl/"), re.compile(r"^base/crypto")),
    (re.compile(r"<(ngx_|nginx)"), re.compile(r"^nginx/ngx\.h$")),
    (re.compile(r"<yaml-cpp/"), re.compile(r"^gate/policy/")),
    (re.compile(r"<curl/"), re.compile(r"^fetch/")),
    (re.compile(r"<sodium|<crypt\.h|<zxcvbn"), re.compile(r"^passwords/")),
    (re.compile(r"<gpgme"), re.compile(r"^dotenv/gpg")),
    (re.compile(r"<soci|<sqlite3"), re.compile(r"^control/store/")),
    (re.compile(r"<httplib"), re.compile(r"^control/service/server")),
    (re.compile(r"<valijson/"), re.compile(r"^gate/inspect/")),
    (re.compile(r"<CLI/"), re.compile(r"^cli/command/parse\.cc$")),
    (re.compile(r"<nlohmann/"), re.compile(r"^(?!cli/)|^cli/terminal/value\.cc$|^cli/token/inspect\.cc$")),
]


def main():
    faults = []
    for path in sorted(SRC.rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        name = path.relative_to(SRC).as_posix()
        room = path.parent.relative_to(SRC).as_posix()
        if room not in MAY_INCLUDE:
            faults.append(f"src/{name}: the room {room} is not in the table of tools/check_includes.py")
            continue
        is_test = name.endswith("_test.cc")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            include = re.match(r'#\s*include\s+("([^"]+)"|<[^>]+>)', line)
            if not include:
                continue
            for library, allowed in ONLY_IN:
                if library.search(include[1]) and not allowed.search(name):
                    faults.append(f"src/{name}:{number}: only {allowed.pattern} may include {include[1]}")
            if include[2] is None:
                continue
            target = include[2].rpartition("/")[0]
            if target != room and target not in MAY_INCLUDE[room] and not (is_test and target == "base"):
                faults.append(f'src/{name}:{number}: the room {room} may not include "{include[2]}"')
    print("\n".join(faults) if faults else "every include goes the right way")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
