# shellcheck shell=sh
# Sourced by quickstart.sh and test.sh: makes sure that the packages of
# packages.txt are there, and defines the steps that both take.

RepoDir=$(cd "$(dirname "$0")/.." && pwd)
cd "$RepoDir" || exit

say() { printf '== %s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 2
}

neededPackages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' tool/packages.txt; }

missingPackages() {
  for Package in $(neededPackages); do
    dpkg-query -W -f='${db:Status-Abbrev}' "$Package" 2>/dev/null | grep -q '^.i' ||
      printf '%s ' "$Package"
  done
}

isDebian12() {
  (. /etc/os-release && [ "$ID" = debian ] && [ "$VERSION_ID" = 12 ]) 2>/dev/null
}

# Runs a command with its output in a log, shown only if it fails.
quietly() {
  mkdir -p build
  "$@" >build/setup.log 2>&1 </dev/null || {
    tail -n 30 build/setup.log >&2
    return 1
  }
}

ensurePackages() {
  [ -z "${WEAKSPOT_SKIP_SETUP:-}" ] || return 0
  isDebian12 || fail "This script sets up Debian 12 (bookworm); this system is another.
Install what these packages of Debian 12 hold (LLVM and Clang 22 with their
CMake packages and shared libraries, CMake 3.25 or later, Ninja, lit and
FileCheck, GoogleTest, g++ 12 or later):

$(neededPackages | sed 's/^/  /')

The tools are called by Debian's names (clang++-22, lld-22, clang-format-22,
lit-22, ...); CMakePresets.json says which. Then run this again with
WEAKSPOT_SKIP_SETUP=1 in the environment."
  Missing=$(missingPackages)
  [ -n "$Missing" ] || return 0
  AsRoot=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      fail "Missing packages: $Missing
Installing them needs root: run as root, or install sudo."
    AsRoot=sudo
    sudo -v || fail "sudo refused; missing packages: $Missing"
  fi
  say "Installing packages: $Missing"
  quietly $AsRoot apt-get update || fail "apt-get update failed."
  # shellcheck disable=SC2086 # a list of words
  quietly $AsRoot env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $Missing ||
    fail "Packages could not be installed. LLVM 22 comes from bookworm-security:
see whether /etc/apt/sources.list (or sources.list.d) has a line such as
  deb http://deb.debian.org/debian-security bookworm-security main"
}

# build PRESET [TARGET...]: on a terminal with Ninja's line of progress, in a log
# with what went wrong only.
build() {
  Preset=$1
  shift
  Targets=
  [ $# -eq 0 ] || Targets="--target $*"
  Quiet=
  [ -t 1 ] || Quiet=--quiet
  # shellcheck disable=SC2086 # lists of words
  cmake --build --preset "$Preset" $Targets -- $Quiet
}

# configure PRESET: once; Ninja runs CMake again by itself when it has to.
configure() {
  [ -n "$(find "build/$1/build.ninja" -newer CMakePresets.json 2>/dev/null)" ] ||
    quietly cmake --preset "$1" || fail "CMake could not configure the preset $1."
}
