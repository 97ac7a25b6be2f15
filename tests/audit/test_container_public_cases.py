"""What users of hadolint, checkov and checkers of CI files reported to their projects: false alarms, misses, files that could not be read.
The inputs are our own; each case names the tool and the kind (rows A5, A7, B14, B15, C12, C13)."""

import pytest

from audit_support import IGNORED, Repository

DIGEST = "@sha256:" + "b" * 64
BASE = f"FROM debian:12-slim{DIGEST}\n"
END = "USER 1000\nHEALTHCHECK CMD [\"true\"]\nCMD [\"true\"]\n"

# Name: the Dockerfile, rules that find nothing in it, rules that find something.
DOCKERFILES = {
    "hadolint: a comment right behind a heredoc": (BASE + "RUN <<EOF\necho one\nEOF\n# comment\n" + END, ["docker-user"], []),
    "hadolint: an instruction right behind a heredoc": (BASE + "RUN <<EOF\necho one\nEOF\n" + END, ["docker-user", "docker-healthcheck"], []),
    "hadolint: words behind the heredoc's mark": (BASE + "RUN <<EOF bash\nset -euo pipefail\necho 1 | cat\nUSER root\nEOF\n" + END, ["docker-user"], []),
    "hadolint: a mark that is escaped": (BASE + "COPY <<-\\EOT /data.txt\n\tUSER root\n\tEOT\n" + END, ["docker-user"], []),
    "hadolint: a mark in quotes": (BASE + "RUN cat > /x <<'EOF'\nUSER root\nFROM scratch\nEOF\n" + END, ["docker-user", "docker-image-tag"], []),
    "hadolint: a heredoc behind a continued line": (BASE + "RUN true && \\\n    cat <<BAR\nUSER root\nBAR\n" + END, ["docker-user"], []),
    "hadolint: two heredocs of one instruction": (BASE + "COPY <<A <<B /x/\nUSER root\nA\nUSER root\nB\n" + END, ["docker-user"], []),
    "hadolint: a heredoc that ends with the file": (BASE + END + "RUN <<EOF\nUSER root\nEOF", ["docker-user"], []),
    "hadolint: a comment within a continued line": (BASE + "RUN true && \\\n  # why\n  true\n" + END, ["docker-user"], []),
    "hadolint: lines of Windows": ((BASE + "RUN apt-get update && \\\n apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n" + END).replace("\n", "\r\n"),
                                   ["docker-user", "docker-cache-cleaned", "docker-apt-yes", "docker-update-alone"], []),
    "hadolint: root in a stage that builds": (f"FROM debian:12-slim{DIGEST} AS build\nUSER root\nRUN true\n" + BASE + END, ["docker-user"], []),
    "hadolint: root, and then a user": (BASE + "USER root\nRUN true\nUSER nonroot\nHEALTHCHECK CMD [\"true\"]\n", ["docker-user"], []),
    "hadolint: user and group are numbers by ARG": (BASE + "ARG UID=1000\nARG GID=1000\nUSER ${UID}:${GID}\nHEALTHCHECK CMD [\"true\"]\n", ["docker-user"], []),
    "hadolint: a heredoc that names its interpreter": (BASE + "RUN <<EOF\n#!/usr/bin/env bash\nset -o pipefail\ncurl x | sh\nEOF\n" + END, [], ["docker-curl-to-shell"]),
    "hadolint: heredocs in a heredoc": (BASE + "RUN bash <<EOF\ncat <<END\nUSER root\nEND\necho there\nEOF\n" + END, ["docker-user", "docker-healthcheck"], []),
    "hadolint: a user, and then root": (BASE + "USER nonroot\nRUN true\nUSER root\nHEALTHCHECK CMD [\"true\"]\n", [], ["docker-user"]),
    "hadolint: a stage that is built on another has no tag": (BASE.strip() + " AS build\nFROM build AS unit-test\nRUN true\nFROM build\n" + END,
                                                              ["docker-image-tag", "docker-image-digest"], []),
    "hadolint: the tag is an ARG with a value": (f"ARG VERSION=12-slim{DIGEST}\nFROM debian:${{VERSION}}\n" + END, ["docker-image-tag"], []),
    "hadolint: COPY --from names an image": (BASE + "COPY --from=hello-world:1.0 /hello /hello\n" + END, ["docker-copy-from-self"], []),
    "hadolint: COPY --from names a stage with an alias": (BASE.strip() + " AS base\nFROM base AS build\nFROM base\nCOPY --from=build /x /x\n" + END, ["docker-copy-from-self", "docker-image-tag"], []),
    "hadolint: ADD unpacks an archive": (BASE + "ADD rootfs.tar.xz /\n" + END, ["docker-add"], []),
    "hadolint: scratch has no tag": ("FROM scratch\nCOPY x /x\n" + END, ["docker-image-tag", "docker-image-digest"], []),
    "trivy: only the registry is an ARG": ("ARG REGISTRY\nFROM ${REGISTRY}/ubuntu\n" + END, [], ["docker-image-tag", "docker-image-digest"]),
    "trivy: the name is an ARG": ("ARG IMAGE\nFROM registry.example/${IMAGE}\n" + END, ["docker-image-tag", "docker-image-digest"], []),
    "hadolint: a stage whose name has an ARG": (BASE.strip() + " AS base1\nARG n=1\nFROM base${n}\n" + END, ["docker-image-tag", "docker-image-digest"], []),
    "trivy: settings about a password": (BASE + "ENV PASSWORD_MIN_LENGTH=12 TOKEN_TYPE=Bearer SECRET_ROTATION_DAYS=30 REDIS_PASSWORD=null\n" + END, ["docker-secrets"], []),
    "checkov: apt in a path and apt-key": (BASE + "RUN echo deb | tee /etc/apt/sources.list.d/x.list && apt-key list\n" + END, ["docker-apt"], []),
    "checkov: upgrade in the instruction that updates": (BASE + "RUN apt-get update && apt-get upgrade -y && rm -rf /var/lib/apt/lists/*\n" + END, ["docker-update-alone"], []),
    "checkov: every FROM counts, not the first only": ("FROM a.example/base AS one\nRUN true\nFROM a.example/other:latest\n" + END, [], ["docker-image-tag", "docker-image-tag"]),
    "checkov: instructions in small letters": (f"from debian:12-slim{DIGEST}\nuser 1000\nhealthcheck cmd [\"true\"]\n", ["docker-user", "docker-healthcheck"], []),
    "checkov: a platform in front of the image": (f"FROM --platform=linux/amd64 debian:12-slim{DIGEST}\n" + END, ["docker-image-tag", "docker-image-digest"], []),
    "checkov: a registry with a port": (f"FROM registry.example:5000/app{DIGEST}\n" + END, ["docker-image-tag"], []),
    "hadolint: pip in a heredoc and a version by ENV": (BASE + "ENV V=1.8.5\nRUN <<EOF\npip install --no-cache-dir \"poetry==$V\"\nEOF\n" + END, ["docker-user", "docker-unverified-download"], []),
    "hadolint: clean up by a bind of a cache": (BASE + "RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl\n" + END, ["docker-cache-cleaned", "docker-update-alone"], []),
    "hadolint: a user by name and group": (BASE + "USER app:app\nHEALTHCHECK CMD [\"true\"]\n", ["docker-user"], []),
    "hadolint: root by its number and a group": (BASE + "USER 0:1000\nHEALTHCHECK NONE\n", [], ["docker-user"]),
    "hadolint: sudo in a word and in a list of packages": (BASE + "RUN echo pseudo && apt-get update && apt-get install -y sudo && rm -rf /var/lib/apt/lists/*\n" + END, ["docker-sudo"], []),
    "hadolint: cd in another word and in quotes": (BASE + "RUN abcd x && echo 'cd /tmp'\n" + END, ["docker-cd"], []),
    "hadolint: curl and wget as names of packages": (BASE + "RUN apt-get update && apt-get install -y curl wget && rm -rf /var/lib/apt/lists/*\n" + END, ["docker-wget-and-curl"], []),
    "hadolint: an escape directive": ("# escape=`\n" + BASE + "RUN echo a `\n && echo USER root\n" + END, ["docker-user"], []),
    "hadolint: WORKDIR by a variable and of Windows": (BASE + "ENV HOME_DIR=/app\nWORKDIR $HOME_DIR\nWORKDIR \"C:\\\\app\"\n" + END, ["docker-workdir"], []),
    "hadolint: COPY of several with a variable as the folder": (BASE + "ARG D=/x/\nCOPY a b $D\n" + END, ["docker-copy-many"], []),
    "hadolint: a health check that is off in a stage that builds": (BASE.strip() + " AS build\nHEALTHCHECK NONE\n" + BASE + END, ["docker-healthcheck"], []),
    "hadolint: ONBUILD": (BASE + "ONBUILD USER root\nONBUILD RUN sudo x\n" + END, ["docker-user"], []),
    "checkov: a pipe to bash that is only echoed": (BASE + "RUN echo 'curl https://h/x | sh' > /usr/share/doc/x\n" + END, ["docker-curl-to-shell"], []),
    "checkov: --insecure that is an option of another program": (BASE + "RUN mytool --insecure-dir /x && curl -fsS https://h/x -o x\n" + END, ["docker-tls-off"], []),
    "checkov: port 22 as part of another": (BASE + "EXPOSE 2222 8022/tcp\n" + END, ["docker-ports"], []),
    "checkov: port 22 in a range and by ARG": (BASE + "ARG P=22\nEXPOSE 20-25\n" + END, [], ["docker-ports"]),
    "checkov: a secret by mount is none in the image": (BASE + "RUN --mount=type=secret,id=token TOKEN=\"$(cat /run/secrets/token)\" make\n" + END, ["docker-secrets", "docker-copied-secrets"], []),
    "checkov: ARG of a secret without a value": (BASE + "ARG NPM_TOKEN\nRUN echo \"//r/:_authToken=\\${NPM_TOKEN}\" > .npmrc\n" + END, [], ["docker-secrets"]),
    "checkov: a registry with a port and no tag": ("FROM registry.example:5000/app\n" + END, [], ["docker-image-tag"]),
}

