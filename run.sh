#!/usr/bin/env bash
# Starts the demo: installs what is missing, builds, puts one gate in front of two droplets and the PromptCraft service, a
# control daemon beside it, enrols the droplets and a user, and says what to try. Ctrl-C ends all of it. Everything it makes
# lies in build/.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'USAGE'
usage: ./run.sh [--try]

  --try  run the commands that it would print, show their output, and stop. If the demo runs in another
         terminal, its gate is used, and goes on

GATEHOUSE_PROGRAMS names a folder with gatehouse, droplet and promptcraft: then nothing is built.

The demo listens on 127.0.0.1: 8443 (the gate, TLS), 9014 and 9021 (droplets), 9100 (PromptCraft).
USAGE
}

try=false
case "${1:-}" in
  "") ;;
  --try) try=true ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

bin=${GATEHOUSE_PROGRAMS:-build/release/bin}
demo=build/demo
policy=$demo/gatehouse.yaml
ports=(8443 9014 9021 9100)

# Ninja's count of steps, in one line of a terminal.
show_progress() {
  local line
  while IFS= read -r line; do
    [ -t 2 ] && [[ $line =~ ^\[[0-9]+/[0-9]+\] ]] && printf '\r  %s' "${BASH_REMATCH[0]}" >&2
  done
  [ -t 2 ] && printf '\r\033[K' >&2 || true
}

build() {
  tools/install_packages.sh build
  echo "building (the first time takes a few minutes) ..." >&2
  if ! { cmake --preset release -DGATEHOUSE_TESTS=OFF &&
         cmake --build --preset release --target gatehouse ngx_http_gatehouse_module droplet promptcraft; } 2>&1 | tee build/run-build.log | show_progress; then
    grep -E -A5 'error|FAILED' build/run-build.log | head -n 40 >&2 || true
    echo "the build failed; its output is in build/run-build.log" >&2
    exit 2
  fi
}

# A demo that was ended hard leaves its gate and its services behind.
stop_leftovers() {
  local pid
  [ -x "$bin/gatehouse" ] && [ -f "$policy" ] && "$bin/gatehouse" stop -c "$policy" >/dev/null 2>&1 || true
  [ -f "$demo/services.pid" ] || return 0
  while read -r pid; do
    case "$(readlink "/proc/$pid/exe" || true)" in "$(realpath "$bin")"/*) kill "$pid" || true ;; esac
    for _ in $(seq 50); do [ -e "/proc/$pid" ] || break; sleep 0.1; done
  done <"$demo/services.pid"
  rm "$demo/services.pid"
}

# Before the build, because it takes minutes.
check_path() {
  local socket=$PWD/$demo/run/control-admin.sock most=107
  [ "$(printf %s "$socket" | wc -c)" -le "$most" ] && return 0
  echo "the path of this folder is too long: the demo makes $socket, and the name of a socket may have $most bytes. Move the clone to a shorter path" >&2
  exit 2
}

check_ports() {
  local port
  for port in "${ports[@]}"; do
    if (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "port $port is in use; end the program that uses it, because the demo needs the ports ${ports[*]} of 127.0.0.1" >&2
      exit 2
    fi
  done
}

children=()
finish() {
  "$bin/gatehouse" stop -c "$policy" >/dev/null 2>&1 || true
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -f "$demo/services.pid"
}

start() {
  "$@" >>"$demo/services.log" 2>&1 9>&- &
  children+=($!)
  echo "$!" >>"$demo/services.pid"
}

start_services() {
  local port
  : >"$demo/services.log"
  start "$bin/droplet" --id 14 --port 9014 --name "Visibility Deck"
  start "$bin/droplet" --id 21 --port 9021 --name "Task Runner"
  start "$bin/promptcraft" --port 9100
  for port in 9014 9021 9100; do
    for _ in $(seq 50); do curl -fs "http://127.0.0.1:$port/health" >/dev/null && continue 2; sleep 0.1; done
    echo "nothing answers on 127.0.0.1:$port:" >&2
    tail -n 3 "$demo/services.log" >&2
    exit 2
  done
}

# Shows what a command says only if it fails.
quietly() {
  if ! "$@" >"$demo/setup.log" 2>&1; then
    cat "$demo/setup.log" >&2
    exit 2
  fi
}

# Droplets and the user stay enrolled from one run to the next. Secrets go from file to file, never through an argument.
enrol() {
  local id=$1 name=$2 secret=$demo/droplet-$1.secret
  if ! "$bin/gatehouse" registry show "$id" -c "$policy" >/dev/null 2>&1; then
    rm -f "$secret"
    quietly "$bin/gatehouse" registry enrol --id "$id" --name "$name" --steward demo@localhost --url "http://127.0.0.1:90$id" \
      --role operator --out "$secret" -c "$policy"
  elif [ ! -f "$secret" ]; then
    quietly "$bin/gatehouse" registry credential add "$id" --out "$secret" -c "$policy"
  fi
  (umask 077; printf 'user = "droplet-%s:%s"\n' "$id" "$(cat "$secret")" >"$demo/droplet-$id.curl")
}

is_user() { "$bin/gatehouse" user list --format json -c "$policy" 2>/dev/null | grep -q '"name":"demo"'; }
add_user() {
  local change=(add --role operator --role admin)
  if is_user; then change=(passwd); fi
  (umask 077; printf 'Gate-%s-7x' "$(head -c 12 /dev/urandom | base64 | tr -d '/+=')" >"$password")
  quietly "$bin/gatehouse" user "${change[@]}" demo -c "$policy" <"$password"
}

start_demo() {
  rm -f "$demo/run/state"  # rate buckets of the last time, and perhaps of an older version; the registry knows its revocations
  cp examples/demo/gatehouse.yaml "$policy"
  cp examples/demo/rules.yaml "$demo/rules.yaml"
  start_services
  "$bin/gatehouse" up --detach -c "$policy" 9>&-
  enrol 14 "Visibility Deck"
  enrol 21 "Task Runner"
  if ! is_user || [ ! -f "$password" ]; then add_user; fi
}

password=$demo/password
curl="curl -s --cacert $demo/run/development.crt"
url=https://localhost:8443
json="-H 'Content-Type: application/json'"
as="-H @$demo/as-droplet-14"
here="-H 'Origin: $url'"
prompt="-d '{\"prompt\": \"Refactor this function\", \"model\": \"claude-3\"}'"
code="-o /dev/null -w '%{http_code}\n'"
gatehouse="$bin/gatehouse registry"
jar="$demo/cookies"


# The token in a file that curl reads, so that it stands in no argument.
titles=(
  "droplet 14 exchanges its secret for a token at the registry, and keeps it in a file"
  "an accepted call: a prompt, enhanced by PromptCraft"
  "the same without a token: 401"
  "a UDC message from droplet 14 arrives at droplet 21, wherever the registry says that is"
  "the same with a forged source: 403"
  "a burst: ten calls a minute, then 429"
  "a new signing key; a token that the old key signed is still accepted: 200"
  "droplet 14's tokens are revoked: 401 at the next request"
  "a person logs in: 303, and a cookie that no script can read"
  "the session in place of a token"
  "logged out: 303; the cookie is dead at once: 401"
)
commands=(
  "(umask 077; $curl -K $demo/droplet-14.curl -d grant_type=client_credentials $url/oauth/token | sed 's/.*\"access_token\":\"\([^\"]*\)\".*/Authorization: Bearer \1/' > $demo/as-droplet-14); cut -c 1-60 $demo/as-droplet-14"
  "$curl $as $json $prompt $url/api/enhance"
  "$curl -i $json $prompt $url/api/enhance"
  "$curl $as $json -d @examples/demo/message.json $url/message"
  "$curl -i $as $json -d @examples/demo/forged_message.json $url/message"
  "for i in \$(seq 12); do $curl $as $json -d '{}' -o /dev/null -w '%{http_code} ' $url/process; done; echo"
  "$gatehouse rotate --immediately -c $policy && $curl $as $json -d @examples/demo/message.json $code $url/message"
  "$gatehouse revoke droplet 14 --reason demo -c $policy && $curl $as $json -d @examples/demo/message.json $code $url/message"
  "$curl -c $jar $here --data-urlencode name=demo --data-urlencode password@$password $code $url/_gatehouse/login; grep -c HttpOnly $jar"
  "$curl -b $jar $here $json $prompt $url/api/enhance"
  "$curl -b $jar $here -d '' $code $url/_gatehouse/logout; $curl -b $jar $here $json $prompt $code $url/api/enhance"
)

