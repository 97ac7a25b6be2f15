#!/usr/bin/env bash
# Starts the demo: installs what is missing, builds, puts one gate in front of two droplets and the PromptCraft service, and
# says what to try. Ctrl-C ends all of it. Everything it makes lies in build/.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'USAGE'
usage: ./run.sh [--try]

  --try  run the five commands that it would print, show what they answer, and end

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

tools/install_packages.sh build
echo "building (the first time takes a few minutes) …" >&2
mkdir -p build
if ! { cmake --preset release -DGATEHOUSE_TESTS=OFF &&
     cmake --build --preset release --target gatehouse ngx_http_gatehouse_module droplet promptcraft; } >build/run-build.log 2>&1; then
  grep -E -A5 'error|FAILED' build/run-build.log | head -n 40 >&2 || true
  echo "the build failed; all of its words are in build/run-build.log" >&2
  exit 2
fi
bin=build/release/bin
demo=build/demo
policy=$demo/gatehouse.yaml

children=()
finish() {
  "$bin/gatehouse" stop -c "$policy" >/dev/null 2>&1 || true
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait 2>/dev/null || true
}
trap finish EXIT
trap 'exit 0' INT TERM

# A demo that was ended hard leaves its gate behind: the one before us goes first.
mkdir -p "$demo/keys"
[ -f "$policy" ] && "$bin/gatehouse" stop -c "$policy" >/dev/null 2>&1 || true
cp examples/demo/gatehouse.yaml "$policy"
[ -f "$demo/keys/registry_private_key.pem" ] ||
  "$bin/gatehouse" token keygen --out "$demo/keys/registry_private_key.pem" --public "$demo/keys/registry_public_key.pem" >/dev/null

start() {
  "$@" >>"$demo/services.log" 2>&1 &
  children+=($!)
}
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

"$bin/gatehouse" up --detach -c "$policy"

# The droplet's token in a file that curl reads, so that it stands in no argument.
(umask 077; printf 'Authorization: Bearer %s\n' "$("$bin/gatehouse" token issue --key "$demo/keys/registry_private_key.pem" \
  --profile droplet --droplet-id 14 --life 12h)" >"$demo/as-droplet-14")

curl="curl -s --cacert $demo/run/development.crt"
url=https://localhost:8443
json="-H 'Content-Type: application/json'"
as="-H @$demo/as-droplet-14"
titles=(
  "an accepted call: a prompt, enhanced by PromptCraft"
  "the same without a token: 401"
  "a UDC message from droplet 14 arrives at droplet 21"
  "the same with a forged source: 403"
  "a burst: ten calls a minute, then 429"
)
commands=(
  "$curl $as $json -d '{\"prompt\": \"Refactor this function\", \"model\": \"claude-3\"}' $url/api/enhance"
  "$curl -i $json -d '{\"prompt\": \"Refactor this function\", \"model\": \"claude-3\"}' $url/api/enhance"
  "$curl $as $json -d @examples/demo/message.json $url/message"
  "$curl -i $as $json -d @examples/demo/forged_message.json $url/message"
  "for i in \$(seq 12); do $curl $as $json -d '{}' -o /dev/null -w '%{http_code} ' $url/process; done; echo"
)

if $try; then
  for i in "${!commands[@]}"; do
    printf '\n# %s\n%s\n' "${titles[$i]}" "${commands[$i]}"
    bash -c "${commands[$i]}" | tr -d '\r'
    echo
  done
  exit 0
fi

printf '\nThe demo runs. Paste into another terminal, in this folder:\n'
for i in "${!commands[@]}"; do printf '\n# %s\n%s\n' "${titles[$i]}" "${commands[$i]}"; done
printf '\nThen:\n  %s status -c %s\n  %s explain POST /message -H "$(cat %s)" -c %s\n\nCtrl-C ends the demo.\n' \
  "$bin/gatehouse" "$policy" "$bin/gatehouse" "$demo/as-droplet-14" "$policy"
while :; do sleep 3600 & wait $! || true; done
