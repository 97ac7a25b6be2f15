"""Dockerfiles, compose files, Kubernetes manifests and CI workflows: the requirements, line by line."""

from audit_support import FINDINGS, FINE, IGNORED, Repository, audited

DIGEST = "@sha256:" + "a" * 64

GOOD_DOCKERFILE = f"""FROM python:3.11-slim{DIGEST} AS builder
WORKDIR /build
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --prefix /install -r requirements.txt

FROM python:3.11-slim{DIGEST}
RUN useradd --uid 1000 promptcraft
COPY --from=builder /install /usr/local
COPY --chown=promptcraft src/ /app/
USER promptcraft:1000
HEALTHCHECK --interval=30s CMD ["python", "/app/health.py"]
CMD ["python", "/app/main.py"]
"""
BAD_DOCKERFILE = """FROM python:latest
ENV API_KEY=sk-1234567890abcdef
ARG DB_PASSWORD
COPY . .
COPY .env /app/.env
RUN apt-get update && apt-get install gcc
RUN curl -fsSL https://example.org/install.sh | bash
CMD ["python", "app.py"]
"""
GOOD_COMPOSE = """services:
  gate:
    image: gatehouse:0.1.0
    ports: ["127.0.0.1:8443:8443"]
    networks: [app-network, front]
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
  app:
    image: app:1.0
    networks: [app-network]
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    environment:
      - API_KEY_FILE=/run/secrets/api_key
      - LOG_LEVEL=WARNING
      - DATABASE_URL=postgresql://user:file:///run/secrets/db_password@db:5432/droplet
    secrets: [api_key]
networks:
  front: {}
  app-network: { driver: bridge, internal: true }
secrets:
  api_key: { external: true }
"""
BAD_COMPOSE = """services:
  app:
    image: app
    privileged: true
    pid: host
    ports: ["8000:8000", "127.0.0.1:9000:9000", "0.0.0.0:1:1", { target: 80, published: 8080 }]
    environment: { DB_PASSWORD: hunter2hunter2, API_KEY: "${API_KEY}" }
    volumes: [/var/run/docker.sock:/var/run/docker.sock]
    cap_add: [SYS_ADMIN]
  db: { image: "postgres:16" }
"""


def failing(result, prefix):
    return {each["rule"] for each in result.report["findings"] if each["rule"].startswith(prefix) and "accepted" not in each}


def test_A7_B14_a_good_dockerfile_has_no_finding(tmp_path):
    result = audited(tmp_path, {"Dockerfile": GOOD_DOCKERFILE}, "--fail-on", "high")
    assert failing(result, "docker") == set(), result
    assert result.code == FINE
    assert result.line("promptcraft/containers")["verdict"] == "pass"


def test_A7_B14_a_bad_dockerfile_is_found_line_by_line(tmp_path):
    result = audited(tmp_path, {"Dockerfile": BAD_DOCKERFILE})
    assert result.code == FINDINGS
    lines = {(each["rule"], each["place"]["line"]) for each in result.report["findings"] if each["rule"].startswith("docker")}
    assert lines >= {("docker-image-tag", 1), ("docker-slim-base", 1), ("docker-user", 1), ("docker-secrets", 2), ("docker-secrets", 3),
                     ("dockerignore", 4), ("docker-copied-secrets", 5), ("docker-cache-cleaned", 6), ("docker-apt-yes", 6), ("docker-multi-stage", 6),
                     ("docker-curl-to-shell", 7), ("docker-healthcheck", 1)}
    assert result.line("droplet/non-root")["verdict"] == "fail"


def test_A7_users_as_people_write_them(tmp_path):
    """From reports about other checkers: a user that a variable names, one that the entry point changes to, one by number."""
    endings = {"variable": "ENV NAME=app\nUSER ${NAME}\n", "gosu": 'ENTRYPOINT ["/usr/sbin/gosu", "app", "tini", "--", "/run.sh"]\n', "number": "USER 1000:1000\n",
               "root": "USER app\nUSER 0\n", "rootGroup": "USER app:root\n", "stage": "USER app\nFROM debian:12-slim\n"}
    files = {f"{name}/Dockerfile": f"FROM debian:12-slim\n{text}" for name, text in endings.items()}
    result = audited(tmp_path, files)
    assert {each["place"]["file"].split("/")[0] for each in result.found("docker-user")} == {"root", "stage"}


def test_A7_downloads_that_are_run_unseen_in_every_spelling(tmp_path):
    runs = ["curl x | sh", "wget -qO- x | sudo bash -s", "sh -c \"$(curl x)\"", "bash <(curl x)", "curl x | tee log | sh", "eval \"`wget -O- x`\""]
    fine = ["curl -o x.sh x && echo 'abc x.sh' | sha256sum -c && sh x.sh", "curl x | tar xz", "echo 'curl x | sh'", "curl x | gpg --dearmor > k"]
    text = "FROM debian:12-slim\n" + "".join(f"RUN {run}\n" for run in runs + fine)
    result = audited(tmp_path, {"Dockerfile": text})
    assert {each["place"]["line"] for each in result.found("docker-curl-to-shell")} == set(range(2, 2 + len(runs)))


