#!/usr/bin/env bash
# A session of a Neovim with the plugin and the server: editors/neovim/tests/run.sh [NVIM]
. "$(dirname "$0")/../../tests/common.sh"
nvim=${1:-nvim}
export LOG=$WORK/log PLUGIN=$WORK/site/pack/tests/start/gouji
mkdir -p "$PLUGIN" && cp -r "$ROOT"/editors/neovim/{plugin,lua,lsp,doc} "$PLUGIN"
status=0
timeout 120 "$nvim" --headless --clean --cmd "set packpath^=$WORK/site" -c 'helptags ALL' \
  -S "$ROOT/editors/neovim/tests/draft.lua" </dev/null >"$WORK/output" 2>&1 || status=$?
cat "$LOG" 2>/dev/null || true
[ $status = 0 ] || { cat "$WORK/output"; fail "Neovim ended with $status"; }
file_is_right
