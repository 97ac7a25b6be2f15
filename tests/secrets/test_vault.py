"""C2: Vault's KV store version 2, on a real Vault; a stub plays the answers that a real one does not give on demand."""

import json
import socket
import subprocess
import threading
import time

import pytest
from product import base64url


@pytest.fixture
def root(vault):
    return {"VAULT_ADDR": vault.url, "VAULT_TOKEN": "root"}


def test_C2_a_secret_and_its_fields(vault, root, value_of, refused):
    vault.put("app", database_url="postgres://u:p@db/x", port=5432, nested={"a/b": [1.50, True]}, text="ü\n\"")
    assert value_of("ref+vault://secret/app#/database_url", **root) == b"postgres://u:p@db/x"
    assert value_of("ref+vault://secret/app#/port", **root) == b"5432"
    assert value_of("ref+vault://secret/app#/nested/a~1b/1", **root) == b"true"
    assert value_of("ref+vault://secret/app#/text", **root) == "ü\n\"".encode()
    assert json.loads(value_of("ref+vault://secret/app", **root))["port"] == 5432
    assert value_of("ref+vault://app?mount=secret#/port", **root) == b"5432"
    assert "There is no field /none" in refused("ref+vault://secret/app#/none", **root)
    assert value_of("ref+vault://secret/app?default=d#/none", **root) == b"d"


def test_C2_versions_deleted_and_destroyed(vault, root, value_of, refused):
    first, second, third = (vault.put("versions", v=n) for n in "123")
    assert value_of("ref+vault://secret/versions#/v", **root) == b"3"
    assert value_of(f"ref+vault://secret/versions?version={first}#/v", **root) == b"1"
    vault.api("secret/delete/versions", {"versions": [second]})
    vault.api("secret/destroy/versions", {"versions": [third]}, method="PUT")
    assert "this version was deleted" in refused(f"ref+vault://secret/versions?version={second}#/v", **root)
    assert "this version was destroyed" in refused("ref+vault://secret/versions#/v", **root)
    assert value_of("ref+vault://secret/versions?optional=true#/v", **root) == b""
    assert "nothing at this path" in refused("ref+vault://secret/versions?version=9#/v", **root)
    assert "nothing at this path" in refused("ref+vault://secret/none", **root)
    assert "nothing at this path" in refused("ref+vault://nomount/none", **root)


def test_C2_a_token_that_may_not(vault, root, refused, value_of):
    vault.put("denied", a="1")
    vault.api("sys/policies/acl/only-app", {"policy": 'path "secret/data/app" { capabilities = ["read"] }'})
    vault.put("app", a="1")
    token = vault.api("auth/token/create", {"policies": ["only-app"]})["auth"]["client_token"]
    limited = {**root, "VAULT_TOKEN": token}
    assert value_of("ref+vault://secret/app#/a", **limited) == b"1"
    words = refused("ref+vault://secret/denied?default=never", **limited)
    assert "permission denied (403)" in words and token not in words
    assert "permission denied" in refused("ref+vault://secret/app", **{**root, "VAULT_TOKEN": "s.wrong-token"})


def test_C2_approle_login_is_logged_out_at_the_end(vault, value_of, refused, tmp_path):
    vault.put("app", a="by role")
    vault.api("sys/policies/acl/app", {"policy": 'path "secret/data/app" { capabilities = ["read"] }'})
    vault.api("sys/auth/approle", {"type": "approle"}, expect=(204, 400))
    vault.api("auth/approle/role/app", {"token_policies": "app", "token_ttl": "1h"})
    role = vault.api("auth/approle/role/app/role-id")["data"]["role_id"]
    secret = vault.api("auth/approle/role/app/secret-id", {})["data"]["secret_id"]
    before = vault.tokens()
    environment = {"VAULT_ADDR": vault.url, "VAULT_ROLE_ID": role, "VAULT_SECRET_ID": secret}
    assert value_of("ref+vault://secret/app#/a", **environment) == b"by role"
    assert vault.tokens() == before, "the login's token was not given back"
    (tmp_path / "secret_id").write_text(secret + "\n")
    assert value_of("ref+vault://secret/app#/a", VAULT_ADDR=vault.url, VAULT_ROLE_ID=role, VAULT_SECRET_ID_FILE=tmp_path / "secret_id") == b"by role"
    assert "Both are set" in refused("ref+vault://secret/app", **environment, VAULT_SECRET_ID_FILE=tmp_path / "secret_id")
    assert "refuses the login" in refused("ref+vault://secret/app", **{**environment, "VAULT_SECRET_ID": "wrong"})


