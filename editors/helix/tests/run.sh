#!/usr/bin/env bash
# A session of Helix in a terminal: editors/helix/tests/run.sh [HX]
. "$(dirname "$0")/../../tests/common.sh"
hx=${1:-hx}
mkdir -p "$XDG_CONFIG_HOME/helix" "$WORK/bin"
cp "$ROOT/editors/helix/languages.toml" "$XDG_CONFIG_HOME/helix/"
ln -s "$GOUJI" "$WORK/bin/gouji"
export TERM=xterm-256color PATH=$WORK/bin:$PATH

terminal() { tmux -L "gouji-$$" "$@"; }
screen() { terminal capture-pane -p -t t; }
trap 'terminal kill-server 2>/dev/null; rm -rf "$WORK"' EXIT

# Waits until the command that follows succeeds.
within() { # WHAT COMMAND…
  local what=$1 turn; shift
  for turn in $(seq 200); do
    "$@" && { echo "ok $what"; return; }
    sleep 0.05
  done
  screen | tee "$ARTEFACTS/helix-failed.txt"
  fail "$what"
}
shows() { screen | grep -qE "$1"; }
shows_not() { ! shows "$1"; }
saved() { sed -n "$1p" "$REPORT" | grep -qxF "$2"; }
keys() { terminal send-keys -t t "$@"; }
# Helix takes Escape and a key right behind it for one key with Alt; it says when it is in normal mode.
normal_mode() { keys Escape; within 'normal mode' shows '^ *NOR '; }
# The word under the cursor becomes another one.
type_at() { # LINE OLD NEW
  keys ":$1" Enter
  within "at line $1" shows " $1:1 *\$"
  keys g h e c
  within 'insert mode' shows '^ *INS '
  keys -l "$3"
  normal_mode
  within "typed $3" shows " $1 +$3 \|"
}

terminal -f /dev/null new-session -d -s t -x 160 -y 40 "$hx $REPORT 2>$WORK/errors; echo ended \$?; cat"
within 'the file is shown' shows '报告数据统计期限'
within 'its findings are marked' shows '●'
type_at 70 468 486
# Who pauses is told which figure is wrong; until then, only that the total is not up to date.
within 'the wrong total is found' shows 'suspect-figure'
within 'its addends are named' shows '454\+12\+2=468'
screen >"$ARTEFACTS/helix-diagnostic.txt"
keys ':70' Enter Space a
within 'the quick fix is offered' shows '改为 468'
screen >"$ARTEFACTS/helix-actions.txt"
keys Enter
within 'the quick fix is applied' shows " 70 +468 \\|"
normal_mode
type_at 70 468 486
type_at 29 2046 ２０４６
keys ':w' Enter
within 'fix on save, the total' saved 70 '468 |'
within 'fix on save, the digits' saved 29 '2046 |'
within 'nothing wrong is left' shows_not '应为 468（现为'
keys ':q!' Enter
within 'Helix ends' shows 'ended 0'
echo "PASS $("$hx" --version)"
file_is_right
