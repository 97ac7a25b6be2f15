#!/usr/bin/env python3
"""gatehouse scan beside gitleaks on one repository: GATEHOUSE GITLEAKS REPOSITORY. Time, memory, and what only one of them finds.

gitleaks: GOBIN=$PWD go install github.com/zricethezav/gitleaks/v8@v8.18.4
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time


def measured(command, **more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, time.monotonic() - started, seconds


def main():
    gatehouse, gitleaks, repository = sys.argv[1:]
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        rows = [
            ("gatehouse, 1 thread", [gatehouse, "scan", repository, "--history", "--no-redact", "--format", "json", "--threads", "1"]),
            ("gatehouse", [gatehouse, "scan", repository, "--history", "--no-redact", "--format", "json"]),
            ("gitleaks", [gitleaks, "detect", "--no-banner", "-s", repository, "-f", "json", "-r", report.name]),
        ]
        print(f"{'':22} {'elapsed':>9} {'processor':>10}")
        for name, command in rows:
            done, elapsed, seconds = measured(command)
            print(f"{name:22} {elapsed:7.2f} s {seconds:8.2f} s")
            if name == "gatehouse":
                findings = [json.loads(line) for line in done.stdout.splitlines()]
                ours = {finding["match"] for finding in findings if "match" in finding}  # others say what was not scanned
        theirs = {finding["Secret"].strip("\"'") for finding in json.load(open(report.name))}
    print(f"found by both: {len(ours & theirs)}, by gatehouse only: {len(ours - theirs)}, by gitleaks only: {len(theirs - ours)}")
    for side, secrets in (("gatehouse", ours - theirs), ("gitleaks", theirs - ours)):
        for secret in sorted(secrets)[:20]:
            print(f"  {side} only: {secret[:8]}… ({len(secret)})")


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    main()
