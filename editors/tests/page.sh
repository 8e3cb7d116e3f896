#!/usr/bin/env bash
# The page that `gouji check --format html` writes, in a browser: editors/tests/page.sh. Needs editors/install.sh vscode.
. "$(dirname "$0")/common.sh"
export WORKBENCH_MODULES=$GOUJI_EDITORS/vscode/node_modules SCREENSHOTS=$ARTEFACTS
sed -i '70s/468/486/' "$REPORT"
(cd "$WORK/docs" && "$GOUJI" --locale zh-CN check --quiet --format html -o "$WORK/ledger.html" report.txt) || [ $? = 1 ]
timeout 120 "$WORKBENCH_MODULES/.bin/node" "$ROOT/editors/tests/page.mjs" "file://$WORK/ledger.html" || fail 'the page'
