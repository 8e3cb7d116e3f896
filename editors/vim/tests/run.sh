#!/usr/bin/env bash
# A session of Vim with ALE, through the server and without it: editors/vim/tests/run.sh [VIM]
. "$(dirname "$0")/../../tests/common.sh"
vim=${1:-vim}
site=$WORK/home/.vim/pack/tests/start
mkdir -p "$site/gouji" && cp -r "$ROOT"/editors/vim/{plugin,autoload,ale_linters} "$site/gouji"
export LOG=$WORK/log SERVER
for SERVER in 1 0; do
  cp "$RIGHT" "$REPORT"
  status=0
  timeout 120 "$vim" --not-a-term -n -N -i NONE -u NONE -c "set packpath^=$WORK/home/.vim hidden encoding=utf-8 nomore" \
    -c 'filetype plugin on' -S "$ROOT/editors/vim/tests/draft.vim" -c 'packloadall | packadd ale' \
    -c 'doautocmd gouji_ale VimEnter' -c 'call DraftSession()' </dev/null >"$WORK/output" 2>&1 || status=$?
  cat "$LOG"
  [ $status = 0 ] || { tail -5 "$WORK/output"; fail "Vim ended with $status"; }
  rm -f "$LOG"
  file_is_right
done