def test_C2_kubernetes_login(vault, value_of, refused, serve, certificate, tmp_path):
    """Vault asks the cluster whose token it is; the stub is the cluster."""
    def jwt(account):
        claims = {"iss": "kubernetes/serviceaccount", "aud": ["vault"], "sub": f"system:serviceaccount:prod:{account}", "iat": int(time.time()) - 5,
                  "nbf": int(time.time()) - 5, "exp": int(time.time()) + 600,
                  "kubernetes.io": {"namespace": "prod", "serviceaccount": {"name": account, "uid": "u1"}}}
        return ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "RS256"}, claims)) + "." + base64url(b"signed")

    def review(seen):
        spec = json.loads(seen.body)["spec"]
        user = {"username": "system:serviceaccount:prod:app", "uid": "u1", "groups": []}
        return 201, {"kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1",
                     "status": {"authenticated": spec["token"] == jwt_of_app, "audiences": spec["audiences"], "user": user}}

    jwt_of_app = jwt("app")
    cluster = serve(review)
    vault.put("app", a="by cluster")
    vault.api("sys/policies/acl/app", {"policy": 'path "secret/data/app" { capabilities = ["read"] }'})
    vault.api("sys/auth/kubernetes", {"type": "kubernetes"}, expect=(204, 400))
    vault.api("auth/kubernetes/config", {"kubernetes_host": cluster.url, "token_reviewer_jwt": jwt("reviewer"), "disable_local_ca_jwt": True,
                                         "kubernetes_ca_cert": certificate.ca.read_text()})
    vault.api("auth/kubernetes/role/app", {"bound_service_account_names": "app", "bound_service_account_namespaces": "prod", "token_policies": "app"})
    (tmp_path / "token").write_text(jwt_of_app)
    environment = {"VAULT_ADDR": vault.url, "VAULT_KUBERNETES_ROLE": "app", "VAULT_KUBERNETES_TOKEN_FILE": tmp_path / "token"}
    assert value_of("ref+vault://secret/app#/a", **environment) == b"by cluster"
    (tmp_path / "token").write_text(jwt("somebody"))
    assert "refuses the login" in refused("ref+vault://secret/app#/a", **environment)


def test_C2_a_sealed_vault_says_so(vault, root, refused, value_of):
    vault.put("app", a="1")
    vault.api("sys/seal", {}, method="PUT")
    try:
        words = refused("ref+vault://secret/app#/a", **root)
        assert "sealed" in words and "unseal it" in words
    finally:
        vault.api("sys/unseal", {"key": vault.key_file.read_text()}, method="PUT")
    assert value_of("ref+vault://secret/app#/a", **root) == b"1"


def test_C2_bao_wins_over_vault_and_the_namespace_is_sent(serve, value_of):
    def answer(seen):
        assert seen.headers["X-Vault-Token"] == "bao" and seen.headers["X-Vault-Request"] == "true"
        return 200, {"data": {"data": {"ns": seen.headers["X-Vault-Namespace"]}, "metadata": {"version": 1}}}

    stub = serve(answer)
    environment = {"BAO_ADDR": stub.url, "VAULT_ADDR": "http://127.0.0.1:1", "BAO_TOKEN": "bao", "VAULT_TOKEN": "vault"}
    assert value_of("ref+vault://secret/app#/ns", **environment, VAULT_NAMESPACE="team") == b"team"
    assert value_of("ref+vault://secret/app?namespace=other#/ns", **environment, VAULT_NAMESPACE="team") == b"other"


