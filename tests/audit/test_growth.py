"""Rows A5 B14 C13: an audit of a file takes as long as the file is large, and not the square of that. Instructions are counted (cachegrind), because they
do not depend on the machine or its load. bench/audit_growth.py measures seconds for the same files."""

import re
import shutil
import subprocess

import pytest

from audit_support import BINARY
from large_files import SHAPES

FEW, MANY = 250, 2000
# The forms that once took the square of their size; where a part costs little, so many times as many parts.
COUNTED = {"dockerfile_stages": 1, "dockerfile_stages_on_each_other": 1, "dockerfile_heredocs": 40, "dockerfile_open_braces": 40,
           "dockerfile_arguments_in_each_other": 1, "dockerfile_long_argument": 1, "compose_networks": 1, "compose_merges": 1,
           "kubernetes_containers": 2, "kubernetes_annotations": 1, "github_triggers": 1, "github_open_brackets": 40, "go_modules": 2,
           "env_example_settings": 1, "gatehouseignore_fingerprints": 1, "secrets_in_one_file": 1, "secrets_in_one_line": 2, "secrets_joined_in_one_run": 2,
           "names_of_secrets_in_one_run": 4, "python_long_callee": 20}
# What grows with the size takes 8 times as many instructions, and sorting adds some; what grows with its square takes 64 times as many.
MOST = 1.5 * MANY / FEW

pytestmark = pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")


@pytest.fixture(scope="session")
def instructions(tmp_path_factory):
    # Valgrind reads what is there for a debugger at each start, for a third of its time.
    program = tmp_path_factory.mktemp("stripped") / "gatehouse"
    subprocess.run(["strip", "-o", program, BINARY], check=True)

    def count(folder) -> int:
        done = subprocess.run(["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, "audit", folder, "--scanners", "none", "--format", "json"],
                              capture_output=True, text=True, timeout=1200)
        assert done.returncode in (0, 1), done.stderr[-2000:]
        return int(re.search(r"I +refs: +([\d,]+)", done.stderr)[1].replace(",", ""))

    empty = tmp_path_factory.mktemp("empty")
    count(empty)  # the rules of the secret scan are compiled once, and kept where the program keeps them
    start = count(empty)
    return lambda folder: count(folder) - start


@pytest.mark.parametrize("name", COUNTED)
def test_A5_B14_C13_an_audit_takes_as_long_as_the_file_is_large(instructions, tmp_path, name):
    counts = []
    for parts in (FEW, MANY):
        folder = tmp_path / str(parts)
        for file, text in SHAPES[name](parts * COUNTED[name]).items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        counts.append(instructions(folder))
    assert counts[1] < MOST * counts[0], f"{FEW} parts: {counts[0]:,} instructions, {MANY} parts: {counts[1]:,}"
