"""Files of N parts, one of each form that a check could read in a time that grows with the square of N. Used by test_growth.py, which counts
instructions, and by bench/audit_growth.py, which measures seconds. No file is larger than the 4 MiB that an audit reads."""

import base64
import json

NODES = 180_000  # an audit reads 200,000 nodes of a YAML file
BYTES = 4_000_000  # and 4 MiB of any file


def yaml_parts(n: int, nodes_each: int) -> range:
    return range(min(n, NODES // nodes_each))


def cut(n: int, text: str) -> str:
    """`text` N times, as often as a file may hold it."""
    return text * min(n, BYTES // len(text))


def dockerfile_stages(n):
    return {"Dockerfile": "".join(f"FROM a:1 AS s{i}\nRUN true\n" for i in range(n))}


def dockerfile_stages_on_each_other(n):
    return {"Dockerfile": "FROM a:1 AS s0\n" + "".join(f"FROM s{i} AS s{i + 1}\nUSER app\n" for i in range(n))}


def dockerfile_heredocs(n):
    return {"Dockerfile": "FROM a:1\nRUN x " + cut(n, "<< ") + "\n"}


def dockerfile_open_braces(n):
    return {"Dockerfile": "FROM " + cut(n, "${a") + "\n"}


def dockerfile_arguments(n):
    return {"Dockerfile": "".join(f"ARG A{i}=v{i}\n" for i in range(n)) + "FROM a:1\n"}


def dockerfile_arguments_in_each_other(n):
    return {"Dockerfile": "ARG A0=v\n" + "".join(f"ARG A{i + 1}=${{A{i}}}v\n" for i in range(n)) + f"FROM a:$A{n}\n"}


def dockerfile_long_argument(n):
    return {"Dockerfile": "ARG A=" + "a" * (4 * n) + "\n" + "FROM $A\n" * n}


def dockerfile_variables(n):
    return {"Dockerfile": "FROM a:1\n" + "".join(f"ENV V{i}=v\n" for i in range(n)) + "USER $V0\n"}


def dockerfile_one_run(n):
    return {"Dockerfile": "FROM a:1\nRUN " + " && ".join(["curl -k x"] * n) + "\n"}


def dockerfile_substitutions(n):
    return {"Dockerfile": "FROM a:1\nRUN sh -c " + "".join("$(curl x)" for _ in range(n)) + "\n"}


def dockerfile_long_runner(n):
    return {"Dockerfile": "FROM a:1\nRUN " + "/a" * n + "/sh -c " + "".join("$(curl x)" for _ in range(n)) + "\n"}


def compose_services(n):
    return {"compose.yaml": "services:\n" + "".join(f"  s{i}: {{ image: a }}\n" for i in yaml_parts(n, 4))}


def compose_networks(n):
    services = "".join(f"  s{i}: {{ image: a, networks: [n{i}] }}\n" for i in yaml_parts(n, 11))
    networks = "".join(f"  n{i}: {{ internal: true }}\n" for i in yaml_parts(n, 11))
    return {"compose.yaml": f"services:\n{services}networks:\n{networks}"}


def compose_merges(n):
    return {"compose.yaml": "x: &x { a: 1 }\nservices:\n  s:\n    image: a\n" + "    <<: *x\n" * len(yaml_parts(n, 5))}


def compose_aliases(n):
    return {"compose.yaml": "services: {}\nx: &x " + "y" * (4 * n) + "\nz:\n" + "  - *x\n" * n}


def kubernetes_documents(n):
    return {"k8s.yaml": "".join(f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{i}}}\n" for i in yaml_parts(n, 9))}


def kubernetes_containers(n):
    return {"k8s.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n" + "".join(f"  - {{ name: c{i} }}\n" for i in yaml_parts(n, 3))}


def kubernetes_annotations(n):
    notes = "".join(f"    a{i}: b\n" for i in yaml_parts(n, 5))
    containers = "".join(f"  - {{ name: c{i} }}\n" for i in yaml_parts(n, 5))
    return {"k8s.yaml": f"apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n{notes}spec:\n  containers:\n{containers}"}


def kubernetes_long_name(n):
    containers = "".join(f"  - {{ name: c{i} }}\n" for i in yaml_parts(n, 3))
    return {"k8s.yaml": f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {'n' * n}\nspec:\n  containers:\n{containers}"}


def github_jobs(n):
    return {".github/workflows/ci.yml": "on: push\njobs:\n" + "".join(f"  j{i}: {{ steps: [{{ run: a }}] }}\n" for i in yaml_parts(n, 6))}


def github_triggers(n):
    triggers = ", ".join(f"t{i}" for i in yaml_parts(n, 8))
    steps = "".join("    - { uses: actions/checkout@v1 }\n" for _ in yaml_parts(n, 8))
    return {".github/workflows/ci.yml": f"on: [{triggers}]\njobs:\n  j:\n    steps:\n{steps}"}


def github_expressions(n):
    return {".github/workflows/ci.yml": "on: push\njobs:\n  j:\n    steps:\n    - run: '" + "${{ a }}" * n + "'\n"}


def github_open_brackets(n):
    return {".github/workflows/ci.yml": "on: push\njobs:\n  j:\n    steps:\n    - run: \"${{ " + cut(n, "['") + " }}\"\n"}


def gitlab_jobs(n):
    return {".gitlab-ci.yml": "".join(f"j{i}: {{ image: a, script: [b] }}\n" for i in yaml_parts(n, 7))}


def gitlab_lists_in_lists(n):
    return {".gitlab-ci.yml": "include:\n" + "".join(f"- [https://a/{i}]\n" for i in yaml_parts(n, 2))}


def npm_packages(n):
    packages = {f"node_modules/p{i}": {"version": "1", "x": "y"} for i in range(min(n, 85_000))}
    return {"package-lock.json": json.dumps({"packages": packages}, separators=(",", ":")), "package.json": '{"dependencies": {"a": "1"}}'}


def cargo_packages(n):
    return {"Cargo.lock": "".join(f'[[package]]\nname = "p{i}"\nsource = "x"\n' for i in range(min(n, 95_000))), "Cargo.toml": "[dependencies]\n"}


def go_modules(n):
    count = min(n, 90_000)
    return {"go.mod": "module m\n\nrequire (\n" + "".join(f"\tx.org/m{i} v1.0.0\n" for i in range(count)) + ")\n",
            "go.sum": "".join(f"x.org/o{i} v1.0.0 h1:abc=\n" for i in range(count))}


def go_replacements(n):
    return {"go.mod": "module m\n\nrequire x v1.0.0\n" + "".join(f"replace x.org/m{i} => ../m{i}\n" for i in range(n)), "go.sum": ""}


def python_requirements(n):
    return {"requirements.txt": "".join(f"package{i}\n" for i in range(n))}


def python_continued_lines(n):
    return {"requirements.txt": "a==1 " + "\\\n--hash=sha256:00 " * n + "\n"}


def gitignore_lines(n):
    return {".gitignore": "".join(f"/folder{i}/\n" for i in range(n)) + "!.env\n"}


def gatehouseignore_fingerprints(n):
    keys = "".join(f"key = AKIA{base64.b32encode(i.to_bytes(10, 'big'))[:16].decode()}\n" for i in range(n))
    return {".gatehouseignore": "".join(f"{i:032x}\n" for i in range(n)), "keys.txt": keys}


def secrets_in_one_file(n):
    return {"keys.txt": "".join(f"x AKIA{base64.b32encode((i * 7919 + (i << 40)).to_bytes(10, 'big'))[:16].decode()}\n" for i in range(n))}


def secrets_in_one_line(n):
    return {"keys.txt": " ".join(f"AKIA{base64.b32encode((i * 7919 + (i << 40)).to_bytes(10, 'big'))[:16].decode()}" for i in range(n))}


def secrets_joined_in_one_run(n):
    return {"keys.txt": "=".join(f"AKIA{base64.b32encode((i * 7919 + (i << 40)).to_bytes(10, 'big'))[:16].decode()}" for i in range(n))}


def names_of_secrets_in_one_run(n):
    return {"names.txt": cut(n, "token:")}


def env_example_settings(n):
    schema = "settings:\n" + "".join(f"  S{i}: {{ type: string, required: true }}\n" for i in range(min(n, 90_000)))
    return {".env.example": "".join(f"T{i}=\n" for i in range(n)), "settings.yaml": schema}


def python_environment(n):
    return {".env.example": "A=\n", "a.py": "import os\n" + "".join(f"os.environ['S{i}']\n" for i in range(n))}


def python_calls_in_calls(n):
    return {"a.py": cut(n, "f(")}


def python_long_callee(n):
    return {"a.py": cut(n, "a.") + "f(1)\n"}


def python_secrets(n):
    return {"a.py": "".join(f"PASSWORD_{i} = 'kQ8vN2xT7rLm4w{i}'\n" for i in range(n))}


def javascript_templates(n):
    return {"a.js": "db.query(`" + "${a}" * n + "`)\n"}


SHAPES = {name: make for name, make in list(globals().items()) if callable(make) and getattr(make, "__module__", None) == __name__
          and name not in ("yaml_parts", "cut")}
