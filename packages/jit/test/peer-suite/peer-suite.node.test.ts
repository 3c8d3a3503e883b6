/**
 * tfjs-core's own tests through the compiler: each spec passes, is refused with a reason that refused.txt holds, or makes no
 * sense here. `npx vitest run --project jit packages/jit/test/peer-suite -u` writes refused.txt anew.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, test } from 'vitest';
import { bundleSpecs } from './bundle.ts';
import type { Manner } from './compiled-ops.ts';
import type { SpecResult } from './run-specs.ts';
import { senseless, sensibleUnderGradients } from './senseless.ts';

const folder = mkdtempSync(join(tmpdir(), 'peer-suite-'));
const bundle = join(folder, 'specs.cjs');

const known = readFileSync(new URL('refused.txt', import.meta.url), 'utf8');

beforeAll(() => bundleSpecs(bundle));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const manners: readonly Manner[] = ['plain', 'views', 'expressions', 'under gradients'];

test.concurrent.for(manners)('specs of tfjs-core, tensors %s', { timeout: 600_000 }, async (manner, { expect }) => {
  const { stdout } = await promisify(execFile)(process.execPath, [bundle], {
    env: { ...process.env, MANNER: manner },
    maxBuffer: 2 ** 27,
  });
  const results = stdout
    .split('\n')
    .filter((line) => line.startsWith('{"name"'))
    .map((line) => JSON.parse(line) as SpecResult);
  expect(results.length).toBeGreaterThan(4000);
  expect(results.filter(({ calls }) => calls > 0).length).toBeGreaterThan(3000);
  const failed = results.filter(({ status }) => status === 'failed');
  const wrong = failed.filter(({ refusals }) => refusals.length === 0);
  expect(wrong.map(({ name, messages }) => ({ name, message: senseless[name] ?? messages[0] }))).toEqual(
    wrong.filter(({ name }) => name in senseless).map(({ name }) => ({ name, message: senseless[name] })),
  );
  const sensible = manner === 'under gradients' ? sensibleUnderGradients : [];
  const expected = Object.keys(senseless).filter((name) => !sensible.includes(name));
  expect(wrong.map(({ name }) => name).sort()).toEqual(expected.sort());
  const refused = listed(failed.filter(({ refusals }) => refusals.length > 0));
  if (manner === 'under gradients') expect(known.split('\n')).toEqual(expect.arrayContaining(refused.split('\n')));
  else await expect(refused).toMatchFileSnapshot('refused.txt');
});

/** The specs that were refused, by the reason. */
function listed(results: readonly SpecResult[]): string {
  const byReason = new Map<string, string[]>();
  for (const { name, refusals } of results) {
    const [reason = ''] = refusals;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return [...byReason]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, names]) => [`# ${reason}`, ...names.sort(), ''].join('\n'))
    .join('\n');
}
