#!/usr/bin/env python3
"""Tells what the judgement of prompts is worth on sources that its model has not seen, with intervals of 95 % (Wilson).

usage: tools/prompt_rates.py --features PROGRAM [--strict GATEHOUSE] DATA.jsonl …

Each source is left out in turn: the model is trained without it, its weights are made as small as those that are checked in, the point from
which its logit speaks against a prompt is chosen on the other sources (so that of each kind of honest prompt no more are refused than the goals
allow, whatever becomes of attacks), and the source is judged by that model, at that point, together with the rules. What this cannot take
back: the rules were written by somebody who had seen the sources. --strict judges the same texts by the short list of expressions, with the
program `gatehouse`. PROGRAM and DATA are those of tools/train_prompt_model.py.
"""
import argparse
import json
import pathlib
import subprocess

import numpy

from field_rates import interval, verdicts
from train_prompt_model import STEP_LIMIT, TOGETHER, features, fit, read

# As in src/gate/inspect/prompt/model.cc and balanced.cc.
SLOPE, LEAST, LEAST_FOREIGN, MOST, REFUSED = 0.25, -0.4, -0.2, 0.95, 1.0
LONG, MOST_OF_LONG = 2500, 0.1

PERSONAS = {"lobe_agents", "awesome_chatgpt", "plexpt_zh", "mustvlad_personas", "fabric_patterns", "roleplay_gpteacher"}
TRIGGERS = {"borderline_safe", "own_honest"}
QUOTING = {"own_hard_honest"}  # questions about attacks that quote them, the hardest that we could write
FOREIGN = {"llmzoo_multilingual", "alignbench_zh", "xcopa", "own_foreign_honest", "own_hard_foreign_honest"}
ATTACKS_OF_KNOWN_KINDS = {"jailbreak_inthewild", "gptfuzz", "jailbreak_and_extraction_small"}
ATTACKS_FOREIGN = {"own_foreign_attacks", "cyberseceval_multilingual"}
# Attacks only inside of the text that they stand in.
LEFT_OUT = {"bipia_context_only"}


def kind_of(source, is_attack):
    if is_attack:
        return "attacks of known kinds" if source in ATTACKS_OF_KNOWN_KINDS else "attacks in other languages" if source in ATTACKS_FOREIGN else "attacks of other kinds"
    return "honest: quoting attacks" if source in QUOTING else "honest: personas" if source in PERSONAS else "honest: trigger words" if source in TRIGGERS else "honest: other languages" if source in FOREIGN else "honest: ordinary"


GOALS = {"honest: ordinary": 0.5, "honest: other languages": 1, "honest: personas": 2, "honest: trigger words": 3}
# What is chosen from: where the model's logit weighs nothing.
POINTS = numpy.arange(-1.5, 3.01, 0.25)


def refused(sums, logits, point):
    wording = numpy.clip(SLOPE * (logits - point), numpy.where(sums[:, 3] > 0, LEAST_FOREIGN, LEAST), numpy.where(sums[:, 4] > LONG, MOST_OF_LONG, MOST))
    return numpy.maximum(sums[:, 0] + wording, numpy.maximum(sums[:, 1], sums[:, 2])) >= REFUSED


def sums_of(program, texts):
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    out = subprocess.run([program, "--sums"], input=lines, check=True, capture_output=True).stdout
    return numpy.array([[float(number) for number in line.split()] for line in out.splitlines()])


def strict(gatehouse, texts):
    return numpy.array([not answer["allow"] for answer in verdicts(gatehouse, texts, "prompt", "--mode", "strict")])


def point_for(sums, logits, kinds, rows):
    """The lowest point at which every kind of honest prompt among these rows keeps to its goal."""
    for point in POINTS:
        hits = refused(sums[rows], logits[rows], point)
        if all(100 * hits[kinds[rows] == kind].mean() <= goal for kind, goal in GOALS.items() if (kinds[rows] == kind).any()):
            return point
    return POINTS[-1]


def show(name, hits, of_strict):
    row = "{:<36}{:>6}  {:6.2f} ({:.2f}–{:.2f})".format(name, len(hits), *interval(int(hits.sum()), len(hits)))
    if of_strict is not None:
        row += "  {:6.2f}".format(100 * of_strict.mean())
    print(row)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", required=True, type=pathlib.Path)
    parser.add_argument("--strict", type=pathlib.Path)
    parser.add_argument("data", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    rows = [row for row in read(sorted(options.data)) if row[2] not in LEFT_OUT]
    texts = [row[0] for row in rows]
    attack = numpy.array([row[1] for row in rows])
    source = numpy.array([row[2] for row in rows])
    kinds = numpy.array([kind_of(name, bad) for name, bad in zip(source, attack)])
    fold = numpy.array([TOGETHER.get(name, name) for name in source])
    table = features(options.features, texts)
    sums = sums_of(options.features, texts)
    of_strict = strict(options.strict, texts) if options.strict else None
    logits = numpy.zeros(len(rows))
    for name in sorted(set(fold)):
        model = fit(table, attack, source, fold != name)
        step = numpy.abs(model.coef_).max() / STEP_LIMIT
        out = fold == name
        logits[out] = table[out] @ (numpy.rint(model.coef_[0] / step) * step) + model.intercept_[0]
    hits = numpy.zeros(len(rows), dtype=bool)
    points = {}
    for name in sorted(set(fold)):
        points[name] = point_for(sums, logits, kinds, fold != name)
        hits[fold == name] = refused(sums[fold == name], logits[fold == name], points[name])
    print("{:<36}{:>6}  refused, %{}".format("", "n", "            strict, %" if of_strict is not None else ""))
    for kind in sorted(set(kinds)):
        for name in sorted(set(source[kinds == kind])):
            chosen = (kinds == kind) & (source == name)
            show("  " + name, hits[chosen], None if of_strict is None else of_strict[chosen])
        chosen = kinds == kind
        show(kind, hits[chosen], None if of_strict is None else of_strict[chosen])
    print("points chosen:", " ".join(f"{name} {point:.2f}" for name, point in sorted(points.items())), "all:", point_for(sums, logits, kinds, numpy.ones(len(rows), dtype=bool)))


if __name__ == "__main__":
    main()
