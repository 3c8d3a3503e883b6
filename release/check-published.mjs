/**
 * Whether what the registry has is what this checkout builds, every file byte for byte, with the versions that it names:
 *
 *     git checkout @mnist1d/jit@0.1.0 && npm run build && npm run check-published [-- @mnist1d/jit …]
 *
 * Ends with code 1 where a file differs, and says which do. Tarballs of the same files can be compressed otherwise on another machine.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { output, packAll, publicPackages, publishedTarball } from './packages.mjs';

const root = resolve(import.meta.dirname, '..');
const names = publicPackages(root).map(({ name }) => name);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`check-published: packages are ${names.join(', ')}, got ${unknown.join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'mnist1d-published-'));
try {
  const packed = await packAll(root, folder);
  await Promise.all(packed.filter(({ name }) => asked.length === 0 || asked.includes(name)).map(check));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function check({ name, version, file, integrity }) {
  const published = await publishedTarball(name, version);
  if (!published) return fail(`${name} ${version}: is not published`);
  if (integrity === published.integrity) return console.log(`${name} ${version}: the same bytes, ${integrity}`);
  const [here, there] = [await digests(file), await digests(await download(name, version))];
  const differing = [...new Set([...here.keys(), ...there.keys()])].filter(
    (path) => here.get(path) !== there.get(path),
  );
  if (differing.length === 0) return console.log(`${name} ${version}: the same files, compressed otherwise`);
  fail(`${name} ${version}: differs; published ${published.integrity}, here ${integrity}`);
  for (const path of differing) {
    const where = !there.has(path) ? 'only here' : !here.has(path) ? 'only published' : 'differs';
    console.error(`  ${name}/${path}: ${where}`);
  }
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

async function download(name, version) {
  const destination = join(folder, 'downloads');
  mkdirSync(destination, { recursive: true });
  const { stdout } = await output('npm', ['pack', `${name}@${version}`, '--json', '--pack-destination', destination]);
  return join(destination, JSON.parse(stdout)[0].filename);
}

/** Of the files of a tarball and who may run them, by their paths. */
async function digests(tarball) {
  const into = mkdtempSync(join(folder, 'files-'));
  await output('tar', ['-xzf', tarball, '-C', into]);
  const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [path.slice(into.length + 1), `${digest} ${statSync(path).mode}`];
    }),
  );
}
