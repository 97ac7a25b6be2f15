"""The pages of the documentation hold together: what they link to is there, headings included, the files that they name exist, and each page is in the README's list."""

import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGES = sorted(name for name in subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
               if not name.startswith(("tests/", "fuzz/")))
# A change may name a file that a later change has moved.
KEEP_WHAT_THEY_SAID = ("CHANGELOG.md",)
NAMED = re.compile(r"`((?:src|tests|tools|bench|doc|deploy|examples|fuzz|cmake)/[\w./-]+\.\w+)`")


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


def anchors(page):
    """As GitHub makes them from headings."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.lower())
        found.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page):
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        if not path.exists() or (anchor and anchor not in anchors(path.resolve().relative_to(ROOT))):
            missing.append(target)
    assert missing == []


@pytest.mark.parametrize("page", [page for page in PAGES if page not in KEEP_WHAT_THEY_SAID])
def test_the_files_that_a_page_names_are_there(page):
    assert [name for name in NAMED.findall(text_of(page)) if not (ROOT / name).exists()] == []


def test_the_files_that_the_code_names_as_its_tests_are_there():
    """The comment at the top of a file says what tests it: by a name, or by a path from src/ or the top."""
    missing = []
    for file in sorted((ROOT / "src").rglob("*.h")):
        comment = re.match(r"(?://.*\n)*", file.read_text(encoding="utf-8"))[0].replace("\n//", " ")
        for name in re.findall(r"[\w/]*\w+_(?:test|fuzz|bench)\.cc|\btests/[\w/]+\.py|\bdoc/[\w/-]+\.md", comment):
            anywhere = (ROOT / "src").rglob(name) if "/" not in name else ()
            if not any(place.exists() for place in (ROOT / name, ROOT / "src" / name, *anywhere)):
                missing.append(f"{file.relative_to(ROOT)}: {name}")
    assert missing == []


def test_the_readme_lists_each_page_of_the_documentation():
    listed = set(re.findall(r"\]\((doc/[\w-]+\.md)\)", text_of("README.md")))
    assert sorted({page for page in PAGES if re.fullmatch(r"doc/[\w-]+\.md", page)} - listed) == []
