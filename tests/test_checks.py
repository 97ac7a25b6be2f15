"""The checks of the tree itself can fail: tools/check_names.py on trees with names that are defined twice or only look so, tools/check_words.py on pages.
And tools/passed_tests.py leaves out no test whose program or surroundings have changed."""

import importlib
import os
import pathlib
import shutil
import subprocess
import sys

CHECK = pathlib.Path(__file__).resolve().parent.parent / "tools/check_names.py"


def check(folder, **files):
    for name, text in files.items():
        path = folder / f"{name}.h"
        path.write_text(text)
    return subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)


def test_a_class_that_is_defined_twice_in_a_namespace_is_reported_with_both_places(tmp_path):
    done = check(tmp_path,
                 one="namespace gatehouse::room {\n\nclass Account final : public Base<int> {\n};\n}\n",
                 two="#pragma once\nnamespace gatehouse {\nnamespace room {\nstruct Account {};\n}\n}\n")
    assert done.returncode == 1
    assert "gatehouse::room::Account is defined 2 times" in done.stdout
    assert "one.h:3" in done.stdout and "two.h:4" in done.stdout


def test_every_kind_of_type_counts(tmp_path):
    kinds = {"class": "class X {};", "structure": "struct alignas(64) X {};", "union": "union X {};", "enumeration": "enum class X : int { kA };",
             "template": "template <class T, typename U = int>\nclass X {};", "attribute": "class [[nodiscard]] X {};"}
    for kind, text in kinds.items():
        folder = tmp_path / kind
        folder.mkdir()
        done = check(folder, one=f"namespace a {{ {text} }}", two=f"namespace a {{ {text} }}")
        assert done.returncode == 1, f"{kind}: {done.stdout}"


def test_what_only_looks_like_a_second_definition_passes(tmp_path):
    done = check(tmp_path,
                 one="namespace a { class X { struct Y {}; enum class Z { k }; }; template <> struct Hash<X> {}; }",
                 other_namespace="namespace b { class X { struct Y {}; }; struct Y {}; }",
                 declared='namespace a { class X; enum class E : int; struct Y* Find(); void F(struct X* x) {} }\n// class X {};\nauto t = R"(class X {)";',
                 unnamed="namespace a { namespace { class X {}; } }",
                 another_unnamed="namespace a {\nnamespace {\nclass X {};\n}\nstruct Outer::X {};\ntemplate <> struct Hash<int> {};\n}",
                 digits="namespace a { constexpr int kMany = 1'000'000; constexpr char kQuote = '\\''; class Q {}; class [[nodiscard]] R {}; class [[nodiscard]] S {}; }")
    assert done.returncode == 0, done.stdout


