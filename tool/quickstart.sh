#!/bin/sh
# Sets up (packages, build) and runs Weakspot on the bundled tour project.
set -eu
# shellcheck source=tool/setup.sh
. "$(dirname "$0")/setup.sh"

ensurePackages

say "Building build/release/bin/weakspot"
configure release
build release weakspot weakspot-tidy

say "Checking the tour project, test/tour"
quietly cmake -S test/tour -B build/tour -G Ninja -DCMAKE_CXX_COMPILER=clang++-22 \
  -DCMAKE_EXPORT_COMPILE_COMMANDS=ON || fail "The tour project could not be configured."
Status=0
build/release/bin/weakspot check -p build/tour || Status=$?
# The tour has cycles to find: 1, "findings", is the expected answer.
[ "$Status" -eq 1 ] || {
  echo "weakspot gave exit code $Status; 1 was expected, for the tour's cycles" >&2
  exit 1
}

cat <<'END'

That is the tour's ownership cycles, proved. On your own project:
  build/release/bin/weakspot check -p YOUR_BUILD_DIRECTORY
  build/release/bin/weakspot explain shared-ptr-cycle
END
