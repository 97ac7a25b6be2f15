#!/usr/bin/env python3
"""Trains the model of wording (src/gate/inspect/prompt/model.weights) and tells what it is worth on sources that it has not seen.

usage: tools/train_prompt_model.py --features PROGRAM [--out FILE] [--figures] DATA.jsonl …

PROGRAM is build/…/src/programs/prompt_features (cmake --build … --target prompt_features): it makes the same features of a text as
the gate does. DATA is one JSON value {"text", "label", "source"} a line, label 1 or any other word but 0 and "benign" for an attack; a file
whose rows have no label is an attack if it lies in a folder *_malicious. Our own examples are always among it (tools/prompt_model).
Needs numpy, scipy and scikit-learn. The same data give the same weights.
"""
import argparse
import json
import pathlib
import struct
import subprocess
import sys

import numpy
import scipy.sparse
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parent.parent
SIZE = 1 << 16
REGULARIZATION = 1.0
STEP_LIMIT = 127
# Sources that are one where they are left out together: they share their parts.
TOGETHER = {"own_honest": "own", "own_attacks": "own", "own_foreign_honest": "own_foreign", "own_foreign_attacks": "own_foreign",
            "own_hard_honest": "own_hard", "own_hard_foreign_honest": "own_hard", "cyberseceval_injection": "cyberseceval", "cyberseceval_multilingual": "cyberseceval"}


def read(paths):
    """Yields (text, is it an attack, source); a file is one source unless its rows are our own."""
    own = subprocess.run([sys.executable, ROOT / "tools/prompt_model/examples.py"], check=True, capture_output=True, text=True).stdout
    for line in own.splitlines():
        row = json.loads(line)
        yield row["text"], bool(row["label"]), row["source"]
    for path in paths:
        folder_is_bad = path.resolve().parent.name.endswith("_malicious")
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            label = row.get("label", folder_is_bad)
            yield row["text"], label not in (0, False, "benign"), path.stem


def features(program, texts):
    """One row a text: how often each feature stands in it, over the root of how many there are."""
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    raw = numpy.frombuffer(subprocess.run([program], input=lines, check=True, capture_output=True).stdout, dtype="<i4")
    columns, values, begins, at = [], [], [0], 0
    while at < len(raw):
        row = raw[at + 1:at + 1 + raw[at]]
        at += 1 + raw[at]
        ends = numpy.flatnonzero(row == -1)
        seen = row[ends[1] + 6:] if len(ends) > 1 else row[:0]
        number, count = numpy.unique(seen, return_counts=True)
        columns.append(number)
        values.append(count / numpy.sqrt(max(len(seen), 1)))
        begins.append(begins[-1] + len(number))
    return scipy.sparse.csr_matrix((numpy.concatenate(values).astype(numpy.float32), numpy.concatenate(columns), begins), shape=(len(begins) - 1, SIZE))


def weights_of(attack, source, chosen):
    """A source counts as the root of its size, so that large ones do not drown small ones; attacks as much as honest prompts."""
    weights = numpy.zeros(len(attack))
    for name in sorted(set(source[chosen])):
        rows = chosen & (source == name)
        weights[rows] = 1 / numpy.sqrt(rows.sum())
    for kind in (False, True):
        rows = chosen & (attack == kind)
        weights[rows] *= chosen.sum() / 2 / weights[rows].sum()
    return weights


def fit(table, attack, source, chosen):
    model = LogisticRegression(C=REGULARIZATION, solver="liblinear", max_iter=200, random_state=2026)
    model.fit(table[chosen], attack[chosen], sample_weight=weights_of(attack, source, chosen)[chosen])
    return model


def figures(table, attack, source):
    """The logits of each source by a model that has not seen it."""
    fold = numpy.array([TOGETHER.get(name, name) for name in source])
    for name in sorted(set(fold)):
        model = fit(table, attack, source, fold != name)
        for part in sorted(set(source[fold == name])):
            logits = model.decision_function(table[source == part])
            spread = " ".join(f"{value:6.2f}" for value in numpy.percentile(logits, [1, 25, 50, 75, 99]))
            print(f"{'attack' if attack[source == part][0] else 'honest'} {part:<34} n={len(logits):<5} logits at 1 25 50 75 99 %: {spread}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", required=True, type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "src/gate/inspect/prompt/model.weights")
    parser.add_argument("--figures", action="store_true", help="leave each source out once and print what becomes of it")
    parser.add_argument("data", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    rows = list(read(sorted(options.data)))
    attack = numpy.array([row[1] for row in rows])
    source = numpy.array([row[2] for row in rows])
    table = features(options.features, [row[0] for row in rows])
    print(f"{len(rows)} texts, {attack.sum()} of them attacks, from {len(set(source))} sources")
    if options.figures:
        figures(table, attack, source)
    model = fit(table, attack, source, numpy.ones(len(rows), dtype=bool))
    weights = model.coef_[0]
    step = numpy.abs(weights).max() / STEP_LIMIT
    small = numpy.rint(weights / step).astype(numpy.int8)
    options.out.write_bytes(struct.pack("<ff", model.intercept_[0], step) + small.tobytes())
    print(f"{options.out}: {options.out.stat().st_size} bytes, {numpy.count_nonzero(small)} weights that are not 0")


if __name__ == "__main__":
    main()
