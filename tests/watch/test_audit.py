"""The audit log of a real gate (row A16): sealed while it runs, and the first line that is not as it was is named."""

import pathlib

import pytest
from control_gate import ControlGate, kill
from product import eventually
from watched import event

PATIENCE = 30


@pytest.fixture(scope="module")
def sealed(watched):
    """With a closed segment and an open one."""
    watched.write_events([event("login", principal="ada", details=str(number)) for number in range(20)])
    watched.log.rename(watched.log.with_name("events.jsonl.1"))
    watched.log.touch(mode=0o600)
    assert eventually(lambda: (watched.audit / "000001.seal").exists())
    watched.write_events([event("login", principal="bob", details=str(number)) for number in range(20)])
    assert eventually(lambda: whole(watched)), watched.verify()
    return watched


def whole(gate) -> bool:
    code, report = gate.verify()
    return code == 0 and report["unsealed_lines"] == 0 and report["signed_at"] is not None


def edited(path: pathlib.Path, change):
    """In place: the same file, as an editor or a shell leaves it."""
    before = path.read_bytes()
    lines = before.splitlines(keepends=True)
    change(lines)
    with path.open("r+b") as file:
        file.truncate()
        file.write(b"".join(lines))
    return before


@pytest.mark.parametrize("name,how", [("closed", "changed"), ("closed", "removed"), ("closed", "inserted"), ("open", "changed"), ("open", "removed")])
def test_a16_the_first_line_that_is_not_as_it_was_is_named(sealed, name, how):
    path = sealed.audit / "000001.jsonl" if name == "closed" else sealed.log
    number = next(number for number, line in enumerate(path.read_bytes().splitlines(), 1) if b'"details":"7"' in line)

    def change(lines):
        if how == "changed":
            lines[number - 1] = lines[number - 1].replace(b'"details":"7"', b'"details":"8"')
        elif how == "removed":
            del lines[number - 1]
        else:
            lines.insert(number - 1, b'{"forged":1}\n')

    before = edited(path, change)
    try:
        done = sealed.command("events verify", check=False)
        assert done.returncode == 1
        word = "a line that stood here was removed" if how == "removed" else f"this line was {how}"
        assert f"{path}:{number}: {word}" in done.stdout, done.stdout
    finally:
        edited(path, lambda lines: lines.__setitem__(slice(None), [before]))
    assert sealed.verify()[0] == 0


def test_a16_the_log_names_the_author_of_logins_keys_blocks_and_registry_changes(sealed):
    sealed.command("block add", "198.51.100.250", "--for", "1m", "--reason", "a test")
    sealed.command("block remove", "198.51.100.250")
    sealed.command("registry enrol", "--id", "77", "--name", "Seventy", "--steward", "ops@example", "--url", "http://127.0.0.1:9077")
    sealed.command("registry revoke", "subject", "somebody")
    sealed.command("registry unrevoke", "subject", "somebody")
    types = [line["type"] for line in sealed.events]
    for type_ in ("block_added", "block_removed", "droplet_enrolled", "revoked", "revocation_removed"):
        assert type_ in types, type_
    assert eventually(lambda: whole(sealed))


def test_a16_a_line_that_was_put_into_the_open_log_is_named_and_stays_so(sealed):
    number = next(number for number, line in enumerate(sealed.log.read_bytes().splitlines(), 1) if b'"details":"7"' in line)
    edited(sealed.log, lambda lines: lines.insert(number - 1, b'{"forged":1}\n'))
    done = sealed.command("events verify", check=False)
    assert done.returncode == 1 and f"{sealed.log}:{number}: this line was inserted" in done.stdout, done.stdout
    kill(sealed.daemon)
    assert eventually(lambda: [line for line in sealed.log.read_text().splitlines() if '"audit_broken"' in line]), "told at the next start"


def test_a16_a_policy_without_a_watch_has_nothing_to_verify(tmp_path):
    done = ControlGate(tmp_path, "{ registry: {}, people: {} }").command("events verify", check=False)
    assert done.returncode == 2 and "write control: { watch: {} }" in done.stderr
