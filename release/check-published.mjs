/**
 * Whether what the registry has is what this checkout builds, byte for byte, with the versions that it names:
 *
 *     git checkout @mnist1d/jit@0.1.0 && npm run build && npm run check-published [-- @mnist1d/jit …]
 *
 * Ends with code 1 where a tarball differs, and says which files do.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { output, pack, publicPackages, publishedTarball } from './packages.mjs';

const all = publicPackages(resolve(import.meta.dirname, '..'));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.some((entry) => entry.name === name));
if (unknown.length > 0) {
  console.error(`check-published: packages are ${all.map(({ name }) => name).join(', ')}, got ${unknown.join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'mnist1d-published-'));
try {
  for (const entry of all.filter(({ name }) => asked.length === 0 || asked.includes(name))) await check(entry);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function check({ folder: source, name, version }) {
  const published = await publishedTarball(name, version);
  if (!published) return fail(`${name} ${version}: is not published`);
  const ours = await pack(source, folder);
  const same = ours.integrity === published.integrity;
  if (same) return console.log(`${name} ${version}: the same bytes, ${ours.integrity}`);
  fail(`${name} ${version}: differs; published ${published.integrity}, here ${ours.integrity}`);
  const theirs = await download(name, version);
  const [here, there] = [await digests(ours.file, 'here'), await digests(theirs, 'there')];
  for (const file of new Set([...here.keys(), ...there.keys()])) {
    if (here.get(file) === there.get(file)) continue;
    console.error(`  ${file}: ${!there.has(file) ? 'only here' : !here.has(file) ? 'only published' : 'differs'}`);
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

/** Of the files of a tarball, by their paths. */
async function digests(tarball, side) {
  const into = join(folder, side);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into);
  await output('tar', ['-xzf', tarball, '-C', into]);
  const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
      return [path.slice(into.length + 1), digest];
    }),
  );
}
