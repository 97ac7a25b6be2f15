"""Each requirement row that doc/requirements.md calls done has a test that names it."""

import re

from audit_support import ROOT


def test_A16_every_row_that_is_done_is_named_by_a_test():
    texts = [path.read_text(errors="replace") for folder, pattern in (("src", "*_test.cc"), ("tests", "test_*.py")) for path in (ROOT / folder).rglob(pattern)]
    named = {row for text in texts for name in re.findall(r"TEST(?:_F|_P)?\(\w+, (\w+)\)|def (test_\w+)", text) for row in re.findall(r"(?<![A-Za-z0-9])[ABC]\d{1,2}(?!\d)", "".join(name).replace("_", " "))}
    lines = [line.split("|") for line in (ROOT / "doc" / "requirements.md").read_text().splitlines() if re.match(r"\| [ABC]\d", line)]
    done = {row for cells in lines if cells[3].strip().startswith("done") for row in re.findall(r"[ABC]\d{1,2}", cells[1])}
    assert len(done) > 25
    assert sorted(done - named) == []
