"""Row B4: other processes of the same user cannot read the memory of the gate's processes."""

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


# What debuggers and dumpers do. Each says its name where it works.
DEBUG = """
import ctypes, os, sys
pid, libc = int(sys.argv[1]), ctypes.CDLL(None, use_errno=True)
class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
buffer = ctypes.create_string_buffer(8)
local, remote = Vector(ctypes.addressof(buffer), 8), Vector(int(sys.argv[2], 16), 8)
if libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0: print("readv")
if libc.ptrace(0x4206, pid, None, None) == 0: print("seize")
elif libc.ptrace(16, pid, None, None) == 0: print("attach")
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


def test_B4_other_processes_of_the_user_cannot_read_the_memory_of_the_gate(gate):
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


def address_in(pid: int) -> str:
    """Of something that is there to be read."""
    line = next(line for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines() if line.split()[1].startswith("r") and "[" not in line)
    return line.split("-")[0]


def debugged(pid: int) -> list[str]:
    done = as_user("/usr/bin/python3", "-c", DEBUG, pid, address_in(pid), cwd="/").stdout.split()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        core = f"{folder}/core"
        if shutil.which("gcore"):
            subprocess.run([*ordinary_user(), "gcore", "-o", core, str(pid)], cwd="/", capture_output=True, timeout=60)
        return done + (["gcore"] if any(pathlib.Path(folder).iterdir()) else [])


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to know an address in the gate's memory")
def test_B4_no_debugger_of_the_same_user_reads_keys_or_tokens(gate, token, upstream):
    assert gate.request("GET", "/x", token=token).status == 200
    with subprocess.Popen([*ordinary_user(), "sleep", "30"]) as other:  # the look itself works
        try:
            assert eventually(lambda: pathlib.Path(f"/proc/{other.pid}/comm").read_text().strip() == "sleep")
            found = debugged(other.pid)
            assert "readv" in found and ("seize" in found or "attach" in found), found
        finally:
            other.kill()
    for pid in [gate.master(), *gate.workers()]:
        assert debugged(pid) == [], pid


def locked_kib(pid: int) -> int:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmLck:")).split()[1])


def scalar(key: pathlib.Path) -> bytes:
    text = subprocess.run(["openssl", "ec", "-in", key, "-noout", "-text"], capture_output=True, text=True, check=True).stdout
    digits = text.split("priv:")[1].split("pub:")[0]
    return bytes.fromhex("".join(digits.split()).replace(":", "")).removeprefix(b"\0").rjust(32, b"\0")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may look")
def test_B4_the_assertion_key_that_is_used_is_in_locked_pages(gate, token, upstream):
    """In the master, which read it, and in the workers, which a fork gives the pages without their locks.

    As OpenSSL computes with it, lowest byte first. What its reader of PEM leaves in freed memory is not promised (SECURITY.md).
    """
    assert gate.request("GET", "/x", token=token).status == 200
    secret = scalar(gate.folder / "assertion.pem")
    found = 0
    for pid in [gate.master(), *gate.workers()]:
        assert eventually(lambda pid=pid: locked_kib(pid) > 0), (pid, gate.master(), gate.workers())  # a worker may still be starting
        mapping = ""
        regions = []
        for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
            if line.split()[0].count("-") == 1 and ":" not in line.split()[0]:
                mapping = line
            elif line.startswith("VmFlags:"):
                regions.append((mapping, " lo" in line))
        with open(f"/proc/{pid}/mem", "rb") as memory:
            for mapping, locked in regions:
                begin, end = (int(part, 16) for part in mapping.split()[0].split("-"))
                if "rw" not in mapping.split()[1] or end - begin > 1 << 28:
                    continue
                try:
                    memory.seek(begin)
                    content = memory.read(end - begin)
                except OSError:
                    continue
                if secret[::-1] in content:
                    found += 1
                    assert locked, (pid, mapping)
    assert found >= 3, "the look itself works"
