#!/usr/bin/env bash
# clang-tidy over the rooms that a stranger's bytes meet first. A file is looked at again only if it, a header of ours that it reads, or the
# list of checks changed. The analyzer follows 75,000 states of a function, a third of its default: half the time. `--all` takes every room but
# nginx's own with the default, and minutes more: the headers of their libraries are large.
set -euo pipefail
cd "$(dirname "$0")/.."
export stamps=build/tidy-stamps
mkdir -p "$stamps"
# File by file and without precompiled headers, which would hide a missing include. Nothing is built: the database only names each file.
database=build/tidy
cmake --preset release -B "$database" -DGATEHOUSE_BATCHES=OFF -DGATEHOUSE_PRECOMPILE=OFF -DGATEHOUSE_TESTS=OFF -DGATEHOUSE_NGINX=OFF >"$stamps/configure.log" ||
  { cat "$stamps/configure.log"; exit 2; }
rooms=(src/base src/system src/yaml src/jose src/gate src/policy_file src/state src/commands src/events src/nginx/config src/fetch src/control/service)
states=75000
if [ "${1:-}" = --all ]; then
  rooms+=(src/passwords src/secrets src/dotenv src/settings src/control src/cli src/programs)
  states=225000
fi
export database states

# The file and the headers of ours that it reads, directly or not: all of them are included by their path below src/.
read_for() {
  local known=() next=("$1")
  while [ "${#next[@]}" -gt 0 ]; do
    known+=("${next[@]}")
    mapfile -t next < <(sed -nE 's|^#include "(.*)"|src/\1|p' "${next[@]}" 2>/dev/null | sort -u | comm -23 - <(printf '%s\n' "${known[@]}" | sort -u))
  done
  printf '%s\n' "${known[@]}" | sort -u
}

look_at() {
  local file=$1 stamp sources
  sources=$(read_for "$file")
  # shellcheck disable=SC2086
  stamp="$stamps/$(printf '%s' "$file" | tr / _)-$(cat .clang-tidy $sources | sha256sum | cut -c1-16)-$states"
  [ -e "$stamp" ] && exit 0
  local words
  if words=$(clang-tidy-19 -p "$database" --quiet --extra-arg={-Xclang,-analyzer-config,-Xclang,max-nodes=$states} "$file" 2>/dev/null); then touch "$stamp"; else printf '%s\n' "$words" | grep -E 'error:|warning:' | sort -u; exit 1; fi
}
export -f look_at read_for

find "${rooms[@]}" -name '*.cc' ! -name '*_test.cc' -print0 | xargs -0 -n1 -P "$(nproc)" bash -c 'look_at "$0"'