try_commands() {
  local i
  for i in "${!commands[@]}"; do
    printf '\n# %s\n%s\n' "${titles[$i]}" "${commands[$i]}"
    bash -c "${commands[$i]}" 9>&- | tr -d '\r'
    echo
  done
}

mkdir -p "$demo" && chmod 700 "$demo"  # secrets lie in it
# One demo at a time. The programs that it starts do not inherit the lock (9>&-): it ends with this script, however that ends.
exec 9>"$demo/lock"
if ! flock -n 9; then
  if $try && "$bin/gatehouse" status -c "$policy" >/dev/null 2>&1; then
    try_commands
    exit 0
  fi
  echo "the demo runs in another terminal, or is about to start there: Ctrl-C ends it. While it runs, ./run.sh --try runs its commands" >&2
  exit 2
fi
trap finish EXIT
trap 'exit 130' INT TERM
check_path
stop_leftovers
check_ports
if [ -z "${GATEHOUSE_PROGRAMS:-}" ]; then build; fi
trap 'exit 0' INT TERM  # the usual end of the demo
start_demo
rm -f "$jar" "$demo/as-droplet-14"

if $try; then
  try_commands
  exit 0
fi

printf '\nThe demo runs. Paste into another terminal, in this folder:\n'
for i in "${!commands[@]}"; do printf '\n# %s\n%s\n' "${titles[$i]}" "${commands[$i]}"; done
printf '\nThe login page is %s/_gatehouse/login: user demo, password %s\n' "$url" "$(cat "$password")"
printf '\nThe console is %s/_gatehouse/console: the same user. Play six attacks against the demo and watch them arrive there:\n  %s demo attack -c %s\n' \
  "$url" "$bin/gatehouse" "$policy"
printf '\nThen:\n  %s status -c %s\n  %s registry list -c %s\n  %s user list -c %s\n\nCtrl-C ends the demo.\n' \
  "$bin/gatehouse" "$policy" "$bin/gatehouse" "$policy" "$bin/gatehouse" "$policy"
sleep infinity 9>&- &
children+=("$!")  # Ctrl-C does not reach it: a shell's background commands ignore it
wait "$!"
