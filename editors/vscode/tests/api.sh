#!/usr/bin/env bash
# A session through Visual Studio Code's API, with the package that has no program in it: editors/vscode/tests/api.sh
. "$(dirname "$0")/common.sh"
packages
mkdir "$WORK/bin" && ln -s "$GOUJI" "$WORK/bin/gouji"
# Visual Studio Code takes PATH from the person's login shell.
echo "PATH=$WORK/bin:\$PATH" | tee "$HOME/.profile" >"$HOME/.bash_profile"
export LOG=$WORK/log SHELL=/bin/bash
settings ''
printf '# 来信\n\n信息公开是另一回事。\n' >"$WORK/docs/letter.md"
mkdir "$WORK/docs/sub" && mv "$REPORT" "$WORK/docs/sub/" && export REPORT=$WORK/docs/sub/report.txt
printf '[rules]\nmissing-title = "off"\n' >"$WORK/docs/sub/gouji.toml"
(cd "$extension/tests/driver" &&
  node "$extension/node_modules/@vscode/vsce/vsce" package --no-dependencies --skip-license -o "$WORK/driver.vsix" >/dev/null)
install_extension "$ROOT"/target/vsix/gouji-[0-9]*.vsix
install_extension "$WORK/driver.vsix"
start_workbench
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --user-data-dir="$WORK/browser" --remote-debugging-port=0 \
  --window-size=1200,800 "$url/?folder=$WORK/docs" >"$WORK/browser.log" 2>&1 &
browser=$!
for turn in $(seq 1200); do
  [ -s "$LOG" ] && break
  sleep 0.1
done
[ -s "$LOG" ] || fail 'the session does not end'
cat "$LOG"
cp "$LOG" "$ARTEFACTS/vscode-api.log"
grep -q '^PASS' "$LOG" || fail 'see above'
file_is_right
