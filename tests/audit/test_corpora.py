"""The fixtures of other checkers, with their verdicts: our checks agree with at least 97 % of them."""

import json

import pytest

from audit_support import Repository

# Their check → the rules of ours that look at the same. Left out where one rule of ours is several of theirs (RbacBindRoleBindings,
# RbacEscalateRoles: a role that may do everything fails with us for that).
DOCKERFILE = {
    "AddExists": ["docker-add"], "AliasIsUnique": ["docker-alias"], "ExposePort22": ["docker-ports"], "HealthcheckExists": ["docker-healthcheck"],
    "MaintainerExists": ["docker-maintainer"], "ReferenceLatestTag": ["docker-image-tag"], "RootUser": ["docker-user"], "RunUsingAPT": ["docker-apt"],
    "UpdateNotAlone": ["docker-update-alone"], "UserExists": ["docker-user"], "WorkdirIsAbsolute": ["docker-workdir"],
    "EnvGitSslNoVerify": ["docker-tls-off"], "EnvNodeTlsRejectUnauthorized": ["docker-tls-off"], "EnvNpmConfigStrictSsl": ["docker-tls-off"],
    "EnvPipTrustedHost": ["docker-tls-off"], "EnvPythonHttpsVerify": ["docker-tls-off"], "RunApkAllowUntrusted": ["docker-unverified-download"],
    "RunAptGetAllowUnauthenticated": ["docker-unverified-download"], "RunAptGetForceYes": ["docker-unverified-download"], "RunChpasswd": ["docker-chpasswd"],
    "RunNpmConfigSetStrictSsl": ["docker-tls-off"], "RunPipTrustedHost": ["docker-unverified-download"], "RunRpmNoSignature": ["docker-unverified-download"],
    "RunUnsafeCurl": ["docker-unverified-download"], "RunUnsafeWget": ["docker-unverified-download"], "RunUsingSudo": ["docker-sudo"],
    "RunYumConfigManagerSslVerify": ["docker-tls-off"], "RunYumNoGpgCheck": ["docker-unverified-download"],
    "add_instead_of_copy": ["docker-add"], "apt_get_missing_yes_flag_to_avoid_manual_input": ["docker-apt-yes"],
    "copy_from_references_current_from_alias": ["docker-copy-from-self"], "copy_with_more_than_two_arguments_not_ending_with_slash": ["docker-copy-many"],
    "latest_tag": ["docker-image-tag"], "maintainer_is_deprecated": ["docker-maintainer"], "missing_dnf_clean_all": ["docker-cache-cleaned"],
    "missing_zypper_clean": ["docker-cache-cleaned"], "multiple_cmd_instructions_listed": ["docker-one-command"],
    "multiple_entrypoint_instructions_listed": ["docker-one-command"], "multiple_healthcheck_instructions": ["docker-one-command"], "port22": ["docker-ports"],
    "root_user": ["docker-user"], "run_apt_get_dist_upgrade": ["docker-dist-upgrade"], "run_command_cd_instead_of_workdir": ["docker-cd"],
    "run_using_sudo": ["docker-sudo"], "run_using_wget_and_curl": ["docker-wget-and-curl"], "same_alias_in_different_froms": ["docker-alias"],
    "unix_ports_out_of_range": ["docker-ports"], "update_instruction_alone": ["docker-update-alone"], "workdir_path_not_absolute": ["docker-workdir"],
    "yum_clean_all_missing": ["docker-cache-cleaned"],
}
KUBERNETES = {
    "AllowPrivilegeEscalation": ["k8s-privilege-escalation"], "AllowedCapabilities": ["k8s-added-capabilities"], "AllowedCapabilitiesSysAdmin": ["k8s-added-capabilities"],
    "DefaultServiceAccount": ["k8s-default-account"], "DockerSocketVolume": ["k8s-docker-socket"], "HostPort": ["k8s-host-port"], "ImageDigest": ["k8s-image-digest"],
    "ImageTagFixed": ["k8s-image-tag"], "PrivilegedContainers": ["k8s-privileged"], "ReadOnlyFilesystem": ["k8s-read-only"], "RootContainers": ["k8s-run-as-non-root"],
    "ServiceAccountTokens": ["k8s-service-account-token"], "ShareHost": ["k8s-host-namespaces"], "WildcardRoles": ["k8s-rbac"],
    "Seccomp": ["k8s-seccomp"],
    "Requests_Limits": ["k8s-cpu-limit", "k8s-memory-limit", "k8s-cpu-request", "k8s-memory-request"],
    "CPU_not_limited": ["k8s-cpu-limit"], "CPU_requests_not_specified": ["k8s-cpu-request"], "SYS_ADMIN_capability": ["k8s-added-capabilities"],
    "access_to_host_ports": ["k8s-host-port"], "can_elevate_its_own_privileges": ["k8s-privilege-escalation"], "capabilities_no_drop_all": ["k8s-capabilities"],
    "configMap_with_secrets": ["k8s-secret-values"], "file_system_not_read_only": ["k8s-read-only"], "host_ipc": ["k8s-host-namespaces"],
    "host_network": ["k8s-host-namespaces"], "host_pid": ["k8s-host-namespaces"], "hostpath_volumes_mounted": ["k8s-host-path"],
    "memory_not_limited": ["k8s-memory-limit"], "memory_requests_not_specified": ["k8s-memory-request"], "mounts_docker_socket": ["k8s-docker-socket"],
    "non_default_proc_masks_set": ["k8s-proc-mount"], "privileged": ["k8s-privileged"], "protect_core_components_namespace": ["k8s-system-namespace"],
    "runs_as_root": ["k8s-run-as-non-root"], "runtime_default_seccomp_profile_not_set": ["k8s-seccomp"], "specific_capabilities_added": ["k8s-added-capabilities"],
    "unsafe_sysctl_options_set": ["k8s-sysctls"], "uses_image_tag_latest": ["k8s-image-tag"],
}
KUBE_LINTER = {
    "docker-sock": "k8s-docker-socket", "env-var-secret": "k8s-secret-values", "host-ipc": "k8s-host-namespaces", "host-network": "k8s-host-namespaces",
    "host-pid": "k8s-host-namespaces", "latest-tag": "k8s-image-tag", "no-liveness-probe": "k8s-liveness-probe", "no-read-only-root-fs": "k8s-read-only",
    "no-readiness-probe": "k8s-readiness-probe", "privileged-container": "k8s-privileged", "run-as-non-root": "k8s-run-as-non-root",
    "unsafe-proc-mount": "k8s-proc-mount", "unsafe-sysctls": "k8s-sysctls", "wildcard-in-rules": "k8s-rbac", "cluster-admin-role-binding": "k8s-rbac",
    "unset-cpu-requirements": "k8s-cpu-limit", "unset-memory-requirements": "k8s-memory-limit",
}


