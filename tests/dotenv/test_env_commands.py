"""Row A2: the commands of `gatehouse env`, and what each promises."""

import json
import os
import pty
import re
import select
import stat
import subprocess
import time

import product
import pytest
from env_folder import PLAIN, Folder


def tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"^(?:export )?([A-Z0-9_]+)=(gAAAA\S+)$", text, re.MULTILINE))


def test_A2_encrypt_and_decrypt(home, tmp_path):
    (tmp_path / ".env").write_text(PLAIN)
    done = home.run("env", "encrypt", "-r", "anna@example.org", cwd=tmp_path)
    assert ".env is still there in clear" in done.stderr
    assert home.run("env", "decrypt", cwd=tmp_path).stdout == PLAIN
    home.run("env", "decrypt", "--output", "clear", cwd=tmp_path)
    assert (tmp_path / "clear").read_text() == PLAIN
    assert stat.S_IMODE((tmp_path / "clear").stat().st_mode) == 0o600
    done = home.run("env", "decrypt", "--output", "clear", cwd=tmp_path, code=2)
    assert "Already exists" in done.stderr
    (tmp_path / "clear").chmod(0o644)
    home.run("env", "decrypt", "--output", "clear", "--force", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "clear").stat().st_mode) == 0o600


def test_A2_encrypting_again_keeps_the_tokens_of_unchanged_values(folder):
    before = tokens(folder.file.read_text())
    (folder.path / ".env").write_text(PLAIN.replace("hunter3", "hunter9"))
    folder.env("encrypt")
    after = tokens(folder.file.read_text())
    assert {name for name in before if before[name] != after[name]} == {"API_KEY"}
    done = folder.env("encrypt", "-r", "bert@example.org", code=2)
    assert "recipients add" in done.stderr


def test_A2_set_get_unset_list(folder):
    before = tokens(folder.file.read_text())
    folder.env("set", "API_KEY", data="two words\n")
    assert folder.env("get", "API_KEY").stdout == "two words\n"
    assert "API_KEY='two words'\n" in folder.plain()
    folder.env("set", "NEW", data="line one\nline two\n")
    assert json.loads(folder.env("get", "NEW", "--format", "json").stdout) == {"name": "NEW", "value": "line one\nline two"}
    after = tokens(folder.file.read_text())
    assert {name for name in before if before[name] != after[name]} == {"API_KEY"}
    names = [json.loads(line)["name"] for line in folder.env("list", "--format", "json", GNUPGHOME="/nonexistent").stdout.splitlines()]
    assert names == ["DATABASE_URL", "API_KEY", "EMPTY", "PEM", "NEW"]
    folder.env("unset", "NEW")
    assert folder.env("get", "NEW", code=3).stdout == ""
    assert "no setting of this name" in folder.env("unset", "NEW", code=3).stderr


def test_A2_setting_the_same_value_changes_no_byte(folder):
    before = folder.file.read_bytes()
    folder.env("set", "API_KEY", data="hunter3")
    assert folder.file.read_bytes() == before


@pytest.mark.parametrize("name,value,words", [
    ("1A", "x", "Not a name of a setting"),
    ("A", "x\0y", "NUL"),
    ("A", "\udcff", "not UTF-8"),
])
def test_A2_what_cannot_be_a_setting_changes_nothing(folder, name, value, words):
    before = folder.file.read_bytes()
    command = [str(product.BINARY), "env", "set", name]
    done = subprocess.run(command, input=value.encode(errors="surrogateescape"), capture_output=True, cwd=folder.path,
                          env=folder.home.environment, timeout=60, check=False)
    assert done.returncode == 2 and words in done.stderr.decode()
    assert folder.file.read_bytes() == before


def test_A2_rotate_makes_every_token_anew(folder):
    before = tokens(folder.file.read_text())
    folder.env("rotate")
    after = tokens(folder.file.read_text())
    assert all(before[name] != after[name] for name in before)
    assert folder.plain() == PLAIN


