#!/usr/bin/env bash
# Installs the servers that the tests speak to, from their registries, once: Vault and today's Caddy built from their Go modules,
# moto (AWS) from PyPI, and the dotenv of npm. For the tests only. Quick where everything is there; says what cannot be had and
# ends with 1. The folder: $GATEHOUSE_TEST_SERVERS, default ~/.cache/gatehouse-test-servers.
set -uo pipefail
cd "$(dirname "$0")/.."

moto_version=5.1.22
dotenv_version=16.4.5
dotenv_sha256=0ae24e5b77e0346558b024ab2ee87bc4d42e3570147e7af755cf6e8671e96637
vault_source=$PWD/tests/secrets/vault_server
caddy_source=$PWD/tests/caddy_server
go_version=1.25.0  # what is fetched where there is no Go, or an older one
folder=${GATEHOUSE_TEST_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-test-servers}
mkdir -p "$folder/logs"
folder=$(cd "$folder" && pwd)
missing=()

# is_current NAME WORDS: NAME was installed from just these words. Then `done_with NAME WORDS` afterwards.
is_current() { [ "$(cat "$folder/$1.installed" 2>/dev/null)" = "$2" ]; }
done_with() { printf '%s\n' "$2" >"$folder/$1.installed"; }
could_not() {
  missing+=("$1")
  echo "$1 cannot be had; the end of $folder/logs/$2.log:" >&2
  tail -n 5 "$folder/logs/$2.log" >&2
}

# Go itself, at least $go_version: the one that is there, or the toolchain from the module proxy.
find_go() {
  local there
  for go in go "$folder/go/bin/go"; do
    there=$("$go" env GOVERSION 2>/dev/null | sed 's/^go//') || continue
    [ -n "$there" ] || continue
    [ "$(printf '%s\n%s\n' "$go_version" "$there" | sort -V | head -n 1)" = "$go_version" ] && return 0
  done
  local name="v0.0.1-go$go_version.linux-amd64"
  echo "fetching Go $go_version" >&2
  curl -sSfL --retry 3 -o "$folder/go.zip" "https://proxy.golang.org/golang.org/toolchain/@v/$name.zip" || return 1
  rm -rf "$folder/unpacked" "$folder/go"
  unzip -q "$folder/go.zip" -d "$folder/unpacked" || return 1
  mv "$folder/unpacked/golang.org/toolchain@$name" "$folder/go" || return 1
  rm -rf "$folder/unpacked" "$folder/go.zip"
  chmod -R u+rwX,go+rX "$folder/go"
  find "$folder/go/bin" "$folder/go/pkg/tool" -type f -exec chmod +x {} + 2>/dev/null
  go=$folder/go/bin/go
  "$go" version >/dev/null
}

# install_of_go NAME SOURCE WORD: the program NAME-server from the go.mod and main.go in SOURCE. WORD is what a person calls it.
install_of_go() {
  local name=$1 source=$2 words
  words=$(cat "$source/go.mod" "$source/main.go" | sha256sum | cut -c1-32)
  [ -x "$folder/$name-server" ] && is_current "$name" "$words" && return 0
  echo "building $3 for the tests (minutes)" >&2
  rm -rf "$folder/$name-source"
  cp -r "$source" "$folder/$name-source"
  if (
    find_go && cd "$folder/$name-source" &&
      GOFLAGS="-mod=mod -modcacherw -trimpath -buildvcs=false" GOCACHE="$folder/go-cache" GOMODCACHE="$folder/go-modules" \
        GOTOOLCHAIN=local "$go" build -ldflags="-s -w" -o "$folder/$name-server.new" .
  ) >"$folder/logs/$name.log" 2>&1; then
    mv "$folder/$name-server.new" "$folder/$name-server"
    done_with "$name" "$words"
  else
    could_not "$3" "$name"
  fi
}

install_moto() {
  [ -x "$folder/moto/bin/moto_server" ] && is_current moto "$moto_version" && return 0
  echo "installing moto $moto_version for the tests" >&2
  rm -rf "$folder/moto"
  local python=/usr/bin/python3
  [ -x "$python" ] || python=python3
  if { "$python" -m venv "$folder/moto" && "$folder/moto/bin/pip" install -q "moto[server,secretsmanager]==$moto_version"; } \
    >"$folder/logs/moto.log" 2>&1; then
    done_with moto "$moto_version"
  else
    could_not "moto" moto
  fi
}

# One file of the registry's is all there is to it: npm itself is not needed.
install_npm_dotenv() {
  local to=$folder/npm/node_modules/dotenv archive=$folder/dotenv.tgz
  [ -d "$to" ] && is_current npm "$dotenv_version" && return 0
  echo "fetching dotenv $dotenv_version of npm for the tests" >&2
  rm -rf "$to" && mkdir -p "$to"
  if {
    curl -sSfL --retry 3 -o "$archive" "https://registry.npmjs.org/dotenv/-/dotenv-$dotenv_version.tgz" &&
      echo "$dotenv_sha256  $archive" | sha256sum -c --quiet - && tar -xzf "$archive" -C "$to" --strip-components=1
  } >"$folder/logs/npm.log" 2>&1; then
    rm -f "$archive"
    done_with npm "$dotenv_version"
  else
    could_not "dotenv of npm" npm
  fi
}

(
  flock 9 || exit 1
  install_of_go vault "$vault_source" Vault
  install_of_go caddy "$caddy_source" Caddy
  rm -rf "$folder/go-cache" "$folder/go-modules"  # gigabytes, needed only once
  cd "$folder" || exit 1
  install_moto
  install_npm_dotenv
  [ "${#missing[@]}" -eq 0 ]
) 9>"$folder/lock"
