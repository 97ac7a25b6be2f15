#!/usr/bin/env bash
# clang-tidy over the rooms that a stranger's bytes meet first. A file is looked at again only if it, a header of ours that it reads, or the
# list of checks changed. The analyzer follows 75,000 states of a function, a third of its default: half the time. `--all` takes every room but
# nginx's own with the default, and minutes more: the headers of their libraries are large.
set -euo pipefail
cd "$(dirname "$0")/.."
export stamps=build/tidy-stamps
mkdir -p "$stamps"
commands=build/release/compile_commands.json
[ -f "$commands" ] || { echo "no $commands: build the release preset first" >&2; exit 2; }
# Without GCC's precompiled headers, which clang would read as text in front of every file, and which would hide a missing include.
database=$stamps
sed -E 's/ -Winvalid-pch -include [^ ]+cmake_pch.hxx//; s/ -Wno-(array-bounds|restrict|stringop-[a-z]+)//g' "$commands" >"$database/compile_commands.json"
ninja -C build/release -t deps >"$stamps/deps"
rooms=(src/base src/system src/yaml src/jose src/gate src/policy_file src/state src/events src/nginx/config src/fetch src/control/service)
states=75000
if [ "${1:-}" = --all ]; then
  rooms+=(src/passwords src/secrets src/dotenv src/settings src/control src/cli src/programs)
  states=225000
fi
export database states

# The file and the headers of ours that it reads, as the build has noted them. They are below src/; ccache may have made the paths relative.
read_for() {
  awk -v file="$1" -v root="$PWD/" '
    /^[^ ]/ { of = 0 }
    { if (index($1, root) == 1) $1 = substr($1, length(root) + 1); sub(/^\.\.\/\.\.\//, "", $1) }
    $1 == file { of = 1 }
    of && $1 ~ /^src\// { print $1 }' "$stamps/deps" | sort -u
}

look_at() {
  local file=$1 stamp sources
  sources=$(read_for "$file")
  [ -n "$sources" ] || { echo "$file: not in the build of the release preset"; exit 1; }
  # shellcheck disable=SC2086
  stamp="$stamps/$(printf '%s' "$file" | tr / _)-$(cat .clang-tidy $sources | sha256sum | cut -c1-16)-$states"
  [ -e "$stamp" ] && exit 0
  local words
  if words=$(clang-tidy-19 -p "$database" --quiet --extra-arg={-Xclang,-analyzer-config,-Xclang,max-nodes=$states} "$file" 2>/dev/null); then touch "$stamp"; else printf '%s\n' "$words" | grep -E 'error:|warning:' | sort -u; exit 1; fi
}
export -f look_at read_for

find "${rooms[@]}" -name '*.cc' ! -name '*_test.cc' -print0 | xargs -0 -n1 -P "$(nproc)" bash -c 'look_at "$0"'
