#!/usr/bin/env python3
"""Tells how many lines of published lists of payloads `gatehouse inspect field` refuses, with intervals of 95 % (Wilson).

usage: tools/field_rates.py GATEHOUSE FOLDER [--missed LIST]

FOLDER holds the lists, NAME.jsonl, one JSON value {"text"} a line. The lists also hold lines that attack nothing: headings, single words and
brackets, pieces of an example. Which they are is decided here, without the gate, by rules that are written down below; the table has both
figures, of all lines and of those that are an attack by themselves. --missed prints the attacks of one list that pass.
"""
import argparse
import html.parser
import json
import math
import pathlib
import re
import subprocess

# (list, what it holds)
LISTS = [("sqli_libinjection", "SQL"), ("sqli_lists", "SQL"), ("xss_libinjection", "markup"), ("xss_lists", "markup"), ("path_traversal", "path"),
         ("command_injection", "command"), ("gotestwaf_attacks", "all"), ("sqli_lookalikes_benign", "honest"), ("gotestwaf_benign", "honest")]

# Headings of a list that was made from a file of fields: "Exploit Name: …", and the same title on a line of its own.
HEADING = re.compile(r"^(?:Exploit (Name|Description|Tags)|Author (?:Name|URL)|aim): ?(.*)$", re.S)
# Elements and attributes with which a page shows something and runs nothing.
PLAIN_ELEMENTS = {"a", "b", "body", "br", "circle", "div", "em", "form", "h1", "h2", "head", "html", "i", "img", "input", "li", "p", "span", "table", "td", "tr", "ul"}
PLAIN_ATTRIBUTES = {"action", "alt", "class", "cx", "cy", "dirname", "fill", "height", "href", "id", "method", "name", "r", "src", "title", "type", "value", "width"}


class Page(html.parser.HTMLParser):
    """What of a line a browser would run, or load as a style."""

    def __init__(self, text):
        super().__init__()
        self.runs = False
        try:
            self.feed(text)
            self.close()
        except AssertionError:  # a declaration that Python cannot read
            self.runs = True

    def handle_starttag(self, tag, attrs):
        plain = tag in PLAIN_ELEMENTS and all(name in PLAIN_ATTRIBUTES for name, _ in attrs)
        self.runs = self.runs or not plain

    def handle_decl(self, decl):
        self.runs = self.runs or not re.fullmatch("doctype html", decl, re.I)


def is_attack(text, kind, titles):
    """Whether the line is one by itself; if in doubt, it is."""
    bare = text.strip()
    if kind == "honest":
        return False
    if HEADING.match(bare) or bare in titles or bare.startswith("Exploit Description"):
        return False
    if kind == "SQL":  # a single word or number with a quote or bracket at most, one or two marks, the remarks of a list of operators
        return not re.fullmatch(r"[\"'`(,]?@?\w*[\"'`)\\]?|[^\w\s;]{1,2}|[\"'] [\"']|\d+ ?%|exec xp|(\W+\s)?[\w\s-]*(\(double pipe\) concatenate|comment|table name|Comments:)|-- or # |/\*…\*/ ?", bare)
    if kind == "markup":
        if not re.search(r"[<>&%(\\=`+]", bare) or len(bare) < 5:  # no mark of markup or script
            return False
        if re.fullmatch(r"(\\u003c|%3c|&(#x?0*3c|#0*60|lt);?)", bare, re.I):  # the character '<', once
            return False
        return not bare.startswith("<") or Page(bare).runs or bool(re.search(r"script|data:|expression|onxxx|on\w+\s*=|\[if", bare, re.I))
    if kind == "command":  # a separator without a command, a single word
        return bool(re.search(r"[A-Za-z]{2}", bare)) and not re.fullmatch(r"\w+", bare)
    return True


def interval(hits, n):
    if n == 0:
        return 0.0, 0.0, 0.0
    z, rate = 1.96, hits / n
    middle = (rate + z * z / 2 / n) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / 4 / n / n)
    return 100 * rate, 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def verdicts(gatehouse, texts, *inspection):
    """What `gatehouse inspect …` answers to each text."""
    data = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    run = subprocess.run([gatehouse, "inspect", *inspection, "--format", "json"], input=data, capture_output=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if len(answers) != len(texts):
        raise SystemExit(f"{len(texts)} texts, {len(answers)} verdicts: {run.stderr.decode()}")
    return answers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gatehouse")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--missed")
    options = parser.parse_args()
    totals = {}
    for name, kind in LISTS:
        path = options.folder / f"{name}.jsonl"
        if not path.exists():
            continue
        texts = [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
        titles = {match.group(2).strip() for text in texts if (match := HEADING.match(text.strip())) and match.group(1) == "Name"}
        refused = [not answer["allow"] for answer in verdicts(options.gatehouse, texts, "field")]
        attack = [is_attack(text, kind, titles) for text in texts]
        of_attacks = [hit for hit, bad in zip(refused, attack) if bad]
        for key in (name, "all of " + kind):
            sums = totals.setdefault(key, [0, 0, 0, 0])
            for i, value in enumerate((len(texts), sum(refused), len(of_attacks), sum(of_attacks))):
                sums[i] += value
        if name == options.missed:
            print("\n".join(json.dumps(text, ensure_ascii=False) for text, hit, bad in zip(texts, refused, attack) if (bad or kind == "honest") != hit))
    print(f"{'list':<26}{'lines':>6} {'refused, %':>18}   {'attacks':>7} {'refused, %':>18}")
    for key, (lines, hits, attacks, caught) in totals.items():
        row = "{:5.1f} ({:.1f}–{:.1f})".format(*interval(hits, lines))
        second = "{:5.1f} ({:.1f}–{:.1f})".format(*interval(caught, attacks)) if attacks else ""
        print(f"{key:<26}{lines:>6} {row:>18}   {attacks or '':>7} {second:>18}")


if __name__ == "__main__":
    main()