def test_C2_throttling_is_waited_for(serve, value_of):
    left = [(429, "", {"Retry-After": "1"}), (503, ""), (200, {"data": {"data": {"a": "x"}, "metadata": {"version": 1}}})]
    stub = serve(lambda _: left.pop(0))
    start = time.monotonic()
    assert value_of("ref+vault://secret/app#/a", VAULT_ADDR=stub.url, VAULT_TOKEN="t") == b"x"
    assert time.monotonic() - start >= 1.0
    assert len(stub.seen) == 3


def test_C2_tls_is_verified(serve, certificate, value_of, refused):
    stub = serve(lambda _: (200, {"data": {"data": {"a": "x"}, "metadata": {}}}), certificate)
    environment = {"VAULT_ADDR": stub.url, "VAULT_TOKEN": "t"}
    words = refused("ref+vault://secret/app#/a", **environment)
    assert "certificate is not trusted (issued by" in words and "Test Authority" in words
    assert not stub.seen
    assert value_of("ref+vault://secret/app#/a", **environment, VAULT_CACERT=certificate.ca) == b"x"
    assert value_of("ref+vault://secret/app#/a", **environment, VAULT_SKIP_VERIFY="true") == b"x"
    assert "neither true nor false" in refused("ref+vault://secret/app#/a", **environment, VAULT_SKIP_VERIFY="maybe")


def test_C2_settings_that_are_wrong_ask_nobody(refused):
    assert "VAULT_ADDR is not set" in refused("ref+vault://secret/app")
    assert "There is no Vault token" in refused("ref+vault://secret/app", VAULT_ADDR="https://127.0.0.1:1")
    assert "in clear" in refused("ref+vault://secret/app", VAULT_ADDR="http://vault.example:8200", VAULT_TOKEN="t")
    assert "not http" in refused("ref+vault://secret/app", VAULT_ADDR="vault.example", VAULT_TOKEN="t")
    assert "MOUNT/PATH" in refused("ref+vault://secret", VAULT_ADDR="https://127.0.0.1:1", VAULT_TOKEN="t")
    assert "MOUNT/PATH" in refused("ref+vault://secret/../sys", VAULT_ADDR="https://127.0.0.1:1", VAULT_TOKEN="t")
    assert "not a number" in refused("ref+vault://secret/app?version=latest", VAULT_ADDR="https://127.0.0.1:1", VAULT_TOKEN="t")
    assert "not a known method" in refused("ref+vault://secret/app", VAULT_ADDR="https://127.0.0.1:1", VAULT_AUTH_METHOD="ldap")


def test_C2_kv_of_version_1_and_mounts_of_several_parts(vault, root, value_of, refused):
    for path, version in (("old", "1"), ("team/a/old", "1"), ("team/a/new", "2")):
        vault.api(f"sys/mounts/{path}", {"type": "kv", "options": {"version": version}}, expect=(204, 400))
    vault.api("old/app/db", {"url": "one"})
    vault.api("team/a/old/app", {"url": "two"})
    for _ in range(200):  # a new mount of version 2 is upgraded in the background
        if vault.api("team/a/new/data/app", {"data": {"url": "three"}}, expect=(200, 400)).get("data"):
            break
        time.sleep(0.05)
    assert value_of("ref+vault://old/app/db#/url", **root) == b"one"
    assert value_of("ref+vault://team/a/old/app#/url", **root) == b"two"
    assert value_of("ref+vault://team/a/new/app#/url", **root) == b"three"
    assert "nothing at this path" in refused("ref+vault://old/none", **root)
    assert "keeps no versions" in refused("ref+vault://old/app/db?version=2", **root)
    vault.api("sys/policies/acl/old", {"policy": 'path "old/app/*" { capabilities = ["read"] }'})
    token = vault.api("auth/token/create", {"policies": ["old"]})["auth"]["client_token"]
    assert value_of("ref+vault://old/app/db#/url", **{**root, "VAULT_TOKEN": token}) == b"one"


