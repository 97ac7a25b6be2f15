#!/usr/bin/env bash
# Whether every C++ file is as clang-format leaves it. `--fix` formats instead.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(--dry-run --Werror)
[ "${1:-}" = --fix ] && mode=(-i)
find src examples fuzz bench \( -name '*.cc' -o -name '*.h' \) -print0 | xargs -0 clang-format-19 "${mode[@]}" 2>&1 |
  { grep -E 'error:' || true; } | cut -d: -f1 | sort | uniq -c | awk '{print $2 ": " $1 " places are not as clang-format leaves them (tools/check_format.sh --fix)"; bad = 1} END {exit bad}'
