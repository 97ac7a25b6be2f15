"""C1, proxies of the environment: never for metadata services; one that refuses is named as the proxy; authorities of the environment."""

import socket
import threading

import pytest


class Proxy:
    """Answers every request with one status line, and keeps what it was asked."""

    def __init__(self, status):
        self.asked, self.status = [], status
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://user:planted-pw@127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    more = connection.recv(4096)
                    if not more:
                        break
                    head += more
                self.asked.append(head.decode())
                connection.sendall(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())


@pytest.fixture
def proxy():
    made = []

    def start(status="403 Forbidden"):
        made.append(Proxy(status))
        return made[-1]

    yield start
    for one in made:
        one.listener.close()


VAULT = {"VAULT_ADDR": "https://vault.corp:8200", "VAULT_TOKEN": "planted-token"}


@pytest.mark.parametrize("status,words", [("403 Forbidden", "The proxy refuses to connect to the service (403)"),
                                          ("407 Proxy Authentication Required", "wants a user and a password (407)"),
                                          ("502 Bad Gateway", "refuses to connect to the service (502)")])
def test_C1_a_proxy_that_refuses_is_named(proxy, refused, status, words):
    stub = proxy(status)
    said = refused("ref+vault://secret/app#/a", https_proxy=stub.url, **VAULT)
    assert words in said and f"127.0.0.1:{stub.listener.getsockname()[1]}" in said and "planted" not in said
    assert stub.asked[0].startswith("CONNECT vault.corp:8200") and "planted-token" not in "".join(stub.asked)


def test_C1_a_proxy_that_is_not_there_is_named(refused):
    said = refused("ref+vault://secret/app#/a", https_proxy="http://127.0.0.1:1", **VAULT)
    assert "The proxy does not answer" in said and "no_proxy" in said


@pytest.mark.parametrize("listed", ["*.corp", ".corp", "corp", "10.0.0.0/8, *.corp"])
def test_C1_no_proxy_as_people_write_it(proxy, refused, listed):
    stub = proxy()
    said = refused("ref+vault://secret/app#/a", https_proxy=stub.url, no_proxy=listed, **VAULT)
    assert stub.asked == [] and "There is no such host" in said


def test_C1_no_proxy_by_network(proxy, refused):
    stub = proxy()
    refused("ref+vault://secret/app#/a", https_proxy=stub.url, NO_PROXY="127.0.0.0/8,192.0.2.0/24",
            **{**VAULT, "VAULT_ADDR": "https://127.0.0.2:1"})
    assert stub.asked == []


@pytest.mark.parametrize("address", ["169.254.170.2", "169.254.170.23"])
def test_C1_a_containers_token_goes_to_no_proxy(proxy, run, address):
    stub = proxy("200 OK")
    run("secrets", "get", "ref+awssecrets://app?optional=true", AWS_REGION="eu-central-1", http_proxy=stub.url, HTTP_PROXY=stub.url, all_proxy=stub.url,
        no_proxy="other.example", AWS_CONTAINER_CREDENTIALS_FULL_URI=f"http://{address}/v1/credentials", AWS_CONTAINER_AUTHORIZATION_TOKEN="planted-token")
    assert stub.asked == []


def test_C1_nor_do_the_other_metadata_services(proxy, run):
    stub = proxy("200 OK")
    run("secrets", "get", "ref+gcpsecrets://p/s?optional=true", http_proxy=stub.url, all_proxy=stub.url)
    run("secrets", "get", "ref+awssecrets://s?optional=true", AWS_REGION="eu-central-1", AWS_EC2_METADATA_DISABLED="false", http_proxy=stub.url, all_proxy=stub.url)
    assert not any("169.254" in asked or "metadata" in asked for asked in stub.asked)


def test_C1_authorities_of_the_environment(serve, certificate, value_of, refused, tmp_path):
    stub = serve(lambda seen: (200, {"data": {"data": {"a": "b"}, "metadata": {"version": 1}}}), certificate)
    vault = {"VAULT_ADDR": stub.url, "VAULT_TOKEN": "t"}
    assert value_of("ref+vault://secret/app#/a", SSL_CERT_FILE=certificate.ca, **vault) == b"b"
    assert "not trusted" in refused("ref+vault://secret/app#/a", **vault)
    (tmp_path / "no.pem").write_text("no certificate")
    assert "The CA file cannot be used" in refused("ref+vault://secret/app#/a", SSL_CERT_FILE=tmp_path / "no.pem", **vault)
