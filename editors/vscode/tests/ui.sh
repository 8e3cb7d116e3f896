#!/usr/bin/env bash
# Sessions as a person has them, with mouse and keyboard in the workbench: first with the package that has no program in it,
# where there is none at all; then with the one for this platform, which brings it along. editors/vscode/tests/ui.sh
. "$(dirname "$0")/common.sh"
packages
version=$(node -p "require('$extension/package.json').version")
export WORKBENCH_MODULES=$code SCREENSHOTS=$ARTEFACTS/vscode
mkdir -p "$SCREENSHOTS"

session() { # SCRIPT PACKAGE OPTIONS…
  settings zh-CN
  [ -z "${STARTED:-}" ] || echo "{ \"gouji.path\": \"$WORK/docs/own-gouji\" }" >"$WORK/docs/.vscode/settings.json"
  install_extension "$2"
  start_workbench "${@:3}"
  local status=0
  timeout 300 node "$extension/tests/$1" "$url" "$WORK/docs" || status=$?
  if [ $status = 75 ]; then
    echo 'the browser died, once more'
    status=0
    cp "$RIGHT" "$REPORT"
    timeout 300 node "$extension/tests/$1" "$url" "$WORK/docs" || status=$?
  fi
  [ $status = 0 ] || fail "$1, see $SCREENSHOTS"
  stop "$server"
  server=
}

universal=$ROOT/target/vsix/gouji-$version.vsix platform=$ROOT/target/vsix/gouji-linux-x64-$version.vsix
trusted=--disable-workspace-trust

contents() { python3 "$extension/tests/contents.py" "$universal" "$platform"; }

# There is a program in the end, in a folder that is not in PATH.
missing() {
  export OWN=$WORK/own/gouji
  mkdir -p "$WORK/own" && ln -s "$GOUJI" "$OWN"
  session missing.mjs "$universal" $trusted
  rm -rf "$WORK/extensions"
}

draft() {
  session draft.mjs "$platform" $trusted
  file_is_right
}

new() {
  "$GOUJI" convert "$REPORT" -o "$WORK/docs/last-year.docx" >/dev/null
  session new.mjs "$platform" $trusted
}

# The folder names a program of its own, which notes that it was started.
restricted() {
  export STARTED=$WORK/started-by-folder
  printf '#!/bin/sh\necho "$1" >>"%s"\nexec "%s" "$@"\n' "$STARTED" "$GOUJI" >"$WORK/docs/own-gouji"
  chmod +x "$WORK/docs/own-gouji"
  cp "$RIGHT" "$REPORT"
  session restricted.mjs "$platform"
}

for part in "${@:-contents missing draft new restricted}"; do
  for name in $part; do "$name"; done
done
echo "PASS VS Code, its user interface"
