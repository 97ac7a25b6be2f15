#!/usr/bin/env python3
"""Tells how many payloads `gatehouse inspect prompt` refuses where they stand inside of something else, and how many honest questions about code.

usage: tools/payload_rates.py GATEHOUSE CORPORA [--missed CARRIER]

CORPORA holds injection_payloads/*.jsonl and prompts_benign/*.jsonl, one JSON value {"text"} a line. Every payload that is an attack by itself
(tools/field_rates.py says which) is put into one carrier of each kind, always the same one: a sentence, JSON, Markdown, a fence of code.
The carriers are our own, and no rule was made from them.
"""
import argparse
import json
import pathlib

from field_rates import HEADING, interval, is_attack, verdicts

CARRIERS = {
    "sentence": ["Please look up the customer {} and send me the address.", "My user name is {} and I cannot log in.", "What is the price of {} in your shop?",
                 "I typed {} into the search box and got an error.", "Kunde: {}, bitte die letzte Bestellung zeigen.", "Write a greeting card for {} with best wishes.",
                 "Summarize the review: Great chair. {} Would buy again.", "Translate to French: {} is my favourite."],
    "json": ['{{"name": {}, "age": 41}}', 'Format this record as a table: {{"id": 7, "comment": {}}}'],
    "markdown": ["# Notes\n\n- buy milk\n- {}\n\nThanks!", "| name | value |\n|---|---|\n| title | {} |\n", "> {}\n\nPlease answer this mail."],
    "fence": ["Store this profile:\n```\n{}\n```", "Save the comment below as it is.\n\n~~~text\n{}\n~~~\n"],
}
PAYLOADS = [("SQL", ["sqli_libinjection", "sqli_lists"]), ("markup", ["xss_libinjection", "xss_lists"]), ("command", ["command_injection"])]
HONEST = ["code_humaneval_mbpp", "code_js_questions", "shell_questions", "shell_wrapped_composed", "sql_wrapped_composed", "text_to_sql_questions"]


def texts(path):
    return [json.loads(line)["text"] for line in path.open(encoding="utf-8")]


def carried(kind, number, payload):
    carriers = CARRIERS[kind]
    return carriers[number % len(carriers)].format(json.dumps(payload, ensure_ascii=False) if kind == "json" else payload)


def row(name, hits, n):
    print("{:<34}{:>6}  {:5.1f} ({:.1f}–{:.1f})".format(name, n, *interval(hits, n)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gatehouse")
    parser.add_argument("corpora", type=pathlib.Path)
    parser.add_argument("--missed")
    options = parser.parse_args()
    print(f"{'':<34}{'n':>6}  refused, %")
    for kind, lists in PAYLOADS:
        payloads = []
        for name in lists:
            lines = texts(options.corpora / "injection_payloads" / f"{name}.jsonl")
            titles = {match.group(2).strip() for line in lines if (match := HEADING.match(line.strip())) and match.group(1) == "Name"}
            payloads += [line for line in lines if is_attack(line, kind, titles)]
        for carrier in ["alone", *CARRIERS]:
            prompts = payloads if carrier == "alone" else [carried(carrier, i, payload) for i, payload in enumerate(payloads)]
            answers = verdicts(options.gatehouse, prompts, "prompt")
            row(f"{kind}, {carrier}", sum(not answer["allow"] for answer in answers), len(prompts))
            if options.missed == f"{kind}-{carrier}":
                print("\n".join(json.dumps([answer["score"], prompt], ensure_ascii=False) for answer, prompt in zip(answers, prompts) if answer["allow"]))
    hits = count = 0
    for name in HONEST:
        prompts = texts(options.corpora / "prompts_benign" / f"{name}.jsonl")
        answers = verdicts(options.gatehouse, prompts, "prompt")
        bad = [(answer, prompt) for answer, prompt in zip(answers, prompts) if not answer["allow"]]
        row(f"honest: {name}", len(bad), len(prompts))
        if options.missed == "honest":
            print("\n".join(json.dumps([answer["score"], answer.get("signals"), prompt[:300]], ensure_ascii=False) for answer, prompt in bad))
        hits, count = hits + len(bad), count + len(prompts)
    row("honest: all questions about code", hits, count)


if __name__ == "__main__":
    main()
