"""Row C9: what Chromium would run of a field, in any place of a page, `inspect: field` refuses. The fields are put together at random, always the same."""

import pathlib
import random
import shutil
import sys

import pytest
from product import BINARY

pytest.importorskip("selenium", reason="python3-selenium is not installed")
sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
from field_browser import Browser  # noqa: E402
from field_rates import verdicts  # noqa: E402

pytestmark = pytest.mark.skipif(not shutil.which("chromium") or not shutil.which("chromedriver"), reason="chromium and chromium-driver are not installed")

ELEMENTS = "a img svg video audio input body details my-tag marquee dialog form button math image animate set iframe object embed style table link base meta".split()
BEFORE = ["", '">', "'>", '" ', "' ", "</title>", "</textarea>", "-->", "x ", "</style>", "</script>", '"/']
SPACES = [" ", "/", "\t", "\n", "\f", "//", ' x="1" ', "'"]
EQUALS = ["=", " = ", "\n=\n", "/="]
CALLS = ["alert(1)", "print()", "x()", "open()", "fetch(1)", "location=name", "a.b()", "(x)()", "f`x`", "import(x)", "new Image().src=1", "self[x](1)", "throw 1", "stop()"]
ADDRESSES = ["javascript:x", "JaVaScRiPt:x()", "java&Tab;script:x", "&#106;avascript:x", "javascript&colon;x", "\x01javascript:x", "jav\tascript:x", "data:text/html,x"]
NAMES = ["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "to", "values", "from"]
OPERATORS = ["-", "+", ",", ";", "*", "&&", "||", "/", "%", " in ", "==", "?", "^", "&", "<", "??", "**", "\n", "];", "};", ");", "\u2028"]
ENDS = ["-", "+", "//", ";//", "*", "&&", "<!--", " in ", ""]


def field(chance: random.Random, handlers) -> str:
    pick, kind, quote = chance.choice, chance.randrange(4), chance.choice(["", '"', "'"])
    if kind == 0:
        return pick(BEFORE) + "<" + pick(ELEMENTS) + pick(SPACES) + pick(handlers) + pick(EQUALS) + quote + pick(CALLS) + quote + pick([">", "", "//"])
    if kind == 1:
        return pick(['" ', "' ", '"', "'", "x "]) + pick(handlers) + pick(EQUALS) + quote + pick(CALLS) + quote + pick(["", " ", "//", ' x="'])
    if kind == 2:
        return pick(BEFORE) + "<" + pick(ELEMENTS) + pick(SPACES) + pick(["", "attributeName=href "]) + pick(NAMES) + pick(EQUALS) + quote + pick(ADDRESSES) + quote + pick([">", ""])
    quote = pick(['"', "'", "`"])
    return pick(["", "x", "1"]) + quote + pick(OPERATORS) + pick(CALLS) + pick(ENDS) + pick([quote, ""])


def test_C9_what_a_browser_runs_is_refused():
    chance = random.Random(20)
    with Browser() as browser:
        handlers = browser.driver.execute_script("return handlers()")
        assert len(handlers) > 100
        fields = list(dict.fromkeys(field(chance, handlers) for _ in range(2000)))
        assert sum(place is not None for place in browser.places(fields[:300])) > 100, "the fields do not run, so they show nothing"
        passed = [text for text, verdict in zip(fields, verdicts(BINARY, fields, "field")) if verdict["allow"]]
        run = [(place, text) for text, place in zip(passed, browser.places(passed)) if place and not place.startswith("script: ")]
        assert not run, run
        for form in ("<my-tag {}=x()>", '" {}=x() x="', "' {} = x()//"):
            fields = [form.format(name) for name in handlers]
            assert [text for text, verdict in zip(fields, verdicts(BINARY, fields, "field")) if verdict["allow"]] == []


def test_C9_the_places_tell_what_runs_from_what_does_not():
    harmless = ["hello", "<b>x</b>", "it's AT&T (yes)", "a=1&b=2", "5' x 6' (about)", "<a href='/x'>y</a>", "' onfoo=x() '", "<img src=/a.png alt=open()>"]
    with Browser() as browser:
        assert browser.places(harmless) == [None] * len(harmless)
        assert browser.places(["open()", "<svg onload=x()>", "%3Csvg%20onload=x()%3E", "'-open()-'"]) == [
            "script: script without quotes", "text", "text", "script in single quotes"]
