"""doc/requirements.md contains every row of the documents, the files that it names exist, and each row has tests with its name."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROWS = [f"{document}{number}" for document, last in (("A", 17), ("B", 17), ("C", 16)) for number in range(1, last + 1)]
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in (ROOT / "doc" / "requirements.md").read_text().splitlines()
         if re.match(r"\| [ABC]\d", line)]


def is_there(name: str) -> bool:
    places = [ROOT / name, ROOT / "src" / name, *(ROOT / "src" / (name + ending) for ending in (".h", ".cc"))]
    return any(place.exists() for place in places) or ("/" not in name and any((ROOT / "tests").rglob(name)))


def test_each_row_is_in_the_table():
    named = {row for cells in TABLE for row in re.findall(r"\b[ABC]\d+\b", cells[0])}
    assert sorted(set(ROWS) - named) == [] and sorted(named - set(ROWS)) == []


@pytest.mark.parametrize("cells", TABLE, ids=[" ".join(cells[:1]) + " " + cells[1][:30] for cells in TABLE])
def test_what_a_row_names_is_there(cells):
    state, where = cells[2], cells[3]
    assert state.split(":")[0].split(";")[0].split()[0] in ("done", "part", "open"), state
    names = re.findall(r"`([^`]+)`", where) + [str(pathlib.Path("doc") / page) for page in re.findall(r"\]\(([^)#]+)\)", where)]
    assert names or state.startswith("open")
    assert [name for name in names if not is_there(name)] == []


def test_each_row_has_tests_that_are_called_after_it():
    """A test names the rows that it shows, as A7_B14_; unit tests do it as TEST(Suite, A7_…)."""
    shown = set()
    for pattern in ("src/**/*_test.cc", "tests/**/test_*.py"):
        for file in ROOT.glob(pattern):
            if ".venv" not in file.parts:
                for name in re.findall(r"(?:TEST(?:_[FP])?\(\w+, |def test_)((?:[ABC]\d+_)+)", file.read_text()):
                    shown.update(name.strip("_").split("_"))
    done = {row for cells in TABLE if not cells[2].startswith("open") for row in re.findall(r"\b[ABC]\d+\b", cells[0])}
    assert sorted(done - shown) == []
