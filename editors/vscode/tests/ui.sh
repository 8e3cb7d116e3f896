#!/usr/bin/env bash
# Sessions as a person has them, with mouse and keyboard in the workbench: first with the package that has no program in it,
# where there is none at all; then with the one for this platform, which brings it along. editors/vscode/tests/ui.sh
. "$(dirname "$0")/common.sh"
packages
version=$(node -p "require('$extension/package.json').version")
export WORKBENCH_MODULES=$code SCREENSHOTS=$ARTEFACTS/vscode
mkdir -p "$SCREENSHOTS"

session() { # SCRIPT PACKAGE MORE-SETTINGS
  settings "$3"
  install_extension "$2"
  start_workbench
  local status=0
  timeout 180 node "$extension/tests/$1" "$url" "$WORK/docs" || status=$?
  if [ $status = 75 ]; then
    echo 'the browser died, once more'
    status=0
    cp "$RIGHT" "$REPORT"
    timeout 180 node "$extension/tests/$1" "$url" "$WORK/docs" || status=$?
  fi
  [ $status = 0 ] || fail "$1, see $SCREENSHOTS"
  kill -- "-$server" && wait "$server" 2>/dev/null || true
  server=
}

session missing.mjs "$ROOT/target/vsix/gouji-$version.vsix" ''
rm -rf "$WORK/extensions"
session draft.mjs "$ROOT/target/vsix/gouji-linux-x64-$version.vsix" ''
echo "PASS VS Code, its user interface"
file_is_right
