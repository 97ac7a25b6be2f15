"""C5, outside of a cluster: the files of kubectl say which cluster, and who we are there. The stub checks tokens, and client certificates
by TLS itself."""

import base64
import json
import ssl

import pytest
from stub import Certificate

REF = "ref+k8s://v1/Secret/prod/app/password"
TOKEN = "planted-token-of-the-user"


def encode(value):
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


class Cluster:
    """A cluster, and kubectl's file for it. `with_client_certificate`: TLS wants one, and that is who we are."""

    def __init__(self, serve, certificate, with_client_certificate=False):
        self.token = None if with_client_certificate else TOKEN
        self.stub = serve(self.api, certificate)
        if with_client_certificate:
            context = self.stub.server.socket.context
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(certificate.ca)
        self.cluster = {"server": self.stub.url, "certificate-authority-data": encode(certificate.ca.read_bytes())}
        self.user = {"token": TOKEN}
        self.context = {"cluster": "c", "user": "u", "namespace": "team"}

    def api(self, seen):
        if seen.headers["Authorization"] != (f"Bearer {self.token}" if self.token else None):
            return 401, {"kind": "Status", "code": 401, "message": "planted-words"}
        names = {"/api/v1/namespaces/prod/secrets/app": "of prod", "/api/v1/namespaces/team/secrets/app": "of team",
                 "/api/v1/namespaces/default/secrets/app": "of default", "/k8s/clusters/c-1/api/v1/namespaces/prod/secrets/app": "by rancher"}
        if seen.target not in names:
            return 403, {"kind": "Status", "code": 403}
        return 200, {"kind": "Secret", "metadata": {"resourceVersion": "42"}, "data": {"password": encode(names[seen.target])}}

    def config(self, **change):
        return {"apiVersion": "v1", "kind": "Config", "preferences": {}, "current-context": "x", "clusters": [{"name": "c", "cluster": self.cluster}],
                "contexts": [{"name": "x", "context": self.context}], "users": [{"name": "u", "user": self.user}], **change}

    def write(self, path, **change):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.config(**change)))
        path.chmod(0o600)
        return {"KUBECONFIG": path}


@pytest.fixture
def cluster(serve, certificate):
    return Cluster(serve, certificate)


def test_C5_the_usual_file(cluster, value_of, tmp_path):
    cluster.write(tmp_path / ".kube" / "config")
    assert value_of(REF) == b"of prod"
    assert value_of("ref+k8s://./app/password") == b"of team", "the namespace of the context"
    del cluster.context["namespace"]
    cluster.write(tmp_path / ".kube" / "config")
    assert value_of("ref+k8s://v1/Secret/./app/password") == b"of default"


def test_C5_a_pod_is_itself_but_for_a_file_that_is_named(cluster, value_of, refused, tmp_path):
    cluster.write(tmp_path / ".kube" / "config")
    pod = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT_HTTPS": "1", "GATEHOUSE_KUBERNETES_FOLDER": tmp_path / "mounted"}
    assert "no such file" in refused(REF, **pod)
    assert value_of(REF, **pod, KUBECONFIG=tmp_path / ".kube" / "config") == b"of prod"


def test_C5_the_namespace_of_the_pod(serve, certificate, cluster, value_of, tmp_path):
    folder = tmp_path / "mounted"
    folder.mkdir()
    for name, text in (("token", TOKEN), ("ca.crt", certificate.ca.read_text()), ("namespace", "team")):
        (folder / name).write_text(text)
    pod = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT_HTTPS": cluster.stub.port, "GATEHOUSE_KUBERNETES_FOLDER": folder}
    assert value_of("ref+k8s://./app/password", **pod) == b"of team"


def test_C5_several_files_are_one(cluster, value_of, tmp_path):
    """Of each name the first counts; files that are not there are passed over, as kubectl does."""
    whole, part = tmp_path / "whole", tmp_path / "part"
    cluster.write(whole, **{"current-context": "other"})
    part.write_text(json.dumps({"current-context": "x", "users": [{"name": "u", "user": {"token": TOKEN}}]}))
    cluster.user = {"token": "wrong"}
    cluster.write(whole, **{"current-context": "other"})
    assert value_of(REF, KUBECONFIG=f"{tmp_path}/none:{part}:{whole}") == b"of prod"


def test_C5_files_beside_the_kubeconfig(cluster, certificate, value_of, refused, tmp_path):
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(certificate.ca.read_bytes())
    (folder / "token").write_text(TOKEN + "\n")
    del cluster.cluster["certificate-authority-data"]
    cluster.cluster["certificate-authority"] = "ca.pem"
    cluster.user = {"tokenFile": "token", "token": "older"}
    environment = cluster.write(folder / "config")
    assert value_of(REF, **environment) == b"of prod"
    (folder / "token").unlink()
    assert "no such file" in refused(REF, **environment)
    (folder / "ca.pem").unlink()
    assert "certificate-authority: There is no such file" in refused(REF, **environment)


