"""The gate's own policy takes references (row C1): `assertion.key` and `tls.key`, resolved by `up` and `reload`, in memory only."""

import json
import pathlib
import ssl
import subprocess
import urllib.error
import urllib.request

import product
import pytest
from product import eventually

ASSERTION_KEYS = "/.well-known/gatehouse-assertion-jwks.json"


def new_key(file):
    product.gatehouse("token", "keygen", "--out", file, "--public", f"{file}.pub", "--alg", "ES256", "--force")


@pytest.fixture
def secret(tmp_path):
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    new_key(folder / "assertion.pem")
    return folder / "assertion.pem"


@pytest.fixture
def gate(tmp_path, keys, secret):
    folder = tmp_path / "gate"
    folder.mkdir()
    made = product.Gate(folder, f"upstream: http://127.0.0.1:1\nassertion: {{ key: 'ref+file://{secret}', audience: app }}\n", keys)
    yield made
    made.stop()


def handed_over(gate):
    """The folder of this gate's secrets, found by what is in it rather than by its name."""
    contents = [folder for folder in pathlib.Path("/dev/shm").glob("gatehouse-*") if folder.is_dir()]
    return [folder for folder in contents if any(file.read_text().strip() == gate.secret_text.strip() for file in folder.iterdir())]


def kid(gate):
    return [key["kid"] for key in gate.request("GET", ASSERTION_KEYS).json()["keys"]]


def test_C1_the_assertion_key_by_reference(gate, secret):
    gate.secret_text = secret.read_text()
    gate.start()
    assert len(kid(gate)) == 1
    [folder] = handed_over(gate)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    on_disk = subprocess.run(["grep", "-rlF", secret.read_text().splitlines()[1], gate.folder], capture_output=True, text=True)
    assert on_disk.stdout == ""
    product.gatehouse("stop", "-c", gate.file)
    assert handed_over(gate) == [] and not folder.exists()


def test_C1_reload_brings_a_rotated_key(gate, secret):
    gate.start()
    before = kid(gate)
    new_key(secret)
    gate.command("reload")
    assert eventually(lambda: kid(gate) != before)


def test_C1_a_reload_that_fails_changes_nothing(gate, secret):
    gate.secret_text = secret.read_text()
    gate.start()
    before = kid(gate)
    secret.write_text("no key any more\n")
    unusable = gate.command("reload", check=False)
    assert unusable.returncode == 2 and "assertion key is not usable" in unusable.stderr
    secret.unlink()
    missing = gate.command("reload", check=False)
    assert missing.returncode == 2 and f"ref+file://{secret}" in missing.stderr
    assert len(handed_over(gate)) == 1 and kid(gate) == before


def test_C1_up_refuses_and_names_the_reference(gate, secret):
    secret.unlink()
    refused = product.gatehouse("up", "--detach", "-c", gate.file, check=False)
    assert refused.returncode == 2 and f"ref+file://{secret}" in refused.stderr and "gatehouse.yaml:" in refused.stderr
    assert gate.master() is None


def test_C1_check_asks_no_store(gate, secret):
    secret.unlink()
    assert gate.command("check").returncode == 0
    gate.file.write_text(gate.file.read_text().replace("ref+file://", "ref+flie://"))
    bad = gate.command("check", "--format", "json", check=False)
    [error] = json.loads(bad.stdout)["errors"]
    assert bad.returncode == 1 and ".yaml:" in error["where"] and "flie" in error["what"] + error["fix"]


def test_C1_nginx_does_not_start_without_its_secret(gate, tmp_path):
    gate.start()
    product.gatehouse("stop", "-c", gate.file)
    run = gate.run_dir
    tested = subprocess.run(["/usr/sbin/nginx", "-p", f"{run}/", "-c", run / "nginx.conf", "-e", "stderr", "-t"], capture_output=True, text=True)
    assert tested.returncode != 0 and "was not handed over" in tested.stderr, tested.stderr


def test_C1_the_key_of_tls_by_reference(tmp_path, keys):
    folder, key = tmp_path / "gate", tmp_path / "tls.key"
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-keyout", key, "-out", folder / "gate.pem"], check=True, capture_output=True)
    key.chmod(0o600)
    gate = product.Gate(folder, f"upstream: http://127.0.0.1:1\ntls: {{ certificate: gate.pem, key: 'ref+file://{key}' }}\n"
                                "routes: [{ path: /health, auth: none }]\n", keys, tls=True)
    gate.start()
    try:
        context = ssl.create_default_context(cafile=folder / "gate.pem")
        context.check_hostname = False
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(f"https://127.0.0.1:{gate.port}/x", context=context)
        assert answer.value.code == 401
        assert not any(key.read_text().strip() == file.read_text().strip() for file in folder.rglob("*.key"))
    finally:
        gate.stop()
