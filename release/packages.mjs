/** The packages that users get: which they are, in the order in which they can be installed, and their tarballs. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** npm and npx are scripts there, which only a shell starts. */
const shell = process.platform === 'win32';

/** Public packages of a checkout, each behind those that it depends on. */
export function publicPackages(root) {
  const manifests = readdirSync(join(root, 'packages'))
    .map((folder) => join(root, 'packages', folder))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.private);
  const ordered = new Map();
  const visit = (entry) => {
    for (const name of Object.keys(entry.manifest.dependencies ?? {})) {
      const other = manifests.find(({ manifest }) => manifest.name === name);
      if (other && !ordered.has(name)) visit(other);
    }
    ordered.set(entry.manifest.name, entry);
  };
  manifests.forEach(visit);
  return [...ordered.values()].map(({ folder, manifest: { name, version } }) => ({ folder, name, version }));
}

/** Packs a package, as built, into a folder. */
export async function pack(folder, destination) {
  const args = ['--yes', 'pnpm@12', 'pack', '--json', '--pack-destination', destination];
  const { stdout } = await output('npx', args, { cwd: folder });
  const file = resolve(destination, JSON.parse(stdout).filename);
  const bytes = readFileSync(file);
  return { file, bytes, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` };
}

/** What the registry has of `name@version`: the address and digest of its tarball; undefined where it has none. */
export async function publishedTarball(name, version) {
  try {
    const { stdout } = await output('npm', ['view', `${name}@${version}`, 'dist', '--json', '--prefer-online']);
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  } catch (error) {
    if (/\bE404\b/.test(error.stdout + error.stderr)) return undefined;
    throw error;
  }
}

/** Runs a command and collects what it prints; an error has both streams. */
export function output(command, args, options = {}) {
  return promisify(execFile)(command, args, { shell, maxBuffer: 2 ** 28, ...options });
}

/** Runs a command whose output goes on; fails with its words where it does not end with `code`. */
export function run(command, args, { code = 0, ...options } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { shell, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let [stdout, all] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
      all += text;
    });
    child.stderr.on('data', (text) => {
      all += text;
    });
    child.on('error', fail);
    child.on('close', (status) => {
      if (status === code) done(stdout);
      else fail(new Error(`${[command, ...args].join(' ')}: ended with code ${status}, not ${code}\n${all}`));
    });
  });
}