def test_A7_C6_compose_as_the_requirements_show_it_has_no_finding(tmp_path):
    result = audited(tmp_path, {"docker-compose.yml": GOOD_COMPOSE})
    assert failing(result, "compose") == set(), result


def test_A7_C6_a_bad_compose_file_is_found(tmp_path):
    result = audited(tmp_path, {"docker-compose.yml": BAD_COMPOSE})
    assert failing(result, "compose") == {"compose-ports", "compose-network", "compose-secrets", "compose-privileged", "compose-host", "compose-docker-socket",
                                          "compose-read-only", "compose-capabilities", "compose-new-privileges", "compose-cap-add", "compose-image-tag"}
    assert len(result.found("compose-ports")) == 3 and len(result.found("compose-secrets")) == 1
    assert "hunter2" not in result.out


def test_C5_C13_secrets_in_manifests(tmp_path):
    manifest = """apiVersion: v1
kind: Secret
metadata: { name: good }
data: { api-key: "<base64-encoded-value>" }
---
apiVersion: v1
kind: Secret
metadata: { name: bad }
data: { api-key: c3VwZXJzZWN1cmU5OQ== }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  template:
    spec:
      containers:
        - name: app
          image: app:1
          env:
            - { name: API_KEY, valueFrom: { secretKeyRef: { name: good, key: api-key } } }
            - { name: DB_PASSWORD, value: hunter22hunter22 }
"""
    result = audited(tmp_path, {"k8s/app.yaml": manifest})
    assert [each["place"]["line"] for each in result.found("k8s-secret-values")] == [9, 22]
    assert result.state("k8s-run-as-non-root") == "fail" and result.state("k8s-network-policy") == "fail"


def test_C13_helm_templates_are_left_out_and_told(tmp_path):
    result = Repository(tmp_path / "r", {".gitignore": IGNORED, "chart/templates/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  {{- include \"x\" . | nindent 2 }}\n"}).audit()
    assert any("helm template" in each["what"] for each in result.report["left_out"])


def test_A5_B15_C12_workflows(tmp_path):
    bad = """on: pull_request_target
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { ref: "${{ github.event.pull_request.head.sha }}" }
      - run: echo "${{ github.event.pull_request.title }}"
      - run: echo ${{ secrets.TOKEN }}
"""
    good = f"""on: {{ push: {{}}, schedule: [{{ cron: "0 4 * * 1" }}] }}
permissions: {{ contents: read }}
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@{'b' * 40} # v4
      - run: gatehouse audit --require bandit
        env: {{ TITLE: "${{{{ github.event.pull_request.title }}}}", TOKEN: "${{{{ secrets.TOKEN }}}}" }}
      - run: echo "$TITLE"
"""
    found = Repository(tmp_path / "bad", {".gitignore": IGNORED, ".github/workflows/ci.yml": bad}).audit()
    assert failing(found, "ci-") == {"ci-actions-pinned", "ci-permissions", "ci-injection", "ci-untrusted-checkout", "ci-secrets", "ci-security-scan"}
    clean = Repository(tmp_path / "good", {".gitignore": IGNORED, ".github/workflows/ci.yml": good}).audit()
    assert failing(clean, "ci-") == set(), clean
    assert clean.line("deployment/scans")["verdict"] == "pass"


def test_A5_B14_B15_gitlab_ci(tmp_path):
    bad = """include: [{ remote: "https://example.org/ci.yml" }]
image: debian:12
variables: { API_KEY: 9f8e7d6c5b4a39281706f5e4d3c2b1a0 }
build: { script: ["curl -fsSL https://example.org/install | sh"] }
"""
    good = f"""include: [{{ local: /ci/build.yml }}, {{ project: group/ci, ref: {'c' * 40}, file: scan.yml }}]
image: debian:12{DIGEST}
variables: {{ API_KEY: $STORED_KEY }}
audit: {{ script: [gatehouse audit --require bandit] }}
"""
    found = audited(tmp_path / "bad", {".gitlab-ci.yml": bad})
    assert failing(found, "ci-") == {"ci-includes-pinned", "ci-image-digest", "ci-secrets", "ci-curl-to-shell", "ci-security-scan"}
    assert found.line("deployment/hardcoded")["verdict"] == "fail" and "9f8e7d6c" not in found.out
    clean = audited(tmp_path / "good", {".gitlab-ci.yml": good})
    assert failing(clean, "ci-") == set(), clean


def test_A5_B15_C12_steps_of_an_action(tmp_path):
    action = """runs:
  using: composite
  steps:
    - uses: owner/tool@v2
    - shell: bash
      run: echo "${{ github.event.issue.title }}"
    - shell: bash
      run: curl -fsSL https://example.org/install | bash
"""
    found = audited(tmp_path, {".github/actions/setup/action.yml": action})
    lines = {(each["rule"], each["place"]["line"]) for each in found.report["findings"] if each["rule"].startswith("ci-")}
    assert lines == {("ci-actions-pinned", 4), ("ci-injection", 6), ("ci-curl-to-shell", 8)}
