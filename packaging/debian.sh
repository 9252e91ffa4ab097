# SPDX-License-Identifier: Apache-2.0
# Sourced by scripts that need Debian packages; die is the sourcing script's.
# shellcheck shell=bash

# missing_packages PACKAGE...: those that are not installed, a line each.
missing_packages() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      echo "$package"
  done
}

# need_packages PACKAGE...: installs those that are missing, after naming them.
need_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} > 0)); then
    echo "missing: ${missing[*]}"
    install_packages "${missing[@]}"
  fi
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update || die "apt-get update failed, see above; check the network and /etc/apt"
  apt-get install --yes --no-install-recommends "$@" ||
    die "apt-get could not install every package, see above; install them by hand: $*"
}