POD = """    securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
    containers:
      - name: app
        image: app:1.0
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
"""


def deployment(pod: str) -> str:
    return f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{ name: app }}\nspec:\n  template:\n   spec:\n{pod}"


MANIFESTS = {
    "checkov: the pod's security context is its containers'": (deployment(POD), ["k8s-run-as-non-root", "k8s-seccomp"], []),
    "checkov: a container that takes it back": (deployment(POD.replace("{ allowPriv", "{ runAsNonRoot: false, allowPriv")), [], ["k8s-run-as-non-root"]),
    "checkov: an init container is a container": (deployment(POD + "    initContainers:\n      - { name: i, image: i:1, securityContext: { privileged: true } }\n"), [], ["k8s-privileged"]),
    "checkov: a reference to a secret is not a secret": (deployment(POD + "        env:\n          - name: DB_PASSWORD\n            valueFrom: { secretKeyRef: { name: db, key: password } }\n"),
                                                      ["k8s-secret-values"], []),
    "checkov: a setting about passwords": ("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  password_rotation_user_retention: \"180\"\n  token-type: Bearer\n", ["k8s-secret-values"], []),
    "checkov: empty documents between others": ("---\n---\n# nothing\n---\n" + deployment(POD.replace("readOnlyRootFilesystem: true", "privileged: true")) + "---\n", [], ["k8s-privileged"]),
    "checkov: a list of objects": ("apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: { name: p }\n    spec:\n      hostNetwork: true\n"
                                   "      containers: [{ name: c, image: c:1, securityContext: { privileged: true } }]\n", [], ["k8s-privileged", "k8s-host-namespaces"]),
    "checkov: a pod in a cron job": ("apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: j }\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n"
                                     "          containers: [{ name: c, image: c:1, securityContext: { privileged: true } }]\n", [], ["k8s-privileged"]),
    "checkov: containers that are null": ("apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n  initContainers: null\n", ["k8s-privileged"], []),
    "checkov: an ephemeral container is a container": (deployment(POD + "    ephemeralContainers:\n      - { name: e, image: e:1, securityContext: { privileged: true } }\n"), [], ["k8s-privileged"]),
    "checkov: the pod runs as a user with a number": (deployment(POD.replace("runAsNonRoot: true", "runAsUser: 1000")), ["k8s-run-as-non-root"], []),
    "checkov: the pod runs as 0": (deployment(POD.replace("runAsNonRoot: true", "runAsUser: 0")), [], ["k8s-run-as-non-root"]),
    "checkov: capabilities dropped in small letters": (deployment(POD.replace("drop: [ALL]", "drop: [all]")), ["k8s-capabilities"], []),
    "checkov: an image by digest has a tag": (deployment(POD.replace("app:1.0", "app" + DIGEST)), ["k8s-image-tag", "k8s-image-digest"], []),
    "checkov: a null command": (deployment(POD + "        command: null\n        args:\n"), ["k8s-privileged", "k8s-run-as-non-root"], []),
    "checkov: anchors and merged keys": ("apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nx-safe: &safe { allowPrivilegeEscalation: false, runAsNonRoot: true }\nspec:\n  containers:\n"
                                         "    - name: c\n      image: c:1\n      securityContext:\n        <<: *safe\n        readOnlyRootFilesystem: true\n",
                                         ["k8s-privilege-escalation", "k8s-run-as-non-root", "k8s-read-only"], []),
    "checkov: a number where a text is expected": ("apiVersion: v1\nkind: Pod\nmetadata: { name: 7, labels: [1, 2] }\nspec:\n  containers:\n    - { name: 1, image: 12, env: [{ name: A, value: 1 }, 5] }\n    - 3\n",
                                                   ["k8s-privileged"], []),
    "checkov: a custom object that only looks like a pod": ("apiVersion: example.org/v1\nkind: Widget\nmetadata: { name: w }\nspec:\n  containers: many\n  template: none\n", ["k8s-privileged", "k8s-image-tag"], []),
}


