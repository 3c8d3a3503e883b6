/** Every TypeScript and JavaScript example in a README runs as it stands. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runExperiment } from '@mnist1d/experiments';
import { writeResult } from '@mnist1d/experiments/storage';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
// Inside the workspace, so that imports resolve as they do for a user.
const folder = join(import.meta.dirname, '.examples');
mkdirSync(folder, { recursive: true });

beforeAll(async () => {
  // The result file that some examples read.
  const config = { models: ['logistic', 'mlp'], steps: 6, evalEvery: 5, classErrorSteps: 1 };
  await writeResult(folder, await runExperiment('classification', { preset: 'quick', config }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readmes = ['.', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))]
  .map((path) => join(path, 'README.md'))
  .filter((path) => existsSync(join(root, path)))
  .map((path) => [path, examplesOf(path)] as const)
  .filter(([, examples]) => examples.length > 0);

function examplesOf(readme: string): string[] {
  const text = readFileSync(join(root, readme), 'utf8');
  return [...text.matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map((match) => match[1] as string);
}

describe.each(readmes)('%s', (readme, examples) => {
  test.each(examples.map((code, i) => [i + 1, code] as const))('example %i', (i, code) => {
    const file = join(folder, `${readme.replaceAll(/\W/g, '-')}-${i}.mjs`);
    writeFileSync(file, transformSync(code, { loader: 'ts', format: 'esm' }).code);
    expect(() =>
      execFileSync(process.execPath, [file], { cwd: folder, stdio: 'pipe', timeout: 120_000 }),
    ).not.toThrow();
  });
});
