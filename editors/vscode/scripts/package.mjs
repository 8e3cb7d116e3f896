// Packages the extension: `npm run package [-- PROGRAM [TARGET]]` writes ../../target/vsix/gouji-VERSION.vsix, which has no
// program in it, and gouji-TARGET-VERSION.vsix with this program (default: the release build, for this machine).
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const root = join(folder, '../..');
const windows = process.platform === 'win32';
const name = windows ? 'gouji.exe' : 'gouji';
// The statically linked build runs on every Linux; it is taken if it is there.
const builds = ['x86_64-unknown-linux-musl/release', 'release'].map((build) => join(root, 'target', build, name));
const program = process.argv[2] ?? builds.find(existsSync);
const target = process.argv[3] ?? `${process.platform}-${process.arch}`;
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const output = join(root, 'target/vsix');
const server = join(folder, 'server');
const license = join(folder, 'LICENSE');

function run(script, ...args) {
  execFileSync(process.execPath, [join(folder, script), ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

function vsix(file, ...args) {
  const path = join(output, file);
  run('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', ...args, '-o', path);
  console.log(path);
}

if (program === undefined) {
  console.error('no program to package: cargo build --release');
  process.exit(1);
}
mkdirSync(output, { recursive: true });
rmSync(server, { recursive: true, force: true });
run('scripts/build.mjs');
const licenses = ['LICENSE', 'LICENSE-MIT', 'LICENSE-APACHE'].map((file) => readFileSync(join(root, file), 'utf8'));
writeFileSync(license, licenses.join('\n'));
vsix(`gouji-${version}.vsix`);
mkdirSync(server);
copyFileSync(program, join(server, basename(name)));
chmodSync(join(server, name), 0o755);
vsix(`gouji-${target}-${version}.vsix`, '--target', target);
rmSync(server, { recursive: true, force: true });
rmSync(license);
