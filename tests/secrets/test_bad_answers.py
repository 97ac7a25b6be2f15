"""Other servers that answer in place of a store: each case has a clear message, no credentials are sent, and no value is shown."""

import pathlib
import subprocess
import threading

import product
import pytest

TOKEN = "planted-token-3141592653"
VALUE = "planted-value-2718281828"


@pytest.fixture
def vault_at(serve):
    def at(answer, certificate=None):
        stub = serve(answer, certificate)
        stub.environment = {"VAULT_ADDR": stub.url, "VAULT_TOKEN": TOKEN}
        return stub

    return at


def test_C2_a_redirect_is_not_followed(vault_at, serve, refused):
    thief = serve(lambda _: (200, {"data": {"data": {"a": "stolen"}, "metadata": {}}}))
    stub = vault_at(lambda _: (307, "", {"Location": thief.url + "/v1/secret/data/app"}))
    words = refused("ref+vault://secret/app#/a", **stub.environment)
    assert "credentials never follow" in words
    assert not thief.seen and len(stub.seen) == 1, "it is not asked again either"


@pytest.mark.parametrize("answer", [(200, "<html><body>Please log in</body></html>", {"Content-Type": "text/html; charset=utf-8"}),
                                    (200, "\n<!DOCTYPE html><p>Welcome", {"Content-Type": "application/json"}),
                                    (403, "<HTML>no", {"Content-Type": "text/plain"})])
def test_C2_a_captive_portal_is_named(vault_at, refused, answer):
    stub = vault_at(lambda _: answer)
    assert "A web page answers instead of Vault" in refused("ref+vault://secret/app#/a", **stub.environment)
    assert len(stub.seen) == 1


def test_C2_a_secret_of_thirty_megabytes_is_refused(vault_at, refused):
    body = b'{"data":{"data":{"a":"' + b"x" * (30 << 20) + b'"},"metadata":{}}}'
    words = refused("ref+vault://secret/app#/a", **vault_at(lambda _: (200, body, {"Content-Type": "application/json"})).environment)
    assert "too large" in words and len(words) < 1000
    # With an announced length, not even a first part is read.
    body = b'{"data":{"data":{"a":"' + b"x" * (3 << 19) + b'"},"metadata":{}}}'
    assert "larger than 1 MiB" in refused("ref+vault://secret/app#/a", **vault_at(lambda _: (200, body)).environment)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"data":1}', '{"data":{"data":{"a":1}}}', '{"data":{"data":"x","metadata":{"a":1,"a":2}}}',
                                  '{"data":' * 200 + "1" + "}" * 200])
def test_C2_answers_of_a_wrong_shape(vault_at, refused, body):
    words = refused("ref+vault://secret/app?default=never#/a", **vault_at(lambda _: (200, body)).environment)
    assert "Vault" in words


def test_C2_nobody_there(refused):
    port = product.free_port()
    assert "The server does not answer" in refused("ref+vault://secret/app", VAULT_ADDR=f"http://127.0.0.1:{port}", VAULT_TOKEN=TOKEN)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_B4_errors_show_neither_the_token_nor_the_stores_answer(vault_at, refused, status):
    stub = vault_at(lambda _: (status, {"errors": [f"{TOKEN} {VALUE}"], "data": None}, {"Retry-After": "60"}))
    words = refused("ref+vault://secret/app#/a", **stub.environment)
    assert TOKEN not in words and VALUE not in words


def test_B4_a_value_is_only_on_stdout(vault_at, tmp_path):
    """Neither in arguments nor environment of the process, nor in a file it leaves."""
    looked, waiting = threading.Event(), threading.Event()

    def answer(_):
        waiting.set()
        assert looked.wait(20)
        return 200, {"data": {"data": {"a": VALUE}, "metadata": {"version": 1}}}

    stub = vault_at(answer)
    process = subprocess.Popen([product.BINARY.absolute(), "secrets", "get", "ref+vault://secret/app#/a"], cwd=tmp_path, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env={"HOME": str(tmp_path), **stub.environment})
    assert waiting.wait(20)
    arguments = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
    looked.set()
    out, err = process.communicate(timeout=60)
    assert out == VALUE.encode() and err == b""
    assert TOKEN.encode() not in arguments and VALUE.encode() not in arguments
    assert list(tmp_path.iterdir()) == []