def test_A2_recipients_come_and_go(home, folder):
    anna, bert = home.fingerprint("anna"), home.fingerprint("bert")
    folder.env("recipients", "add", "bert@example.org")
    listed = [json.loads(line) for line in folder.env("recipients", "list", "--format", "json").stdout.splitlines()]
    assert [(one["fingerprint"], one["state"]) for one in listed] == [(anna, "good"), (bert, "good")]
    assert "already" in folder.env("recipients", "add", "bert@example.org", code=2).stderr
    before = tokens(folder.file.read_text())
    old_key = re.search(f"#gatehouse-key {bert} (.*)", folder.file.read_text())[1]
    done = folder.env("recipients", "remove", bert[-16:])
    assert "change them where they are made" in done.stderr
    text = folder.file.read_text()
    assert bert not in text and old_key not in text
    assert all(before[name] != token for name, token in tokens(text).items())  # another data key
    assert folder.plain() == PLAIN
    assert "Not a recipient" in folder.env("recipients", "remove", "bert@example.org", code=3).stderr
    assert "last recipient" in folder.env("recipients", "remove", anna, code=2).stderr


def test_A2_check_finds_what_was_changed(folder):
    assert folder.env("check").stdout == ".env.encrypted: good, 4 settings, 1 recipient\n"
    good = folder.file.read_text()
    lines = good.splitlines(keepends=True)
    changes = {
        "".join(lines[:-1]): "Ends early",
        "".join(lines[:2] + lines[3:]): "a line was added, removed, moved or edited",
        good.replace("# database", "# databases"): "a line was added, removed, moved or edited",
        good.replace("EMPTY=", "EMPTIER="): "was made for another name",
        good.replace("API_KEY=g", "API_KEY=hunter3\nX=g"): "The value of API_KEY is not encrypted",
        good.replace("\n", "\r\n"): "Its line ends were changed to CRLF",
        good.replace("# database", "<<<<<<< HEAD\n# database"): "Holds git's conflict markers",
    }
    for text, words in changes.items():
        folder.file.write_text(text, newline="")
        done = folder.env("check", "--format", "json", code=1)
        verdict = json.loads(done.stdout)
        assert not verdict["ok"] and words in verdict["faults"][0]["what"], verdict
        assert folder.env("decrypt", code=2).stdout == ""
        assert "hunter" not in done.stdout + done.stderr
        assert folder.file.read_bytes() == text.encode()


@pytest.mark.parametrize("text", [lambda text: "", lambda text: "A=in clear\n", lambda text: text[text.index("\n") + 1:]], ids=["empty", "in clear", "without its first line"])
def test_A2_an_encrypted_file_that_is_none_any_more_is_an_error(folder, text):
    folder.file.write_text(text(folder.file.read_text()))
    folder.env("check", code=1)
    for command in (["get", "A"], ["list"], ["decrypt", "--yes"], ["diff", "/dev/null", folder.file]):
        done = folder.env(*command, code=2)
        assert done.stdout == "" and ("ncrypted" in done.stderr), (command, done.stderr)
    done = folder.home.run("run", "--", "sh", "-c", "echo started", cwd=folder.path, code=2)
    assert done.stdout == "", done.stdout


