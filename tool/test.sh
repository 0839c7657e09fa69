#!/bin/sh
# Sets up (packages, build) and runs all tests, the style checks and the build
# with the second compiler. Arguments go to ctest: tool/test.sh -R lit
set -eu
# shellcheck source=tool/setup.sh
. "$(dirname "$0")/setup.sh"

ensurePackages

say "Building build/dev"
configure dev
build dev

say "Running all tests"
exec ctest --preset all --parallel "$(nproc)" "$@" </dev/null