@pytest.fixture(scope="module")
def cases(corpora):
    read = []
    for name in ("checkov.jsonl", "trivy_checks.jsonl", "kube_linter.jsonl"):
        read += [json.loads(line) for line in (corpora / "misconfig" / name).read_text().splitlines()]
    return read


@pytest.fixture(scope="module")
def found(cases, tmp_path_factory):
    """Every fixture in a folder of its own, audited at once: the rules that fail in each."""
    files = {}
    for case in cases:
        is_json = case.get("path", "").endswith(".json")
        name = "Dockerfile" if case["kind"] == "dockerfile" else "manifest.json" if is_json else "manifest.yaml"
        files[f"{case['id']}/{name}"] = case["content"]
    report = Repository(tmp_path_factory.mktemp("misconfig"), files, git=False).audit("--fail-on", "none").report
    rules = {case["id"]: {} for case in cases}
    for finding in report["findings"]:
        file = finding.get("place", {}).get("file", "")
        if "/" in file:
            of_file = rules[file.split("/")[0]]
            of_file[finding["rule"]] = of_file.get(finding["rule"], 0) + 1
    return rules


@pytest.mark.parametrize("kind, claimed", [("dockerfile", DOCKERFILE), ("kubernetes", KUBERNETES)])
def test_A7_B14_C13_agrees_with_the_fixtures_of_checkov_and_trivy(cases, found, kind, claimed):
    judged = [case for case in cases if case["kind"] == kind and case.get("expect") in ("pass", "fail") and case["check"] in claimed]
    assert len(judged) > 80
    wrong = []
    for case in judged:
        fails = any(rule in found[case["id"]] for rule in claimed[case["check"]])
        if fails != (case["expect"] == "fail"):
            wrong.append(f"{case['id']} {case['check']}: expected {case['expect']}")
    share = 1 - len(wrong) / len(judged)
    print(f"{kind}: {len(judged)} fixtures, {share:.1%} agree; not: {wrong}")
    assert share >= 0.97, wrong


def test_A7_B14_C13_finds_what_kube_linter_finds(cases, found):
    judged = [(case["id"], each["check"]) for case in cases for each in case.get("expected") or [] if each["check"] in KUBE_LINTER]
    assert len(judged) == len(KUBE_LINTER)
    missed = [check for name, check in judged if KUBE_LINTER[check] not in found[name]]
    assert not missed
