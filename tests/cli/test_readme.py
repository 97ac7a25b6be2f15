"""README.md: its policy and its commands, as they are written, in an empty folder. Only the ports are free ones."""

import os
import re
import subprocess

from cli_support import BINARY, FINE, ROOT, free_port


def test_the_readmes_policy_and_commands_work_as_they_are_written(tmp_path):
    section = (ROOT / "README.md").read_text().partition("## A policy in ten lines")[2].partition("\n## ")[0]
    blocks = dict(re.findall(r"^```(yaml|sh)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))
    port, service = str(free_port()), str(free_port())
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "gatehouse").symlink_to(BINARY)
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "gatehouse.yaml").write_text(blocks["yaml"].replace("8443", port).replace("9000", service))
    end = 'trap "gatehouse stop >/dev/null 2>&1 || true" EXIT\n'  # also where one of the commands fails
    done = subprocess.run(["bash", "-c", "set -e\n" + end + blocks["sh"].replace("8443", port)], cwd=folder, capture_output=True, text=True,
                          timeout=60, check=False, env={**os.environ, "PATH": f"{tmp_path / 'programs'}:{os.environ['PATH']}"})
    assert done.returncode == FINE, done.stdout + done.stderr
    assert "ok gatehouse.yaml" in done.stdout and "The gate has stopped" in done.stdout + done.stderr
    assert '"status":502' in done.stdout, "the token opens the route, and no service is there"
