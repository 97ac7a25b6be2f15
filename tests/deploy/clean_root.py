"""A bare Debian 12 that debootstrap makes, kept for the next time in the folder that GATEHOUSE_CLEAN_ROOT names."""

import os
import pathlib
import shutil
import subprocess

import pytest

KEPT = os.environ.get("GATEHOUSE_CLEAN_ROOT")

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
