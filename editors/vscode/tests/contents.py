"""What the two packages hold: python3 contents.py UNIVERSAL PLATFORM. Only the second one has the program, executable; neither
has anything that a person does not need."""

import re
import sys
import zipfile

NEEDED = [
    "LICENSE.txt", "dist/extension.js", "dist/sheet.css", "dist/sheet.js", "icon.png", "l10n/bundle.l10n.zh-cn.json", "package.json",
    "package.nls.json", "package.nls.zh-cn.json", "readme.md", "snippets/html.json", "snippets/markdown.json",
    "snippets/plaintext.json", "walkthrough/fix.md", "walkthrough/new.md", "walkthrough/open.md", "walkthrough/save.md",
]
PROGRAM = "server/gouji"


def entries(path):
    """The extension's own files, by name."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None, path
        own = {entry.filename: entry for entry in package.infolist()}
        manifest = package.read("extension.vsixmanifest").decode()
    return {name.removeprefix("extension/"): entry for name, entry in own.items() if name.startswith("extension/")}, manifest


universal, platform = sys.argv[1:]
files, manifest = entries(universal)
assert sorted(files) == NEEDED, sorted(files)
assert "TargetPlatform" not in manifest
files, manifest = entries(platform)
assert sorted(files) == sorted([*NEEDED, PROGRAM]), sorted(files)
assert re.search(r'TargetPlatform="linux-(x64|arm64)"', manifest), manifest
mode = files[PROGRAM].external_attr >> 16
assert mode & 0o111 == 0o111, f"{PROGRAM} has mode {mode:o}"
print("ok what the packages hold")