def test_A2_two_files_with_each_others_tokens(home, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = Folder(home, tmp_path / "a"), Folder(home, tmp_path / "b")
    theirs = tokens(two.file.read_text())["API_KEY"]
    text = one.file.read_text()
    one.file.write_text(text.replace(tokens(text)["API_KEY"], theirs))
    done = one.env("get", "DATABASE_URL", code=2)
    assert "The token for the value of API_KEY was changed, or belongs to another file" in done.stderr
    assert ".env.encrypted:4" in done.stderr


def test_A2_diff_tells_names_and_values_only_if_asked(home, folder):
    (folder.path / "other").write_text(PLAIN.replace("hunter3", "hunter9").replace("EMPTY=\n", "ADDED=x\n"))
    done = folder.env("diff", folder.file, "other", code=1)
    assert done.stdout == "~ API_KEY\n- EMPTY\n+ ADDED\n"
    done = folder.env("diff", folder.file, "other", "--values", code=1)
    assert "- API_KEY=hunter3\n+ API_KEY=hunter9\n" in done.stdout
    assert folder.env("diff", folder.file, folder.file).stdout == ""
    text = folder.env("diff", "--textconv", folder.file).stdout
    assert "hunter" not in text and re.search(r"^API_KEY=<[0-9a-f]{16}>$", text, re.MULTILINE)
    # Without a key git's diff still works, on the file as it is.
    text = folder.env("diff", "--textconv", folder.file, GNUPGHOME=str(folder.path)).stdout
    assert text == folder.file.read_text()


def test_A2_a_file_that_another_process_changed_meanwhile_stays(home, folder):
    other = folder.path / "other.sh"
    other.write_text(f"#!/bin/sh\necho A=1 >> \"$1\"\necho '# by somebody else' >> '{folder.file}'\n")
    other.chmod(0o755)
    done = folder.env("edit", EDITOR=str(other), code=2)
    assert "Was changed by another process meanwhile" in done.stderr
    assert folder.file.read_text().endswith("# by somebody else\n")


def test_A2_a_link_stays_a_link_and_a_mode_a_mode(folder):
    folder.file.chmod(0o640)
    link = folder.path / ".env.link"
    link.symlink_to(folder.file)
    folder.env("set", "API_KEY", "-f", link, data="x")
    assert link.is_symlink() and folder.env("get", "API_KEY").stdout == "x\n"
    assert stat.S_IMODE(folder.file.stat().st_mode) == 0o640


def on_a_terminal(folder, answer: bytes, *arguments) -> tuple[str, int]:
    """What the program shows on a terminal of its own, and how it ends."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder.path)
        os.execve(product.BINARY, [str(product.BINARY), *arguments], {**folder.home.environment, "TERM": "dumb"})
    shown = b""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        if b"[y/N]" not in shown and b"[y/N]" in shown + read:
            os.write(terminal, answer)
        shown += read
    os.close(terminal)
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_A2_decrypting_to_a_terminal_asks_first(folder):
    shown, code = on_a_terminal(folder, b"n\n", "env", "decrypt")
    assert code == 2 and "hunter" not in shown and "Show every value on this terminal?" in shown
    shown, code = on_a_terminal(folder, b"y\n", "env", "decrypt")
    assert code == 0 and "hunter2" in shown
    shown, code = on_a_terminal(folder, b"", "env", "decrypt", "--yes")
    assert code == 0 and "hunter2" in shown and "[y/N]" not in shown


def test_A2_a_write_that_was_confirmed_to_one_of_many_writers_stays(folder):
    """Writers that meet: one wins, the others hear so. Never is a value lost that was acknowledged."""
    acknowledged = set()
    for turn in range(12):
        writers = {f"R{turn}_{i}": subprocess.Popen([product.BINARY, "env", "set", f"R{turn}_{i}"], cwd=folder.path, text=True,
                                                    stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=folder.home.environment)
                   for i in range(4)}
        for writer in writers.values():
            writer.stdin.write("value")
            writer.stdin.close()
        for name, writer in writers.items():
            said = writer.stderr.read()
            if writer.wait(product.COMMAND_TIMEOUT) == 0:
                acknowledged.add(name)
            else:
                assert "by another process" in said, said
    assert acknowledged and acknowledged <= set(tokens(folder.file.read_text()))
    folder.env("check")


def test_A2_a_writer_that_is_killed_leaves_the_old_file_or_the_new_one(folder):
    (folder.path / "plain").write_text("".join(f"NAME_{i}=value {i}\n" for i in range(300)))
    commands = [["rotate"], ["set", "API_KEY"], ["encrypt", "plain", "-o", "new", "-r", "anna@example.org"]]
    for turn in range(24):
        command = [product.BINARY, "env", *commands[turn % 3]]
        with subprocess.Popen(command, cwd=folder.path, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=folder.home.environment) as writer:
            writer.stdin.close()
            time.sleep(0.004 * turn)
            writer.kill()
        folder.env("check")
        if (folder.path / "new").exists():
            folder.env("check", "new")
            (folder.path / "new").unlink()


def test_A2_an_output_that_is_a_link_is_replaced_and_not_followed(folder):
    target = folder.path / "target"
    target.write_text("precious")
    for command in (["decrypt", "-o", "link"], ["encrypt", "-", "-r", "anna@example.org", "-o", "link"]):
        (folder.path / "link").unlink(missing_ok=True)
        (folder.path / "link").symlink_to(target)
        assert "Already exists" in folder.env(*command, code=2, data=PLAIN).stderr
        folder.env(*command, "--force", data=PLAIN)
        assert target.read_text() == "precious" and not (folder.path / "link").is_symlink()
    (folder.path / "dangling").symlink_to(folder.path / "nowhere")
    folder.env("decrypt", "-o", "dangling", code=2)
    assert not (folder.path / "nowhere").exists()
