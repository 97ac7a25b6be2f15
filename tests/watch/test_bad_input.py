"""Invalid lines in a log with several writers: the daemon continues, counts each line once, and finds the attack after them (row A14)."""

import json
import pathlib
import time

import pytest
from product import eventually
from watched import event, fresh_address

PATIENCE = 60
MOST_MEMORY_GROWN = 64 << 20


def memory(pid: int) -> int:
    fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(fields["VmRSS"].split()[0]) << 10


@pytest.fixture(scope="module")
def good():
    return event("suspicious_input", address="203.0.113.200")


BAD = {
    "cut": lambda good: good[:60],
    "of another version": lambda good: good.replace("suspicious_input", "of_the_year_2040"),
    "without a time": lambda good: good.replace('"time"', '"tyme"'),
    "not JSON": lambda good: "Nov 27 12:00:00 gate nginx: all is well",
    "two in one line": lambda good: good + good,
    "ten megabytes": lambda good: "x" * 10_000_000,
    "ten megabytes of JSON": lambda good: good[:-1] + ',"details":"' + "y" * 10_000_000 + '"}',
    "nested": lambda good: '{"time":' * 2000 + "1" + "}" * 2000,
    "a list": lambda good: "[" + good + "]",
    "numbers that cannot be": lambda good: good[:-1] + ',"count":-5,"retry_after":99999999999999999999}',
    "texts where numbers are": lambda good: good[:-1] + ',"count":"many","retry_after":"long","tried":7}',
    "a time that cannot be": lambda good: good.replace(json.loads(good)["time"], "9999-99-99T99:99:99.999Z"),
    "empty": lambda good: "",
    "zeros": lambda good: "\0" * 5000,
}


@pytest.mark.parametrize("kind", BAD)
def test_a14_bad_lines_are_read_over(watched, good, kind):
    before, pid = watched.place["lines"], watched.daemon
    marker = fresh_address()
    watched.write_events([BAD[kind](good), BAD[kind](good), event("suspicious_input", address=marker)])
    assert eventually(lambda: watched.findings_about(marker))
    counted = 1 if kind == "empty" else 3  # an empty line is none
    assert eventually(lambda: watched.place["lines"] >= before + counted)
    assert watched.daemon == pid


def test_a14_bytes_that_are_no_text_and_a_great_many_bad_lines_cost_no_memory(watched):
    pid, marker = watched.daemon, fresh_address()
    before = memory(pid)
    with watched.log.open("ab", buffering=0) as log:
        log.write(bytes(range(128, 256)) * 40 + b"\n")
        for number in range(8):
            log.write((b'{"time":"' + bytes([65 + number]) * 2_000_000 + b"\n") * 2)
        log.write((json.dumps({"time": "2024", "type": "access"}) + "\n").encode() * 50_000)
    watched.write_events([event("suspicious_input", address=marker)])
    assert eventually(lambda: watched.findings_about(marker))
    assert watched.daemon == pid and memory(pid) - before < MOST_MEMORY_GROWN


def test_a14_a_line_that_comes_in_pieces_is_one_line(watched):
    marker = fresh_address()
    line = event("suspicious_input", address=marker).encode() + b"\n"
    for piece in (line[:30], line[30:90], line[90:]):
        with watched.log.open("ab", buffering=0) as log:
            log.write(piece)
        time.sleep(0.3)
    assert eventually(lambda: watched.findings_about(marker))
    assert len(watched.findings_about(marker)) == 1


def test_a14_a_line_that_occurs_twice_is_two_events_and_one_block(watched):
    marker = fresh_address()
    line = event("suspicious_input", address=marker)
    watched.write_events([line, line])
    assert eventually(lambda: len(watched.findings_about(marker)) == 2)
    assert eventually(lambda: watched.blocked(marker))
    listed = [json.loads(text) for text in watched.command("block list --format json").stdout.splitlines()]
    assert len([block for block in listed if block["target"].startswith(marker)]) == 1
