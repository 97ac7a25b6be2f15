"""doc/requirements.md contains every row of the documents, the files that it names exist, and each row has tests with its name."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROWS = [f"{document}{number}" for document, last in (("A", 17), ("B", 17), ("C", 16)) for number in range(1, last + 1)]
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in (ROOT / "doc" / "requirements.md").read_text().splitlines()
         if re.match(r"\| [ABC]\d", line)]


def places(name: str) -> list[pathlib.Path]:
    """A file or folder of the repository, or below src/; a name without an ending is a header with its source and its test."""
    endings = ("", ".h", ".cc", "_test.cc")
    return [place for place in (ROOT / name, *(ROOT / "src" / (name + ending) for ending in endings)) if place.exists()]


def rows_shown_by(file: pathlib.Path) -> set[str]:
    """A test names the rows that it shows, as A7_B14_; unit tests do it as TEST(Suite, A7_…)."""
    names = re.findall(r"(?:TEST(?:_[FP])?\(\w+, |def test_)((?:[ABC]\d+_)+)", file.read_text())
    return {row for name in names for row in name.strip("_").split("_")}


def files_with_tests(place: pathlib.Path) -> list[pathlib.Path]:
    files = [place] if place.is_file() else list(place.iterdir())
    return [file for file in files if re.search(r"_test\.cc$|/test_[^/]*\.py$", str(file))]


def test_each_row_is_in_the_table():
    named = {row for cells in TABLE for row in re.findall(r"\b[ABC]\d+\b", cells[0])}
    assert sorted(set(ROWS) - named) == [] and sorted(named - set(ROWS)) == []


@pytest.mark.parametrize("cells", TABLE, ids=[" ".join(cells[:1]) + " " + cells[1][:30] for cells in TABLE])
def test_what_a_row_names_is_there(cells):
    state, where = cells[2], cells[3]
    assert state.split(":")[0].split(";")[0].split()[0] in ("done", "part", "open"), state
    names = re.findall(r"`([^`]+)`", where) + [str(pathlib.Path("doc") / page) for page in re.findall(r"\]\(([^)#]+)\)", where)]
    assert names or state.startswith("open")
    assert [name for name in names if not places(name)] == []


@pytest.mark.parametrize("cells", [cells for cells in TABLE if "`" in cells[3]], ids=lambda cells: cells[0] + " " + cells[1][:30])
def test_the_files_of_a_row_have_its_tests(cells):
    rows = set(re.findall(r"\b[ABC]\d+\b", cells[0]))
    shown = {row for name in re.findall(r"`([^`]+)`", cells[3]) for place in places(name) for file in files_with_tests(place) for row in rows_shown_by(file)}
    assert sorted(rows - shown) == []


def test_each_row_has_tests_that_are_called_after_it():
    files = [file for pattern in ("src/**/*_test.cc", "tests/**/test_*.py") for file in ROOT.glob(pattern) if ".venv" not in file.parts]
    shown = set().union(*map(rows_shown_by, files))
    done = {row for cells in TABLE if not cells[2].startswith("open") for row in re.findall(r"\b[ABC]\d+\b", cells[0])}
    assert sorted(done - shown) == []
