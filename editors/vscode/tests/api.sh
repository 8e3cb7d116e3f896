#!/usr/bin/env bash
# Sessions through Visual Studio Code's API, with the package that has no program in it: editors/vscode/tests/api.sh
. "$(dirname "$0")/common.sh"
packages
# The program notes how it was started.
export STARTED=$WORK/started
mkdir "$WORK/bin"
printf '#!/bin/sh\necho "$1" >>"%s"\nexec "%s" "$@"\n' "$STARTED" "$GOUJI" >"$WORK/bin/gouji"
chmod +x "$WORK/bin/gouji"
# Visual Studio Code takes PATH from the person's login shell.
echo "PATH=$WORK/bin:\$PATH" | tee "$HOME/.profile" >"$HOME/.bash_profile"
export SHELL=/bin/bash SESSION LOG
(cd "$extension/tests/driver" &&
  node "$extension/node_modules/@vscode/vsce/vsce" package --no-dependencies --skip-license -o "$WORK/driver.vsix" >/dev/null)
install_extension "$ROOT"/target/vsix/gouji-[0-9]*.vsix
install_extension "$WORK/driver.vsix"

session() { # NAME QUERY OPTIONS…
  SESSION=$1 LOG=$WORK/$1.log
  rm -f "$STARTED"
  start_workbench --disable-workspace-trust "${@:3}"
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$WORK/browser-$1" --remote-debugging-port=0 \
    --window-size=1200,800 "$url/?$2" >"$WORK/browser.log" 2>&1 &
  browser=$!
  for turn in $(seq 3000); do
    [ -s "$LOG" ] && break
    sleep 0.1
  done
  [ -s "$LOG" ] || fail "session $1 does not end"
  cat "$LOG"
  cp "$LOG" "$ARTEFACTS/vscode-api-$1.log"
  grep -q '^PASS' "$LOG" || fail 'see above'
  stop "$browser"
  stop "$server"
  browser='' server=''
}

draft() {
  settings zh-CN
  printf '# 来信\n\n信息公开是另一回事。\n' >"$WORK/docs/letter.md"
  mkdir "$WORK/docs/sub" && mv "$REPORT" "$WORK/docs/sub/" && export REPORT=$WORK/docs/sub/report.txt
  printf '[rules]\nmissing-title = "off"\n' >"$WORK/docs/sub/gouji.toml"
  "$GOUJI" convert "$REPORT" -o "$WORK/docs/sub/last-year.docx" >/dev/null
  session draft "folder=$WORK/docs"
  file_is_right
}

# Three folders, of which the window has two at first.
folders() {
  settings zh-CN
  local name
  for name in one two three; do
    mkdir -p "$WORK/folders/$name"
    sed '70s/.*/486 |/' "$RIGHT" >"$WORK/folders/$name/report.txt"
  done
  printf '[rules]\nmissing-improvement = "off"\n' >"$WORK/folders/one/gouji.toml"
  printf '[rules]\nmissing-title = "off"\n' >"$WORK/folders/two/gouji.toml"
  printf '[rules]\nmissing-improvement = "off"\nmissing-title = "off"\n' >"$WORK/folders/three/gouji.toml"
  echo '{ "folders": [{ "path": "folders/one" }, { "path": "folders/two" }] }' >"$WORK/two.code-workspace"
  session folders "workspace=$WORK/two.code-workspace"
}

# In English, and in Chinese by a language pack of no words: the real one is not in npm's registry, and what Visual Studio
# Code itself says is not tested here.
languages() {
  settings auto
  export LANGUAGE_WANTED=en
  session language "folder=$WORK/docs"
  local pack=$WORK/pack
  mkdir "$pack"
  echo '{ "version": "1.0.0", "contents": {} }' >"$pack/words.json"
  cat >"$pack/package.json" <<'JSON'
{
  "name": "words", "publisher": "gouji", "version": "0.0.1", "description": "Chinese, without words", "license": "MIT",
  "engines": { "vscode": "^1.90.0" }, "repository": "https://github.com/gouji/gouji",
  "contributes": { "localizations": [{ "languageId": "zh-cn", "languageName": "Chinese", "localizedLanguageName": "中文",
    "translations": [{ "id": "vscode", "path": "./words.json" }] }] }
}
JSON
  (cd "$pack" && node "$extension/node_modules/@vscode/vsce/vsce" package --no-dependencies --skip-license -o "$WORK/words.vsix" >/dev/null 2>&1)
  install_extension "$WORK/words.vsix"
  settings auto
  export LANGUAGE_WANTED=zh-cn
  session language "folder=$WORK/docs" --locale zh-cn
}

for part in "${@:-draft folders languages}"; do
  for name in $part; do "$name"; done
done