STEPS = "jobs:\n  a:\n    steps:\n"
COMMIT = "c" * 40
# Under the name of a CI file: the same.
WORKFLOWS = {
    "checkov: a workflow whose runs have a name": ("run-name: Deploy by @${{ github.actor }}\non: push\n" + STEPS + "      - uses: a/b@v1\n", [], ["ci-actions-pinned", "ci-permissions"]),
    "checkov: permissions in each job and none at the top": ("on: push\njobs:\n  a: { permissions: {}, steps: [] }\n  b: { permissions: { contents: read }, steps: [] }\n", ["ci-permissions"], []),
    "checkov: a step that is no map, a job that is none, a number as a name": ("on: [push]\n1: 2\njobs:\n  a: 5\n  7: { steps: [x, 3, [], {}] }\n  b: { steps: { uses: a/b@v1 } }\n", ["ci-actions-pinned"], []),
    "checkov: the trigger is the word true to a parser": ("true: push\n" + STEPS + "      - uses: a/b@v1\n", [], ["ci-actions-pinned"]),
    "codeql: a workflow that only others call": ("on:\n  workflow_call:\n    inputs: { mode: { type: string } }\n" + STEPS + "      - run: make\n", ["ci-permissions"], []),
    "codeql: a workflow that only others call, in one word": ("on: workflow_call\n" + STEPS + "      - run: make\n", ["ci-permissions"], []),
    "zizmor: a workflow that others call, and a push": ("on: { workflow_call: {}, push: {} }\n" + STEPS + "      - run: make\n", [], ["ci-permissions"]),
    "zizmor: what cannot be chosen by a stranger": ("on: pull_request\npermissions: {}\n" + STEPS
                                                    + "      - run: test \"${{ needs.a.result }}\" = success && echo ${{ steps.q.outcome }} ${{ github.event.pull_request.head.sha }} ${{ github.run_number }}\n", ["ci-injection"], []),
    "zizmor: a branch that is compared, and then used": ("on: pull_request\npermissions: {}\n" + STEPS + "      - run: git push origin ${{ github.head_ref != 'main' && github.head_ref || 'x' }}\n", [], ["ci-injection"]),
    "zizmor: the head's commit, the base's branch, the server": ("on: pull_request\npermissions: {}\n" + STEPS + "      - run: git log ${{ github.event.pull_request.base.sha }}..${{ github.event.pull_request.head.sha }} ${{ github.event.pull_request.base.ref }} ${{ github.server_url }} ${{ github.triggering_actor }}\n", ["ci-injection", "ci-input-injection"], []),
    "zizmor: a login and an association": ("on: issue_comment\npermissions: {}\n" + STEPS + "      - run: x ${{ github.event.comment.user.login }} ${{ github.event.comment.author_association }} ${{ github.event.issue.number }}\n", ["ci-injection"], []),
    "zizmor: by a variable of the workflow": ("on: issues\npermissions: {}\nenv: { TITLE: \"${{ github.event.issue.title }}\" }\n" + STEPS + "      - run: echo ${{ env.TITLE }}\n      - run: echo \"$TITLE\"\n", [], ["ci-injection"]),
    "checkov: an input that is a choice": ("on: { workflow_dispatch: { inputs: { e: { type: choice, options: [a, b] } } } }\npermissions: {}\n" + STEPS + "      - run: x ${{ inputs.e }}\n", ["ci-input-injection", "ci-injection"], []),
    "checkov: an input that is a text": ("on: { workflow_dispatch: { inputs: { e: { description: x } } } }\npermissions: {}\n" + STEPS + "      - run: x ${{ inputs.e }}\n", ["ci-injection"], ["ci-input-injection"]),
    "actionlint: a name of a fork's author": ("on: push\npermissions: {}\n" + STEPS + "      - run: x ${{ github.event.head_commit.author.name }} ${{ github.event.commits[0].author.email }}\n", [], ["ci-injection"]),
    "zizmor: a choice between two words": ("on: push\npermissions: {}\n" + STEPS + "      - run: make ${{ inputs.fast && '--fast' || '' }}\n", ["ci-injection"], []),
    "checkov: an action by an anchor": ("on: push\nx: &step { uses: a/b@v1 }\njobs:\n  a:\n    steps: [*step, { <<: *step, name: n }]\n", [], ["ci-actions-pinned"]),
    "curl to a shell: a download whose hash is compared": (STEPS + "      - run: |\n          curl -L x -o /tmp/x && curl -L y -o /tmp/y \\\n            && grep x /tmp/y | sha256sum -c - \\\n            && tar -xzf /tmp/x\n",
                                                            ["ci-curl-to-shell"], []),
    "curl to a shell: a pipe in the quotes of a program for JSON": (STEPS + "      - run: curl x -o j && yq '.a | sh(.)' j\n", ["ci-curl-to-shell"], []),
}
GITLAB = {
    "poutine: include is a text, a list of texts, a map": ("include: /a.yml\n", ["ci-includes-pinned"], []),
    "poutine: an include in a list in a list, by an anchor": ("x: &y [{ project: a/b, file: [c.yml, d.yml] }]\ninclude: [{ local: a.yml }, *y]\n", [], ["ci-includes-pinned"]),
    "gitlab-ci-local: a project's file without a ref, its files as a list": ("include:\n  - project: a/b\n    file: [/c.yml, /d.yml]\n", [], ["ci-includes-pinned"]),
    "gitlab-ci-local: a template beside a job that runs a download": ("include:\n  - template: Code-Quality.gitlab-ci.yml\ninstall:\n  script:\n      - curl -fsSL https://example.org | sh\n",
                                                                       ["ci-includes-pinned"], ["ci-curl-to-shell"]),
    "gitlab-ci-local: an image by !reference": ("a:\n  image: !reference [.common/image]\n  script: [!reference [.b, script], x]\n", ["ci-image-digest"], []),
    "gitlab-ci-local: keys with inputs, in a file of two documents": ("spec: { inputs: { image: { default: a } } }\n---\na: { image: \"$[[ inputs.image ]]\", script: [x] }\nb: { image: \"c:1\" }\n",
                                                                         [], ["ci-image-digest"]),
}


