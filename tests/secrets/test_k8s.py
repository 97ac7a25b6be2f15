"""C5: secrets of the cluster that we run in, from a stub that checks the token, and speaks TLS by the cluster's own CA."""

import base64
import json

import pytest


@pytest.fixture
def cluster(serve, certificate, tmp_path):
    def encode(value):
        return base64.b64encode(value).decode()

    def api(seen):
        if seen.headers["Authorization"] != f"Bearer {stub.token}":
            return 401, {"kind": "Status", "code": 401}
        if seen.target == "/api/v1/namespaces/prod/secrets/other":
            return 403, {"kind": "Status", "code": 403}
        if seen.target != "/api/v1/namespaces/prod/secrets/app":
            return 404, {"kind": "Status", "code": 404}
        return 200, {"kind": "Secret", "metadata": {"resourceVersion": "42", "creationTimestamp": "2026-01-31T12:00:00Z"}, "data": stub.data}

    stub = serve(api, certificate)
    stub.token, stub.data = "first-token", {"password": encode(b"p w\n"), "user": encode("ü".encode())}
    stub.encode = encode
    stub.folder = tmp_path / "serviceaccount"
    stub.folder.mkdir()
    (stub.folder / "token").write_text("first-token")
    (stub.folder / "ca.crt").write_bytes(certificate.ca.read_bytes())
    stub.environment = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT_HTTPS": stub.port, "GATEHOUSE_KUBERNETES_FOLDER": stub.folder}
    return stub


def test_C5_a_key_and_all_keys(cluster, value_of, refused):
    assert value_of("ref+k8s://v1/Secret/prod/app/password", **cluster.environment) == b"p w\n"
    assert value_of("ref+k8s://prod/app#/user", **cluster.environment) == "ü".encode()
    assert json.loads(value_of("ref+k8s://prod/app", **cluster.environment)) == {"password": "p w\n", "user": "ü"}
    assert "no key none" in refused("ref+k8s://prod/app/none", **cluster.environment)
    assert "Role with verbs" in refused("ref+k8s://prod/other/x?default=never", **cluster.environment)
    assert "(404)" in refused("ref+k8s://prod/none/x", **cluster.environment)


def test_C5_the_token_is_read_again_each_time(cluster, value_of, refused):
    cluster.token = "second-token"
    assert "(401)" in refused("ref+k8s://prod/app/password", **cluster.environment)
    (cluster.folder / "token").write_text("second-token\n")
    assert value_of("ref+k8s://prod/app/password", **cluster.environment) == b"p w\n"


def test_C5_binary_values_are_had_by_their_key(cluster, value_of, refused):
    cluster.data["keystore"] = cluster.encode(b"\x00\xff")
    assert value_of("ref+k8s://prod/app/keystore", **cluster.environment) == b"\x00\xff"
    assert "is binary" in refused("ref+k8s://prod/app#/keystore", **cluster.environment)


def test_C5_the_clusters_ca_and_no_other(cluster, refused, tmp_path):
    from stub import Certificate
    folder = tmp_path / "other"
    folder.mkdir()
    (cluster.folder / "ca.crt").write_bytes(Certificate(folder, "Other Authority").ca.read_bytes())
    assert "not trusted" in refused("ref+k8s://prod/app/password", **cluster.environment)
    assert not cluster.seen


def test_C5_outside_of_a_cluster_and_wrong_paths(cluster, refused):
    assert "not a pod" in refused("ref+k8s://prod/app/password")
    for wrong in ("app", "prod/../x", "prod/app/a/b", "Prod/app"):
        assert "not v1/Secret" in refused(f"ref+k8s://{wrong}", **cluster.environment)
