/** Signals, once and twice, to a process that is in the middle of writing: what is in the store is whole. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-signals-'));
  // Every run but the first two goes on for ever, writing large checkpoints, and does not listen to the signal.
  const preset = "{ description: 'some', config: { numbers: [1, 2, 3, 4], endless: true } }";
  writeFileSync(
    join(dir, 'writer.mjs'),
    `import { register } from ${JSON.stringify(import.meta.resolve('@mnist1d/experiments'))};
    register({
      id: 'writer', module: import.meta.url, recipeVersion: 1, title: 'Writer', figure: 'none', defaultPreset: 'quick',
      presets: { quick: ${preset}, paper: ${preset} },
      runs: ({ numbers, endless }) => numbers.map((number) => ({ number, endless: endless && number > 2 })),
      label: ({ number }) => String(number),
      async run({ number }, { checkpoint, onProgress }) {
        while (number > 2 && !process.env.ENDS) {
          await checkpoint.write({ text: 'x'.repeat(1e6) });
          onProgress(0.5);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return { metrics: { number } };
      },
      claims: [],
    });`,
  );
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('a run of two workers', () => {
  test.each([
    [['SIGINT'], 130, true],
    [['SIGTERM'], 143, true],
    [['SIGINT', 'SIGINT'], 130, false],
    [['SIGTERM', 'SIGINT'], 130, false],
    [['SIGINT', 'SIGTERM'], 143, false],
  ] as const)('that gets %j ends, and leaves whole files', async (signals, expected, isTold) => {
    const out = signals.join('-');
    const args = ['run', 'writer', '--import', './writer.mjs', '--workers', '2', '--out', out, '--no-figures'];
    const { code, stderr } = await mnist1d(args, dir, (child) => {
      let [told, sent] = ['', false];
      child.stderr?.on('data', (chunk) => {
        told += chunk;
        if (sent || !told.includes('2 of 4 runs')) return;
        sent = true;
        setTimeout(() => signals.forEach((signal, i) => setTimeout(() => child.kill(signal), 3 * i)), 200);
      });
    });
    // The first of two may have ended it before the second came.
    expect(isTold ? [expected] : [expected, signals[0] === 'SIGINT' ? 130 : 143]).toContain(code);
    if (isTold) expect(stderr).toContain('What was finished is kept');
    const runs = readdirSync(join(dir, out, 'runs'));
    const files = runs.filter((name) => name.endsWith('.json'));
    expect(files.filter((name) => !name.includes('checkpoint')).length).toBe(2);
    for (const name of files) JSON.parse(readFileSync(join(dir, out, 'runs', name), 'utf8'));

    process.env.ENDS = '1';
    const again = await mnist1d(args, dir);
    delete process.env.ENDS;
    expect(again.stderr).toContain('2: finished before');
    expect(again.stderr).not.toContain('warning');
    expect(again.code).toBe(0);
    expect(readdirSync(join(dir, out, 'runs')).filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).length).toBe(4);
  });
});
