#!/bin/sh
# Installs what the side-by-side run compares with, from Debian, and leaves none of it running.
set -eu
[ "$(id -u)" = 0 ] && sudo= || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
packages="nginx haproxy apache2 libapache2-mod-auth-openidc wrk openssl python3-venv"
missing=
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "install_peers: everything is there" >&2
  exit 0
fi
$sudo apt-get update -q
# The run starts its own copies on free ports: the packages' services must not start.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
  $sudo chmod 755 "$policy"
  trap '$sudo rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086
$sudo apt-get install -q -y --no-install-recommends $missing
