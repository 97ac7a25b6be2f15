#!/usr/bin/env bash
# Runs every test: installs what is missing, builds, and says at the end how many passed. ./test.sh --help
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'USAGE'
usage: ./test.sh [--quick] [--all] [--no-install]

  --quick       only the release build with all unit tests and the command line's; under two minutes once built
  --all         run the tests that have passed before, too, although nothing that they read has changed since
  --no-install  do not look for missing packages

Environment:
  GATEHOUSE_CORPORA         folder of unpacked third-party test vectors; the tests that use them are skipped without it
  GATEHOUSE_STRESS_SECONDS  how long the kill tests run (default: a few seconds)
USAGE
}

quick=false all=false install=true
for word in "$@"; do
  case "$word" in
    --quick) quick=true ;;
    --all) all=true ;;
    --no-install) install=false ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

$install && tools/install_packages.sh build test
# The servers that stand in for cloud services are built beside everything else; who needs them waits.
mkdir -p build/test-logs
if ! $quick; then nice tools/install_test_servers.sh >build/test-logs/servers.log 2>&1 & servers=$!; fi
python=/usr/bin/python3  # the one that Debian's python3-pytest belongs to
[ -x "$python" ] || python=python3
# Each of pytest's processes reads all tests. What it makes of them is kept, outside the sources: that is half of the reading.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=$PWD/build/pycache

passed=0 failed=0 skipped=0 broken=()
log_folder=build/test-logs

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

# Builds a preset; a build that fails is a failed test, and what hangs on it is left out.
build() {
  local preset=$1 log="$log_folder/build-$1.log"
  shift
  step "build $preset"
  if cmake --preset "$preset" >"$log" 2>&1 && cmake --build --preset "$preset" "$@" >>"$log" 2>&1; then return 0; fi
  grep -E -A5 'error|FAILED|Error' "$log" | head -n 60 || true
  broken+=("build $preset ($log)")
  failed=$((failed + 1))
  return 1
}

# The sum of the numbers in a file that a pattern with one number finds; 0 where it finds none.
total() { grep -aoE "$1" "$2" | grep -aoE '[0-9]+' | awk '{n += $1} END {print n + 0}' || true; }

# Adds up what a CTest run with one GoogleTest binary an entry says, test by test. What has passed before under AddressSanitizer counts as
# passed again if nothing has changed that it reads (tools/passed_tests.py). TSan's tests always run: threads meet differently each time.
run_ctest() {
  local preset=$1 log="$log_folder/ctest-$1.log"
  shift
  step "tests of $preset"
  local status=0 before=0 before_skipped=0 names=()
  if [ "$preset" = asan-ubsan ]; then
    local name count left_out
    while read -r name count left_out; do
      $all && continue
      names+=("$name") before=$((before + count)) before_skipped=$((before_skipped + left_out))
    done < <(tools/passed_tests.py unchanged "build/$preset")
    [ "${#names[@]}" -eq 0 ] || set -- "$@" -E "^($(IFS='|'; echo "${names[*]}"))\$"
  fi
  ctest --test-dir "build/$preset" -j "$(nproc)" --no-tests=error --timeout 600 -V "$@" >"$log" 2>&1 || status=$?
  local good bad left
  good=$(($(total '\[  PASSED  \] [0-9]+ test' "$log") + $(grep -ac 'inputs replayed' "$log" || true)))
  bad=$(total '\[  FAILED  \] [0-9]+ test' "$log")
  left=$(total '\[  SKIPPED \] [0-9]+ test' "$log")
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$preset" = asan-ubsan ]; then tools/passed_tests.py record "build/$preset" "$log"; fi
  passed=$((passed + good + before)) failed=$((failed + bad)) skipped=$((skipped + left + before_skipped))
  echo "$preset: $good passed, $bad failed, $left skipped"
  [ "${#names[@]}" -eq 0 ] || echo "  and $before unchanged since they passed, in ${#names[@]} programs (--all runs them)"
  if [ "$bad" -ne 0 ]; then
    broken+=("tests of $preset ($log)")
    grep -aE '\[  FAILED  \]|Failure|Sanitizer|\*\*\*Failed|\*\*\*Exception|Timeout' "$log" | sort -u | head -n 40 || true
  fi
  grep -aE '\[  SKIPPED \] [A-Z]' "$log" | sed 's/^[0-9]*: //' | sort -u | head -n 20 || true
}

run_pytest() {
  local name=$1 log="$log_folder/pytest-$1.log"
  shift
  step "end to end: $name"
  local status=0
  report=$log_folder/pytest-$name.xml
  "$python" -m pytest -p no:cacheprovider -q -rs --durations=25 -o junit_family=xunit1 --junitxml="$report" "$@" >"$log" 2>&1 || status=$?
  local last
  last=$(tail -n 1 "$log")
  count() { total "[0-9]+ $1" <(echo "$last"); }
  local bad=$(($(count failed) + $(count error)))
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + $(count passed))) failed=$((failed + bad)) skipped=$((skipped + $(count skipped)))
  echo "$name: $last"
  grep -E '^SKIPPED' "$log" || true
  if [ "$bad" -ne 0 ]; then
    broken+=("end to end: $name ($log)")
    grep -E '^(FAILED|ERROR|E  )' "$log" | head -n 60 || true
    [ "$(count passed)" -ne 0 ] || tail -n 30 "$log"
  fi
}

