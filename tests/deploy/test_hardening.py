"""Rows C13 and B4: what the compiler and the linker do against faults in memory, seen in the programs that they made."""

import os
import pathlib
import subprocess

import pytest

BIN = pathlib.Path(os.environ["GATEHOUSE_BIN"]).absolute().parent
PROGRAMS = [BIN / "gatehouse", BIN / "gatehouse-control"]
MODULE = BIN.parent / "lib" / "ngx_http_gatehouse_module.so"
# The C library's functions that check the size of the buffer they write into, as every program of ours uses some.
CHECKED = {"__memcpy_chk", "__memmove_chk", "__memset_chk", "__read_chk", "__recv_chk", "__snprintf_chk", "__vsnprintf_chk", "__realpath_chk"}

everything = pytest.mark.parametrize("file", [*PROGRAMS, MODULE], ids=lambda file: file.name)


def read(file: pathlib.Path, *what: str) -> str:
    return subprocess.run(["readelf", "-W", *what, file], capture_output=True, text=True, check=True).stdout


def imported(file: pathlib.Path) -> set[str]:
    return {line.split()[7].partition("@")[0] for line in read(file, "--dyn-syms").splitlines() if " UND " in line and len(line.split()) > 7}


@everything
def test_C13_addresses_of_functions_are_bound_at_the_start_and_read_only(file):
    assert " NOW" in read(file, "--dynamic"), "what is bound later, the dynamic linker does with secrets in the registers, and saves those on the stack"
    segments = read(file, "--segments")
    assert "GNU_RELRO" in segments
    stack = next(line.split() for line in segments.splitlines() if "GNU_STACK" in line)
    assert "E" not in stack[6], stack


@pytest.mark.parametrize("file", PROGRAMS, ids=lambda file: file.name)
def test_C13_programs_are_loaded_at_any_address(file):
    assert "PIE" in read(file, "--dynamic")


@everything
def test_C13_the_stack_and_buffers_are_checked(file):
    names = imported(file)
    assert "__stack_chk_fail" in names
    assert names & CHECKED, sorted(name for name in names if name.endswith("_chk"))