def test_C2_a_node_that_is_not_up_to_date_is_asked_again(serve, value_of):
    answers = [(412, {"errors": ["required index state not present"]}), (412, {"errors": []})]
    stub = serve(lambda _: answers.pop() if answers else (200, {"data": {"data": {"a": "b"}, "metadata": {"version": 1}}}))
    assert value_of("ref+vault://secret/app#/a", VAULT_ADDR=stub.url, VAULT_TOKEN="t") == b"b"
    assert len(stub.seen) == 3


def test_C2_a_login_with_a_token_of_an_identity_provider(serve, value_of, refused, tmp_path):
    (tmp_path / "jwt").write_text("planted.id.token\n")

    def answer(seen):
        if seen.target == "/v1/auth/jwt/login":
            return (200, {"auth": {"client_token": "s.login", "lease_duration": 60}}) if json.loads(seen.body) == {"role": "ci", "jwt": "planted.id.token"} \
                else (400, {"errors": ["error validating token"]})
        if seen.target.endswith("/revoke-self"):
            return 204, b""
        return (200, {"data": {"data": {"a": "b"}, "metadata": {"version": 1}}}) if seen.headers["X-Vault-Token"] == "s.login" else (403, {})

    stub = serve(answer)
    environment = {"VAULT_ADDR": stub.url, "VAULT_JWT_ROLE": "ci"}
    assert value_of("ref+vault://secret/app#/a", VAULT_JWT_FILE=tmp_path / "jwt", **environment) == b"b"
    assert value_of("ref+vault://secret/app#/a", VAULT_JWT="planted.id.token", **environment) == b"b"
    words = refused("ref+vault://secret/app#/a", VAULT_JWT="wrong.id.token", **environment)
    assert "refuses the login (400)" in words and "wrong.id.token" not in words
    assert "has no token" in refused("ref+vault://secret/app#/a", **environment)
    assert "no such file" in refused("ref+vault://secret/app#/a", VAULT_JWT_FILE=tmp_path / "none", **environment)
    assert "Both are set" in refused("ref+vault://secret/app#/a", VAULT_JWT_FILE=tmp_path / "jwt", VAULT_JWT="x", **environment)
    assert "has no role" in refused("ref+vault://secret/app#/a", VAULT_ADDR=stub.url, VAULT_AUTH_METHOD="oidc", VAULT_JWT="x")


def test_C2_an_agent_behind_a_unix_socket(vault, value_of, refused, tmp_path):
    """It logs in for us: no token is needed, and none is sent."""
    vault.put("agent", a="b")
    path = tmp_path / "agent.sock"
    heads = []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()

    def serve_agent():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                head = connection.recv(65536).decode()
                heads.append(head)
                target = head.split()[1]
                body = json.dumps(vault.api(target[len("/v1/"):])).encode()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    threading.Thread(target=serve_agent, daemon=True).start()
    try:
        assert value_of("ref+vault://secret/agent#/a", VAULT_ADDR=f"unix://{path}", https_proxy="http://127.0.0.1:1", all_proxy="http://127.0.0.1:1") == b"b"
        assert "x-vault-token" not in heads[0].lower() and "x-vault-request: true" in heads[0].lower()
    finally:
        listener.close()
    assert "has no socket path" in refused("ref+vault://secret/agent#/a", VAULT_ADDR="unix://agent.sock")


def test_C2_authorities_in_a_folder(serve, certificate, value_of, refused, tmp_path):
    folder = tmp_path / "authorities"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(certificate.ca.read_bytes())
    subprocess.run(["openssl", "rehash", str(folder)], check=True)
    stub = serve(lambda _: (200, {"data": {"data": {"a": "b"}, "metadata": {"version": 1}}}), certificate)
    vault = {"VAULT_ADDR": stub.url, "VAULT_TOKEN": "t"}
    assert value_of("ref+vault://secret/app#/a", VAULT_CAPATH=folder, **vault) == b"b"
    assert "not trusted" in refused("ref+vault://secret/app#/a", VAULT_CAPATH=tmp_path, **vault)