# All end-to-end tests, except the files that have passed before and read nothing that has changed since (tools/passed_tests.py).
run_end_to_end() {
  local file count before=0 unchanged=()
  while read -r file count; do
    $all && continue
    unchanged+=("--ignore=$file") before=$((before + count))
  done < <(tools/passed_tests.py unchanged-files build/release tests)
  run_pytest everything tests "$@" "${unchanged[@]}"
  tools/passed_tests.py record-files build/release "$report"
  passed=$((passed + before))
  [ "${#unchanged[@]}" -eq 0 ] || echo "  and $before unchanged since they passed, in ${#unchanged[@]} files (--all runs them)"
}

# A check that prints what is wrong and fails, or says nothing.
run_check() {
  local name=$1
  shift
  step "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    broken+=("$name")
  fi
}

# Runs a step, NAME PATHS COMMAND…, unless it has passed before and nothing has changed since that it reads: the PATHS, and what every
# test reads (tools/passed_tests.py).
unless_unchanged() {
  local name=$1 paths=$2 counts="" before=$passed before_failed=$failed before_skipped=$skipped
  shift 2
  # shellcheck disable=SC2086
  counts=$(tools/passed_tests.py unchanged-step "$name" $paths)
  if [ -n "$counts" ] && ! $all; then
    step "$name"
    passed=$((passed + ${counts% *})) skipped=$((skipped + ${counts#* }))
    echo "unchanged since it passed (--all runs it)"
    return
  fi
  "$@"
  [ "$failed" -ne "$before_failed" ] || tools/passed_tests.py record-step "$name" $((passed - before)) $((skipped - before_skipped))
}

audit_itself() { "$GATEHOUSE_BIN" audit --scanners none --fail-on medium >"$log_folder/audit.log" || { cat "$log_folder/audit.log"; return 1; }; }
servers_are_there() { wait "$servers" || { tail -n 20 "$log_folder/servers.log" >&2; return 1; }; }

run_check "formatting" tools/check_format.sh
run_check "include directions" tools/check_includes.py
run_check "names" tools/check_names.py
run_check "words" tools/check_words.py
export GATEHOUSE_BIN=$PWD/build/release/bin/gatehouse
if $quick; then
  if build release; then
    run_ctest release
    run_pytest cli tests/cli
  fi
else
  # The programs as they are used; the tests of the rooms run under the sanitizers.
  programs=false
  if build release --target gatehouse ngx_http_gatehouse_module program_tests benches; then
    programs=true
    run_ctest release -L program
    run_check "gatehouse audit of this repository" audit_itself
    # Counted, not timed: the figure is the same on every machine. bench/README.md has the goals.
    unless_unchanged "instructions per request" "build/release/bin/gatehouse build/release/lib" \
      run_check "instructions per request" "$python" bench/instructions.py --fail-over get=1.25 --fail-over post=1.31
    run_check "clang-tidy" tools/check_tidy.py
  fi
  # Sanitizers over every room, and over the module inside stock nginx; the command line drives it from its release build.
  # It compiles the rules for prompts without sanitizers, in a tenth of the time; their tests find them where the programs keep them.
  if $programs; then "$GATEHOUSE_BIN" inspect prompt </dev/null >/dev/null; fi
  if build asan-ubsan --target ngx_http_gatehouse_module room_tests; then
    run_ctest asan-ubsan -L room
    GATEHOUSE_MODULE=$PWD/build/asan-ubsan/lib/ngx_http_gatehouse_module.so \
      unless_unchanged "end to end: asan-gate" "build/asan-ubsan/lib build/release/bin/gatehouse $(echo tests/*.py tests/pytest.ini)" \
      run_pytest asan-gate tests/test_sanitized.py
  fi
  # TSan looks at what threads share: the mapped state, the gate's caches beside it, the resolver, the daemon.
  shared="state identify events secrets control_service control_people control"
  # shellcheck disable=SC2086
  if build tsan --target $(printf "gatehouse_%s_test " $shared); then run_ctest tsan -R "^gatehouse_(${shared// /|})_test\$"; fi
  # Last, for the servers have to be fetched and built the first time. Most of these tests wait for a time limit or a server: more of them
  # at once than there are cores.
  run_check "servers for the tests" servers_are_there
  if $programs; then run_end_to_end -n "$((2 * $(nproc)))" --dist loadfile; fi
fi

printf '\n'
for each in "${broken[@]}"; do echo "FAILED: $each"; done
echo "done in $SECONDS s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