@pytest.mark.parametrize("inline", [True, False])
def test_C5_a_client_certificate(serve, certificate, value_of, refused, tmp_path, inline):
    cluster = Cluster(serve, certificate, with_client_certificate=True)
    if inline:
        cluster.user = {"client-certificate-data": encode(certificate.chain.read_bytes()), "client-key-data": encode(certificate.key.read_bytes())}
    else:
        cluster.user = {"client-certificate": str(certificate.chain), "client-key": str(certificate.key)}
    environment = cluster.write(tmp_path / "config")
    assert value_of(REF, **environment) == b"of prod"
    cluster.user.pop("client-key-data" if inline else "client-key")
    assert "only one of client-certificate and client-key" in refused(REF, **cluster.write(tmp_path / "config"))
    cluster.user = {"token": TOKEN}
    assert "Kubernetes" in refused(REF, **cluster.write(tmp_path / "config"))


def test_C5_the_clusters_authority_and_no_other(cluster, refused, tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    cluster.cluster["certificate-authority-data"] = encode(Certificate(folder, "Other Authority").ca.read_bytes())
    said = refused(REF, **cluster.write(tmp_path / "config"))
    assert "not trusted" in said and TOKEN not in said and not cluster.stub.seen


def test_C5_another_name_in_the_certificate(cluster, value_of, refused, tmp_path):
    cluster.cluster["server"] = cluster.stub.url.replace("127.0.0.1", "localhost")
    assert "not trusted" in refused(REF, **cluster.write(tmp_path / "config"))
    cluster.cluster["tls-server-name"] = "127.0.0.1"
    assert value_of(REF, **cluster.write(tmp_path / "config")) == b"of prod"
    assert cluster.stub.seen[-1].headers["Host"] == f"localhost:{cluster.stub.port}"


def test_C5_a_path_in_the_server(cluster, value_of, tmp_path):
    cluster.cluster["server"] += "/k8s/clusters/c-1/"
    assert value_of(REF, **cluster.write(tmp_path / "config")) == b"by rancher"


@pytest.fixture
def plugin(cluster, tmp_path):
    """An exec plugin that prints what a file holds, and keeps what it was told."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    said, told = folder / "said", folder / "told"
    script = folder / "get-token"
    script.write_text(f'#!/bin/sh\necho "$KUBERNETES_EXEC_INFO $MORE $*" >>"{told}"\ncat "{said}"\n')
    script.chmod(0o755)
    cluster.user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "get-token", "args": ["--cluster", "a b"],
                             "env": [{"name": "MORE", "value": "more"}], "interactiveMode": "Never", "provideClusterInfo": True, "installHint": "planted-hint"}}

    def says(version="v1", **status):
        said.write_text(json.dumps({"apiVersion": f"client.authentication.k8s.io/{version}", "kind": "ExecCredential", "status": status}))

    cluster.says, cluster.said, cluster.script = says, said, script
    cluster.told = lambda: told.read_text().splitlines() if told.exists() else []
    cluster.path = {"PATH": f"{folder}:/usr/bin:/bin"}
    return cluster


def test_C5_an_exec_plugin(plugin, certificate, value_of, tmp_path):
    plugin.says(token=TOKEN, expirationTimestamp="2099-01-01T00:00:00Z")
    assert value_of(REF, **plugin.write(tmp_path / "config"), **plugin.path) == b"of prod"
    (line,) = plugin.told()
    info, rest = line.rsplit(" more ", 1)
    assert rest == "--cluster a b"
    assert json.loads(info) == {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                                "spec": {"interactive": False, "cluster": {"server": plugin.stub.url, "certificate-authority-data": encode(certificate.ca.read_bytes())}}}


def test_C5_a_plugin_beside_the_kubeconfig_of_the_older_version(plugin, value_of, tmp_path):
    plugin.says("v1beta1", token=TOKEN)
    plugin.user["exec"] |= {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "./plugin/get-token", "interactiveMode": "IfAvailable"}
    assert value_of(REF, **plugin.write(tmp_path / "config")) == b"of prod"


def test_C5_a_plugin_is_asked_once_and_again_when_its_token_is_refused(plugin, run, tmp_path):
    plugin.says(token=TOKEN)
    environment = {**plugin.write(tmp_path / "config"), **plugin.path}
    result = run("secrets", "get", REF, "ref+k8s://team/app/password", **environment)
    assert result.out == b"of prod\nof team\n", result
    assert len(plugin.told()) == 1
    plugin.says(token="withdrawn")
    result = run("secrets", "get", REF, **environment)
    assert result.code == 1 and "(401)" in result.err and len(plugin.told()) == 3


def test_C5_a_plugin_that_gives_a_certificate(serve, certificate, plugin, value_of, tmp_path):
    cluster = Cluster(serve, certificate, with_client_certificate=True)
    cluster.user = plugin.user
    plugin.says(clientCertificateData=certificate.chain.read_text(), clientKeyData=certificate.key.read_text())
    assert value_of(REF, **cluster.write(tmp_path / "config"), **plugin.path) == b"of prod"


@pytest.mark.parametrize("said,words", [
    ("planted-token", "no ExecCredential"), ('{"kind": "Secret"}', "no ExecCredential"), ("", "no ExecCredential"),
    ({"apiVersion": "client.authentication.k8s.io/v1beta1", "status": {"token": "planted"}}, "another version"),
    ({"status": {}}, "neither a token nor a certificate"), ({"status": {"clientKeyData": "planted"}}, "only one of"),
    ({"status": {"token": "planted", "expirationTimestamp": "soon"}}, "is not a time"), ({"status": {"token": "planted", "expirationTimestamp": "2001-01-01T00:00:00Z"}}, "have ended")])
def test_C5_what_a_plugin_prints_is_no_credential(plugin, refused, tmp_path, said, words):
    text = said if isinstance(said, str) else json.dumps({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", **said})
    plugin.said.write_text(text)
    told = refused(REF, **plugin.write(tmp_path / "config"), **plugin.path)
    assert words in told and "get-token" in told and "planted" not in told


def test_C5_a_plugin_that_fails_or_is_not_there(plugin, refused, tmp_path):
    environment = plugin.write(tmp_path / "config")
    assert "get-token cannot be started" in refused(REF, **environment)
    plugin.script.write_text("#!/bin/sh\necho planted-words\nexit 1\n")
    told = refused(REF, **environment, **plugin.path)
    assert "get-token failed" in told and "log in again" in told and "planted" not in told


@pytest.mark.parametrize("change,words", [
    (("cluster", {"insecure-skip-tls-verify": True}), "insecure-skip-tls-verify"), (("cluster", {"proxy-url": "http://p"}), "says proxy-url"),
    (("cluster", {"server": "http://k8s.example"}), "in clear"), (("cluster", {"server": ""}), "not http"),
    (("cluster", {"certificate-authority-data": "planted*"}), "not base64"), (("cluster", {"certificate-authority-data": "cGxhbnRlZA=="}), "not a certificate in PEM"),
    (("user", {"client-certificate-data": "cGxhbnRlZA==", "client-key-data": "cGxhbnRlZA=="}), "not a certificate in PEM"),
    (("user", {"client-key-data": encode("-----BEGIN ENCRYPTED PRIVATE KEY-----\nplanted")}), "under a passphrase"), (("user", {"as": "admin"}), "says as"),
    (("user", {"auth-provider": {"name": "gcp"}}), "says auth-provider"), (("user", {"password": "planted"}), "says password"), (("user", {"token": ""}), "no token"),
    (("user", {"exec": {"apiVersion": "client.authentication.k8s.io/v1alpha1", "command": "x"}}), "another version"),
    (("user", {"exec": {"apiVersion": "client.authentication.k8s.io/v1"}}), "no command"),
    (("context", {"cluster": "gone"}), "names a cluster that is not there"), (("context", {"user": "gone"}), "names a user that is not there"),
    (("context", {"namespace": "../x"}), None)])
def test_C5_what_a_kubeconfig_says_and_cannot_be_done(cluster, refused, tmp_path, change, words):
    where, what = change
    getattr(cluster, where).update(what)
    said = refused(REF if words else "ref+k8s://./app/password", **cluster.write(tmp_path / "config"))
    assert (words or "namespace of the context is not valid") in said and "planted" not in said and not cluster.stub.seen


@pytest.mark.parametrize("text,words", [("a: [", "line 1 is not YAML"), ("a: b\n c: {", "line 2 is not YAML"), ("- a", "the file is none"), ("planted", "the file is none"), ("clusters: 1", "no current-context"), ("", "no current-context"),
                                        ("current-context: gone", "no context gone"), ("current-context: x\ncontexts: [1, {name: x, context: 1}]", "no context x")])
def test_C5_files_of_another_shape(refused, tmp_path, text, words):
    (tmp_path / "config").write_text(text)
    said = refused(REF, KUBECONFIG=tmp_path / "config")
    assert words in said and "planted" not in said


def test_C5_no_file_at_all(refused, tmp_path):
    said = refused(REF)
    assert "not a pod" in said and "KUBECONFIG" in said
    assert "None of the files" in refused(REF, KUBECONFIG=f"{tmp_path}/a:{tmp_path}/b")
    (tmp_path / "folder").mkdir()
    assert "not a regular file" in refused(REF, KUBECONFIG=tmp_path / "folder")
