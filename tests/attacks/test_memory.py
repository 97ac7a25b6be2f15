"""Row B4: what the gate's processes hold in memory is closed to other processes of the same user."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import pytest
from product import BINARY, Gate, eventually, module_file

LOOK = """
import sys
for name in ("mem", "environ", "maps"):
    try:
        with open(f"/proc/{sys.argv[1]}/{name}", "rb") as file:
            if name != "mem":
                file.read(1)
        print(name)
    except PermissionError:
        pass
"""


def ordinary_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    person = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--clear-groups", "--"]


def as_user(*command, cwd=None, **more) -> subprocess.CompletedProcess:
    """As an ordinary user: root may look into every process."""
    done = subprocess.run([*ordinary_user(), *map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=60, **more)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done


@pytest.fixture
def gate(keys, _upstream):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-memory-"))
    public = folder / "registry_public.pem"
    shutil.copy(keys.public, public)
    for name, file in (("gatehouse", BINARY), ("module.so", module_file())):  # where the ordinary user can reach them
        shutil.copy(file, folder / name)
    gate = Gate(folder, f"upstream: {_upstream.url}\nassertion: {{ key: assertion.pem, audience: services }}\n", keys)
    gate.file.write_text(gate.file.read_text().replace(str(keys.public), str(public)))
    if os.geteuid() == 0:
        person = pwd.getpwnam("nobody")
        for path in (folder, *folder.iterdir()):
            os.chown(path, person.pw_uid, person.pw_gid)
    environment = {**os.environ, "GATEHOUSE_MODULE": str(folder / "module.so"), "NO_COLOR": "1", "HOME": str(folder)}
    gate.call = lambda *words: as_user(folder / "gatehouse", *words, cwd=folder, env=environment)
    gate.call("token", "keygen", "--out", "assertion.pem", "--public", "assertion_public.pem", "--alg", "ES256")
    gate.call("up", "--detach", "-c", gate.file)
    yield gate
    gate.stop()
    shutil.rmtree(folder, ignore_errors=True)


def open_to_the_same_user(pid: int) -> str:
    return as_user("/usr/bin/python3", "-c", LOOK, pid, cwd="/").stdout


def assert_closed(gate):
    processes = [gate.master(), *gate.workers()]
    assert len(processes) >= 3
    for pid in processes:
        assert open_to_the_same_user(pid) == "", pid
        limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
        assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]


def test_B4_nobody_of_the_same_user_reads_the_memory_of_the_gate(gate):
    with subprocess.Popen([*ordinary_user(), "sleep", "30"]) as other:  # the look itself works
        try:
            assert eventually(lambda: open_to_the_same_user(other.pid).split() == ["mem", "environ", "maps"])
        finally:
            other.kill()
    assert_closed(gate)


def test_B4_status_and_reload_work_where_memory_is_closed(gate, token, upstream):
    assert gate.request("GET", "/x", token=token).status == 200
    assert f"{gate.master()}" in gate.call("status", "-c", gate.file).stdout
    before = set(gate.workers())
    gate.call("reload", "-c", gate.file)
    assert eventually(lambda: len(set(gate.workers()) - before) >= 2)
    assert gate.request("GET", "/x", token=token).status == 200
    assert_closed(gate)
    gate.call("stop", "-c", gate.file)
    assert gate.master() is None
