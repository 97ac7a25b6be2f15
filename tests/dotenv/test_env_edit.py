"""Row A2: `env edit`: the text in clear is in memory only, gone afterwards, and nothing is lost when something goes wrong."""

import os
import pathlib
import re
import signal
import subprocess

import product
from env_folder import PLAIN

MEMORY = pathlib.Path("/dev/shm")


def script(folder, text: str) -> str:
    path = folder.path / "editor.sh"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


def left_behind() -> list[pathlib.Path]:
    found = []
    for path in MEMORY.rglob("*"):
        try:
            if path.is_file() and b"hunter" in path.read_bytes():
                found.append(path)
        except OSError:
            continue
    return found


def test_A2_edit(folder):
    before = folder.file.read_text()
    editor = script(folder, 'cp "$1" seen; stat -c "%a %h" "$1" > mode; stat -c %a "$(dirname "$1")" >> mode\n'
                            'stat -f -c %T "$1" >> mode; echo "$1" >> mode; sed -i s/hunter3/hunter9/ "$1"\n')
    folder.env("edit", EDITOR=editor)
    assert (folder.path / "seen").read_text() == PLAIN
    mode = (folder.path / "mode").read_text().splitlines()
    assert mode[:3] == ["600 1", "700", "tmpfs"]
    assert not pathlib.Path(mode[3]).parent.exists()
    assert folder.plain() == PLAIN.replace("hunter3", "hunter9")
    changed = [a.split("=")[0] for a, b in zip(before.splitlines(), folder.file.read_text().splitlines()) if a != b]
    assert changed[0] == "API_KEY" and len(changed) == 2  # and the MAC's line
    assert left_behind() == []


def test_A2_editing_nothing_changes_no_byte(folder):
    before = folder.file.read_bytes()
    assert "Nothing was changed" in folder.env("edit", EDITOR="true").stderr
    assert folder.file.read_bytes() == before


def test_A2_whatever_goes_wrong_the_old_file_stays(folder):
    before = folder.file.read_bytes()
    for text, words in {
        "exit 1": "The editor failed",
        "kill -9 $$": "The editor failed",
        'echo "no setting" >> "$1"': "not a valid .env file",
        'echo "API_KEY=twice" >> "$1"': "not a valid .env file",
        'rm "$1"': "Does not exist",
        'printf "A=\\000" > "$1"': "not a valid .env file",
    }.items():
        done = folder.env("edit", EDITOR=script(folder, text + "\n"), code=2)
        assert words in done.stderr, (text, done.stderr)
        assert "hunter" not in done.stderr + done.stdout
        assert folder.file.read_bytes() == before
        assert left_behind() == []


def test_A2_backup_files_of_the_editor_are_removed_too(folder):
    folder.env("edit", EDITOR=script(folder, 'cp "$1" "$1~"; cp "$1" "$(dirname "$1")/.swp"\n'))
    assert left_behind() == []


def test_A2_ended_while_the_editor_runs(folder):
    """SIGTERM waits for the editor, and the text is gone afterwards."""
    before = folder.file.read_bytes()
    editor = script(folder, 'echo started; read line; sed -i s/hunter3/hunter9/ "$1"; exit 1\n')
    running = subprocess.Popen([str(product.BINARY), "env", "edit"], cwd=folder.path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env={**folder.home.environment, "EDITOR": editor})
    assert running.stdout.readline() == b"started\n"
    running.send_signal(signal.SIGTERM)
    running.communicate(b"\n", timeout=60)
    assert running.returncode in (-signal.SIGTERM, 2)
    assert left_behind() == []
    assert folder.file.read_bytes() == before


def test_A2_no_value_is_ever_an_argument(folder):
    editor = script(folder, "cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' ' > processes\n")
    folder.env("edit", EDITOR=editor)
    listed = (folder.path / "processes").read_text(errors="replace")
    assert re.search(r"env edit", listed)
    assert not any(secret in listed for secret in ("hunter2", "hunter3", "hunter4", "hunter5"))


def test_A2_no_core_dump_of_it(folder):
    """While it holds the values, its memory is closed to dumps and to other processes of the same user."""
    editor = script(folder, 'ls -ld /proc/$PPID/mem > owner; grep -c . /proc/$PPID/environ > environ 2>&1; true\n')
    folder.env("edit", EDITOR=f"exec {editor}")
    owner = (folder.path / "owner").read_text().split()[2]
    assert owner == "root"  # the kernel gives the files of a process that must not be dumped to root
    if os.geteuid() != 0:
        assert "denied" in (folder.path / "environ").read_text()


def test_A2_a_file_that_was_changed_meanwhile_is_merged(folder):
    """What was typed is kept, and what somebody else has written too."""
    other = f'printf other | "{product.BINARY.absolute()}" env set ADDED; printf theirs | "{product.BINARY.absolute()}" env set EMPTY\n'
    done = folder.env("edit", EDITOR=script(folder, f'sed -i s/hunter3/hunter9/ "$1"; cd "{folder.path}"; {other}'))
    assert "it now contains both changes" in done.stderr
    assert [folder.env("get", name).stdout for name in ("API_KEY", "ADDED", "EMPTY")] == ["hunter9\n", "other\n", "theirs\n"]
    assert left_behind() == []


def test_A2_edited_text_is_kept_next_to_a_file_that_was_damaged_meanwhile(folder):
    done = folder.env("edit", EDITOR=script(folder, f'sed -i s/hunter3/hunter9/ "$1"; echo "<<<<<<< ours" >> "{folder.file}"'), code=2)
    kept = folder.path / ".env.encrypted.edited"
    assert str(kept) in done.stderr and folder.file.read_text().endswith("<<<<<<< ours\n")
    assert "hunter" not in kept.read_text() + done.stderr
    assert folder.env("get", "API_KEY", "-f", kept).stdout == "hunter9\n"
    assert left_behind() == []


def test_A2_a_name_that_both_sides_changed_is_reported(folder):
    other = f'printf theirs | "{product.BINARY.absolute()}" env set API_KEY\n'
    done = folder.env("edit", EDITOR=script(folder, f'sed -i s/hunter3/hunter9/ "$1"; cd "{folder.path}"; {other}'))
    assert "both sides changed API_KEY" in done.stderr and "theirs" not in done.stderr
    assert folder.env("get", "API_KEY").stdout == "hunter9\n"
