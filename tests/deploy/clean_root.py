"""A bare Debian 12 that debootstrap makes, kept for the next time in the folder that GATEHOUSE_CLEAN_ROOT names."""

import os
import pathlib
import shutil
import subprocess

import pytest

KEPT = os.environ.get("GATEHOUSE_CLEAN_ROOT")
# For a gate that runs in such a root; write_policy() puts it in its folder.
POLICY = ("environment: development\nlisten: 127.0.0.1:8443\ntls: off\nrun_dir: /run/gatehouse\nupstream: http://127.0.0.1:9\n"
          "tokens: { issuer: i, audience: a, keys: /etc/gatehouse/public.pem, algorithms: EdDSA }\n")

needs_clean_root = [pytest.mark.skipif(not KEPT, reason="GATEHOUSE_CLEAN_ROOT names no folder for a Debian root"),
                    pytest.mark.skipif(KEPT is not None and (os.geteuid() != 0 or shutil.which("debootstrap") is None), reason="needs root and debootstrap")]


def bare_root() -> pathlib.Path:
    bare = pathlib.Path(KEPT) / "bookworm"
    if not (bare / "etc" / "debian_version").exists():
        shutil.rmtree(bare, ignore_errors=True)
        done = subprocess.run(["debootstrap", "--variant=minbase", "bookworm", bare, "http://deb.debian.org/debian"], capture_output=True, text=True, timeout=900)
        if done.returncode != 0:
            shutil.rmtree(bare, ignore_errors=True)
            pytest.skip(f"Debian cannot be fetched: {done.stdout[-300:]}")
    policy = bare / "usr/sbin/policy-rc.d"  # as in images: installing starts no service
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    return bare


def write_policy(folder: pathlib.Path) -> None:
    """POLICY and its key, in the folder that is /etc/gatehouse there."""
    (folder / "gatehouse.yaml").write_text(POLICY)
    private = subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], capture_output=True, check=True).stdout
    (folder / "public.pem").write_bytes(subprocess.run(["openssl", "pkey", "-pubout"], input=private, capture_output=True, check=True).stdout)
