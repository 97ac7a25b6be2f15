"""Row A14: with little space left on the log's volume only high and critical events are written, until there is room again."""

import os
import shutil
import subprocess

import pytest
from product import eventually

ROUTES = "routes: [{ path: /api/*, auth: token }]\n"


@pytest.fixture
def small(tmp_path):
    """A file system of its own, without root too: in a user's name space where the system lets nobody mount."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", folder], capture_output=True).returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def test_A14_below_the_floor_only_what_matters_is_written(make_gate, upstream, keys, small):
    log = small / "events.jsonl"
    gate = make_gate(f"upstream: {upstream.url}\nworkers: 1\nevents: {{ file: {log}, min_free: 300KiB }}\n{ROUTES}")
    bad = keys.forge(claims={"iss": "nobody.example"})

    def told(reason: str) -> int:
        return log.read_text().count(f'"reason":"{reason}"')

    assert gate.request("GET", "/api/x").status == 401
    assert eventually(lambda: told("token_missing") == 1)
    ballast = small / "ballast"
    ballast.write_bytes(b"x" * (shutil.disk_usage(small).free - 100 * 1024))

    def low_while_refused(times: int) -> int:
        """How many of the low ones were written, once the high ones behind them are: one worker writes them in order."""
        low, high = told("token_missing"), told("token_issuer")
        for _ in range(times):
            assert gate.request("GET", "/api/x").status == 401
            assert gate.request("GET", "/api/x", token=bad).status == 401
        assert eventually(lambda: told("token_issuer") == high + times), "what matters is written"
        return told("token_missing") - low

    assert eventually(lambda: low_while_refused(1) == 0), "the writer looks once a second"
    assert low_while_refused(5) == 0
    assert gate.command("status", "--format", "json").stdout.count('"event_failures":0') == 0, "the others are counted"
    assert shutil.disk_usage(small).free > 0
    before = told("token_missing")
    ballast.unlink()
    assert eventually(lambda: gate.request("GET", "/api/x").status == 401 and told("token_missing") > before), "there is room again"


def test_A14_a_full_volume_refuses_nobody(make_gate, upstream, token, small):
    gate = make_gate(f"upstream: {upstream.url}\nworkers: 1\nevents: {{ file: {small}/events.jsonl, min_free: 0 }}\n{ROUTES}")
    (small / "ballast").write_bytes(b"x" * shutil.disk_usage(small).free)
    assert gate.request("GET", "/api/x").status == 401
    assert gate.request("GET", "/api/x", token=token).status == 200
