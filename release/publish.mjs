/**
 * Publishes each public package whose version the registry lacks, as it is built, and prints package, version, bytes and digest:
 *
 *     node release/publish.mjs [--log FILE]
 *
 * npm's own command uploads the tarballs, for it signs in by OpenID Connect where the registry trusts the workflow.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packAll, publishedTarball, run } from './packages.mjs';

const { values: flags } = parseArgs({ options: { log: { type: 'string' } } });
const folder = mkdtempSync(join(tmpdir(), 'mnist1d-release-'));
/** What was published, also where the next one fails. */
const log = [];
try {
  for (const { name, version, file, bytes, integrity } of await packAll(resolve(import.meta.dirname, '..'), folder)) {
    if (version === '0.0.0') throw new Error(`${name}: its version must be one that changesets gave it, got 0.0.0`);
    if (await publishedTarball(name, version)) {
      console.log(`${name} ${version}: is published`);
      continue;
    }
    await run('npm', ['publish', file, '--access', 'public']);
    console.log(`${name} ${version}: ${bytes} bytes, ${integrity}`);
    log.push({ name, version, bytes, integrity });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  if (flags.log) writeFileSync(flags.log, `${JSON.stringify(log, null, 1)}\n`);
}
