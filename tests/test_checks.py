"""The checks of the tree itself can fail: tools/check_names.py on trees made for it, with names that stand twice and that only look so."""

import pathlib
import subprocess
import sys

CHECK = pathlib.Path(__file__).resolve().parent.parent / "tools/check_names.py"


def check(folder, **files):
    for name, text in files.items():
        path = folder / f"{name}.h"
        path.write_text(text)
    return subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)


def test_a_class_that_is_defined_twice_in_a_namespace_is_told_with_both_places(tmp_path):
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
