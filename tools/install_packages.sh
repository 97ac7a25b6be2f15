#!/usr/bin/env bash
# Installs what is missing from Debian's packages: `build` to build and run, `test` for ./test.sh, `package` for the Debian package, `bench` for the peers of bench/.
# Does nothing, and asks for no right, where everything is there.
set -euo pipefail

build=(g++ cmake ninja-build ccache pkg-config nginx nginx-dev libssl-dev libfmt-dev libsimdjson-dev nlohmann-json3-dev
       libvalijson-dev libyaml-cpp-dev libcli11-dev libcpp-httplib-dev libxxhash-dev libutf8proc-dev libcurl4-openssl-dev libhiredis-dev
       libsodium-dev libcrypt-dev libzxcvbn-dev libsoci-dev libsqlite3-dev libpq-dev libgpgme-dev libvectorscan-dev libre2-dev libarchive-dev libgit2-dev libdeflate-dev zlib1g-dev libjs-chart.js gnupg gpg-agent curl openssl ca-certificates)
test=(zsh fish libgtest-dev libgmock-dev python3 python3-pytest python3-pytest-xdist clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev git
      postgresql redis-server haproxy python3-cryptography python3-requests python3-authlib python3-dotenv python3-botocore python3-selenium python3-venv valgrind caddy
      chromium chromium-driver openssh-client unzip nodejs libnss-wrapper openjdk-17-jdk-headless libjackson2-databind-java php-cli prometheus prometheus-alertmanager
      less procps iproute2 vim-tiny python3-pip python3-jsonschema lintian dpkg-dev libnginx-mod-http-modsecurity modsecurity-crs libbenchmark-dev)
command -v npm >/dev/null || test+=(npm)  # Node's own installer brings one; Debian's needs some four hundred packages
package=(dpkg-dev git)
bench=(libbenchmark-dev wrk haproxy apache2 libapache2-mod-auth-openidc python3 python3-venv)

wanted=()
for set in "$@"; do
  case "$set" in
    build) wanted+=("${build[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    package) wanted+=("${package[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    *) echo "usage: $0 build|test|package|bench …" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo true; then
    echo "these packages cannot be installed without root's rights. As root: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 2
  fi
  as_root=(sudo)
fi
echo "installing Debian packages (this may take a few minutes): ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# policy-rc.d keeps the packages' own services (nginx on port 80) from starting; it is taken away again.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod +x "$policy"
  trap 'rm -f "$log"; "${as_root[@]}" rm -f "$policy"' EXIT
fi
if ! { "${as_root[@]}" apt-get update &&
       "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "the packages could not be installed; the lines above say why" >&2
  exit 2
fi
