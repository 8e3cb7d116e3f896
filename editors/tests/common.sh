# For the editors' tests: a work folder with a right report in it, and the program under test.
# Sets ROOT, GOUJI, WORK (with a home of its own, removed at the end), REPORT and RIGHT (the same, to compare with).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export GOUJI=${GOUJI:-$ROOT/target/debug/gouji}
export GOUJI_EDITORS=${GOUJI_EDITORS:-$ROOT/target/editors}
[ -x "$GOUJI" ] || { echo "no program at $GOUJI: cargo build" >&2; exit 1; }
WORK=$(mktemp -d) && export WORK
trap 'rm -rf "$WORK"' EXIT
export PATH=$PATH:$GOUJI_EDITORS/bin
ARTEFACTS=$ROOT/target/editor-tests && mkdir -p "$ARTEFACTS"
export HOME=$WORK/home XDG_CONFIG_HOME=$WORK/home/.config XDG_CACHE_HOME=$WORK/home/.cache \
  XDG_DATA_HOME=$WORK/home/.local/share XDG_STATE_HOME=$WORK/home/.local/state LANG=C.UTF-8
mkdir -p "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$WORK/docs"
# The second half of this file repeats the first one, which is a finding of its own.
export REPORT=$WORK/docs/report.txt RIGHT=$WORK/right.txt
head -n 335 "$ROOT"/tests/corpus/000_*.txt >"$RIGHT"
cp "$RIGHT" "$REPORT"

fail() { echo "FAIL $*"; exit 1; }

# What must be true of the file after every session.
file_is_right() {
  cmp -s "$REPORT" "$RIGHT" || { diff "$RIGHT" "$REPORT" | head -20; fail 'the file on disk is not right'; }
  "$GOUJI" check --quiet "$REPORT" >"$WORK/left" || { cat "$WORK/left"; fail 'the file on disk has errors'; }
  echo 'ok the file on disk is right and has no errors'
}
