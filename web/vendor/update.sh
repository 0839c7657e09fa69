#!/bin/sh
# Takes the libraries of the explorer from npm: the versions named here, or others.
#   web/vendor/update.sh [CYTOSCAPE-VERSION [CYTOSCAPE-DAGRE-VERSION]]
set -eu
cd "$(dirname "$0")"
Here=$PWD
Work=$(mktemp -d)
trap 'rm -rf "$Work"' EXIT
take() {
  mkdir "$Work/$1"
  (cd "$Work/$1" && npm pack --silent "$1@$2" >/dev/null && tar xzf ./*.tgz)
  grep -v '^//# sourceMappingURL' "$Work/$1/package/dist/$1.min.js" >"$Here/$1.min.js"
  cp "$Work/$1/package/LICENSE" "$Here/$1.LICENSE"
}
take cytoscape "${1:-3.34.4}"
take cytoscape-dagre "${2:-4.0.1}"
