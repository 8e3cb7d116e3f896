#!/usr/bin/env bash
# A picture of a wrong total in Neovim, for people to look at: editors/neovim/tests/picture.sh NVIM, an absolute path. Needs
# tmux and editors/install.sh vscode.
. "$(dirname "$0")/../../tests/common.sh"
plugin=$WORK/site/pack/tests/start/gouji
mkdir -p "$plugin" && cp -r "$ROOT"/editors/neovim/{plugin,lua,lsp,doc} "$plugin"
cat >"$WORK/init.lua" <<LUA
vim.opt.packpath:prepend('$WORK/site')
vim.opt.number = true
vim.opt.termguicolors = true
require('gouji').setup({ path = '$GOUJI', locale = 'zh-CN' })
vim.cmd.highlight('Normal guibg=#1e1e1e')
vim.diagnostic.config({ virtual_text = false })
vim.api.nvim_create_autocmd('DiagnosticChanged', { callback = function()
  vim.diagnostic.open_float({ scope = 'line', border = 'rounded', max_width = 76 })
end })
LUA
sed -i '70s/468/486/' "$REPORT"
terminal() { tmux -L "gouji-$$" "$@"; }
trap 'terminal kill-server 2>/dev/null; rm -rf "$WORK"' EXIT
export TERM=xterm-256color
terminal -f /dev/null new-session -d -s t -x 100 -y 24 -c "$WORK/docs" \
  "$1 --cmd 'set packpath^=$WORK/site' -i NONE -u $WORK/init.lua +70 report.txt; cat"
for turn in $(seq 200); do
  terminal capture-pane -p -t t | grep -q 'suspect-figure' && break
  sleep 0.05
done
terminal capture-pane -e -p -t t >"$WORK/screen"
WORKBENCH_MODULES=$GOUJI_EDITORS/vscode/node_modules "$GOUJI_EDITORS/vscode/node_modules/.bin/node" \
  "$ROOT/editors/tests/terminal.mjs" "$WORK/screen" "$ARTEFACTS/neovim.png"
grep -q 'suspect-figure' "$WORK/screen" || fail 'the finding is not shown'
echo "PASS $ARTEFACTS/neovim.png"
