/** The packages that users get: which they are, in the order in which they can be installed, and their tarballs. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** npm and npx are scripts there, which only a shell starts. */
const shell = process.platform === 'win32';
/** `npm run --silent` would hand on its silence, and errors would have no words. */
const speaking = (env = process.env) => ({ ...env, npm_config_loglevel: 'error' });

/** Public packages of a checkout, each behind those that it depends on. */
export function publicPackages(root) {
  const manifests = readdirSync(join(root, 'packages'))
    .map((folder) => JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')))
    .filter((manifest) => !manifest.private);
  const ordered = new Set();
  const visit = (manifest) => {
    const names = Object.keys(manifest.dependencies ?? {});
    manifests.filter((other) => names.includes(other.name) && !ordered.has(other)).forEach(visit);
    ordered.add(manifest);
  };
  manifests.forEach(visit);
  return [...ordered].map(({ name, version }) => ({ name, version }));
}

/** Packs the public packages of a checkout, as they are built, into a folder: name, version, file, bytes and digest of each. */
export async function packAll(root, destination) {
  const packages = publicPackages(root);
  const filters = packages.flatMap(({ name }) => ['--filter', name]);
  const args = ['--yes', 'pnpm@12', '--recursive', ...filters, 'pack', '--json', '--pack-destination', destination];
  const packed = JSON.parse((await output('npx', args, { cwd: root })).stdout);
  return packages.map(({ name, version }) => {
    const { filename } = packed.find((tarball) => tarball.name === name);
    const bytes = readFileSync(filename);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    return { name, version, file: filename, bytes: bytes.length, integrity };
  });
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
export function output(command, args, { env, ...options } = {}) {
  return promisify(execFile)(command, args, { shell, maxBuffer: 2 ** 28, env: speaking(env), ...options });
}

/** Runs a command and gives what it prints; fails with its words where it does not end with code 0. */
export function run(command, args, { env, ...options } = {}) {
  return new Promise((done, fail) => {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { shell, stdio, env: speaking(env), ...options });
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
      if (status === 0) done(stdout);
      else fail(new Error(`${[command, ...args].join(' ')}: ended with code ${status}\n${all}`));
    });
  });
}