FILES = [(DOCKERFILES, "case{}/Dockerfile"), (MANIFESTS, "case{}/app.yaml"), (WORKFLOWS, ".github/workflows/case{}.yml"), (GITLAB, ".gitlab/ci/case{}.yml")]
ALL = {**DOCKERFILES, **MANIFESTS, **WORKFLOWS, **GITLAB}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """(case, rule) of each finding: all cases in one repository, each in a file of its own."""
    files = {".gitignore": IGNORED}
    names = {}
    for number, (name, (text, _, _)) in enumerate(ALL.items()):
        file = next(pattern for cases, pattern in FILES if name in cases).format(number)
        names[file] = name
        files[file] = text.encode()
    result = Repository(tmp_path_factory.mktemp("public") / "r", files).audit()
    return [(names.get(each.get("place", {}).get("file", "")), each["rule"]) for each in result.report["findings"]]


@pytest.mark.parametrize("name", ALL)
def test_A5_A7_B14_B15_C12_C13_a_case_of_other_linters(found, name):
    _, quiet, loud = ALL[name]
    rules = [rule for case, rule in found if case == name]
    assert [rule for rule in quiet if rule in rules] == []
    for rule in set(loud):
        assert rules.count(rule) >= loud.count(rule), rules


def test_A7_hadolint_names_of_dockerfiles(tmp_path):
    bad = "FROM debian:latest\nCMD x\n"
    names = ["Dockerfile", "Dockerfile.prod", "app.Dockerfile", "build/Containerfile"]
    repository = Repository(tmp_path / "r", {".gitignore": IGNORED, **{name: bad for name in names}, "Dockerfile.md": "# FROM here\n"})
    assert sorted(each["place"]["file"] for each in repository.audit().found("docker-image-tag")) == sorted(names)