def test_the_tree_itself_is_clean():
    done = subprocess.run([sys.executable, CHECK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


WORDS = CHECK.parent / "check_words.py"


def words(path):
    return subprocess.run([sys.executable, WORDS, path], capture_output=True, text=True, check=False)


def test_a_word_that_is_hard_to_read_is_found_with_what_to_write_instead(tmp_path):
    page = tmp_path / "page.md"
    for line, instead in [("Who" + "ever reads this.", "anyone who"), ("A command that m" + "ends it.", "fix"),
                          ("One object a" + " line.", "per line"), ("The figures of the se" + "eds.", "requirement documents"),
                          ("The folder is read an" + "ew.", "again"), ("'7x' is no inte" + "ger.", "is not a"), ("It ca" + "n't be read.", "cannot")]:
        page.write_text("# A page\n\n" + line + "\n")
        done = words(page)
        assert done.returncode == 1 and f"{page}:3: " in done.stdout and instead in done.stdout, line


def test_plain_words_pass(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Anyone who reads this line can fix it. There is no key here. The seed of a random generator; one line per file.\n")
    done = words(page)
    assert done.returncode == 0 and not done.stdout, done.stdout


def test_an_error_that_begins_with_a_small_letter_is_found(monkeypatch):
    monkeypatch.syspath_prepend(WORDS.parent)
    check = importlib.import_module("check_words")
    error, _ = check.ERROR
    for line in ('return base::Fail("the file is missing", path);', 'base::SystemFail(fmt::format("cannot be {}", x))', 'base::Error{"is missing", where, {}}'):
        assert error.search(line), line
    for line in ('return base::Fail("The file is missing", path);', 'base::Fail("nginx has ended", {})', "base::Fail(\"'{}' is unknown\")", 'results.Fail(kRule, "no hash")'):
        assert not error.search(line), line
    assert check.ERRORS_IN.match("src/base/file.cc") and not check.ERRORS_IN.match("src/base/file_test.cc")


class Tree:
    """A repository with a build of two tests: `one`, and `other`, which depends on more than its program."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        (folder / "tools").mkdir()
        (folder / "build").mkdir()
        shutil.copy(CHECK.parent / "passed_tests.py", folder / "tools")
        subprocess.run(["git", "init", "-q", folder], check=True)
        self.write("build/one", "a program")
        self.write("build/other", "a program")
        self.write("build/CTestTestfile.cmake", f'add_test(one "{folder}/build/one")\nadd_test(other "{folder}/build/other")\n'
                                                'set_tests_properties(other PROPERTIES LABELS "room;always")\n')
        self.write(".gitignore", "build/\n")

    def write(self, name: str, text: str):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def run(self, *words: str, **environment: str) -> str:
        done = subprocess.run([sys.executable, self.folder / "tools/passed_tests.py", *words], capture_output=True, text=True, check=False,
                              env={**os.environ, "GATEHOUSE_CORPORA": "", **environment})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def unchanged(self, **environment: str) -> str:
        return self.run("unchanged", "build", **environment)

    def record(self, verdict: str):
        self.write("build/log", "1: [  PASSED  ] 5 tests.\n1: [  SKIPPED ] 1 test, listed below:\n2: [  PASSED  ] 3 tests.\n"
                                f"1/2 Test #1: one .....   {verdict}    0.10 sec\n2/2 Test #2: other .....   Passed    0.10 sec\n")
        self.run("record", "build", str(self.folder / "build/log"))


def test_only_what_has_passed_and_is_the_same_need_not_run_again(tmp_path):
    tree = Tree(tmp_path)
    assert tree.unchanged() == ""
    tree.record("***Failed")
    assert tree.unchanged() == ""
    tree.record("Passed")
    assert tree.unchanged() == "one 5 1\n"
    tree.write("src/one.cc", "the program is the same")
    assert tree.unchanged() == "one 5 1\n"
    tree.write("build/one", "another program")
    assert tree.unchanged() == ""
    tree.write("build/one", "a program")
    assert tree.unchanged() == "one 5 1\n"


def test_whatever_else_a_test_may_read_counts(tmp_path):
    tree = Tree(tmp_path)
    data = tmp_path / "build/data"
    data.mkdir()
    tree.unchanged()
    tree.record("Passed")
    assert tree.unchanged(GATEHOUSE_CORPORA=str(data)) == ""
    assert tree.unchanged(ASAN_OPTIONS="detect_leaks=0") == ""
    tree.write("doc/page.md", "a page that a test compares with")
    assert tree.unchanged() == ""
    tree.record("Passed")
    assert tree.unchanged() == "one 5 1\n"


def test_a_step_runs_again_when_a_file_of_its_own_has_changed(tmp_path):
    tree = Tree(tmp_path)
    tree.write("tests/one.py", "a test")
    tree.write("tests/other.py", "another test")
    tree.write("doc/page.md", "a page")
    ask = ["unchanged-step", "gate", "build/one", "tests/one.py"]
    for _ in range(2):
        assert tree.run(*ask) == "", "it has not passed"
    tree.run("record-step", "gate", "2", "1")
    assert tree.run(*ask) == "2 1\n"
    tree.write("tests/other.py", "it reads no such file")
    assert tree.run(*ask) == "2 1\n"
    assert tree.run("unchanged-step", "another", *ask[2:]) == ""
    for name, text in (("tests/one.py", "a test"), ("build/one", "a program"), ("doc/page.md", "a page")):
        assert tree.run(*ask) == "2 1\n", name
        tree.write(name, "something else")
        assert tree.run(*ask) == "", name
        tree.write(name, text)
    assert tree.run(*ask, GATEHOUSE_STRESS_SECONDS="9") == ""
    (tmp_path / "build/one").unlink()
    assert tree.run(*ask) == "", "a file that is not there"
    tree.run("record-step", "gate", "2", "1")
    assert tree.run(*ask) == ""


def test_without_git_every_test_runs(tmp_path):
    tree = Tree(tmp_path)
    tree.unchanged()
    tree.record("Passed")
    shutil.rmtree(tmp_path / ".git")
    outside = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    assert tree.unchanged(**outside) == ""
    tree.run("record", "build", str(tmp_path / "build/log"))


def test_a_file_of_tests_runs_again_when_anything_but_another_file_of_tests_has_changed(tmp_path):
    tree = Tree(tmp_path)
    for name in ("build/bin/program", "build/lib/module.so", "src/one.cc", "tests/product.py", "tests/test_one.py", "tests/room/test_other.py", "tests/room/test_skipping.py"):
        tree.write(name, "first")
    tree.write(".gitignore", "build/\n.venv/\n")
    (tmp_path / "tests/.venv").mkdir()
    (tmp_path / "tests/.venv/test_theirs.py").write_bytes(b"# \xa4, and none of ours")
    ask = ["unchanged-files", "build", "tests"]
    assert tree.run(*ask) == "", "nothing has passed"
    tree.write("build/report.xml", '''<testsuites><testsuite>
        <testcase file="test_one.py" name="a"/><testcase file="test_one.py" name="b"/>
        <testcase file="room/test_other.py" name="c"/>
        <testcase file="room/test_skipping.py" name="d"/><testcase file="room/test_skipping.py" name="e"><skipped message="no"/></testcase>
        <testcase file="test_gone.py" name="f"/></testsuite></testsuites>''')
    tree.run("record-files", "build", str(tmp_path / "build/report.xml"))
    both = "tests/room/test_other.py 1\ntests/test_one.py 2\n"
    assert tree.run(*ask) == both, "a file with a skipped test always runs"
    tree.write("tests/test_one.py", "another test")
    assert tree.run(*ask) == "tests/room/test_other.py 1\n"
    tree.write("tests/test_one.py", "first")
    tree.write("tests/helper.py", "from test_one import Admin\n")
    tree.run(*ask)
    tree.run("record-files", "build", str(tmp_path / "build/report.xml"))
    assert tree.run(*ask) == both
    tree.write("tests/test_one.py", "another test, whose parts all may use")
    assert tree.run(*ask) == ""
    tree.write("tests/test_one.py", "first")
    for name in ("build/bin/program", "build/lib/module.so", "src/one.cc", "tests/product.py", "README.md"):
        assert tree.run(*ask) == both, name
        tree.write(name, "second")
        assert tree.run(*ask) == "", name
        (tmp_path / name).unlink() if name == "README.md" else tree.write(name, "first")
    tree.write("build/report.xml", '<testsuites><testsuite><testcase file="test_one.py"/><testcase file="test_one.py"><failure/></testcase></testsuite></testsuites>')
    tree.write("src/one.cc", "second")
    tree.run(*ask)
    tree.run("record-files", "build", str(tmp_path / "build/report.xml"))
    assert tree.run(*ask) == "", "a failed test"
