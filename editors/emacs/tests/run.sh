#!/usr/bin/env bash
# A session of Emacs with eglot: editors/emacs/tests/run.sh [EMACS]
. "$(dirname "$0")/../../tests/common.sh"
emacs=${1:-emacs}
status=0
timeout 120 "$emacs" -Q --batch -L "$ROOT/editors/emacs" -l "$ROOT/editors/emacs/tests/draft.el" \
  </dev/null >"$WORK/output" 2>&1 || status=$?
grep -E '^(ok|PASS|FAIL)' "$WORK/output" || true
[ $status = 0 ] || { cat "$WORK/output"; fail "Emacs ended with $status"; }
file_is_right
