#!/usr/bin/env bash
# Installs the engines in which the figures are read in tests: tests/engines/install.sh duckdb
# They go into target/engines, beside the system, and are kept there for the next run.
set -euo pipefail
cd "$(dirname "$0")/../.."

DUCKDB=1.5.6

duckdb() {
  local dir=target/engines/duckdb
  [ -x "$dir/bin/duckdb" ] && return
  python3 -m venv "$dir"
  "$dir/bin/pip" -q --disable-pip-version-check install "duckdb-cli==$DUCKDB"
}

for what in "$@"; do
  start=$SECONDS
  "$what"
  echo "installed $what ($((SECONDS - start)) s)"
done
