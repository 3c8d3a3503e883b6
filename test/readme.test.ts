/** Every TypeScript and JavaScript example in a README runs as it stands. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
// Inside the workspace, so that imports resolve as they do for a user.
const folder = join(import.meta.dirname, '.examples');
mkdirSync(folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readmes = ['.', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))]
  .map((path) => join(path, 'README.md'))
  .filter((path) => existsSync(join(root, path)));

describe.each(readmes)('%s', (readme) => {
  const blocks = [...readFileSync(join(root, readme), 'utf8').matchAll(/^```(?:ts|js)\n(.*?)^```$/gms)].map(
    (match) => match[1] as string,
  );

  test.each(blocks.map((code, i) => [i + 1, code] as const))('example %i', (i, code) => {
    const file = join(folder, `${readme.replaceAll(/\W/g, '-')}-${i}.mjs`);
    writeFileSync(file, transformSync(code, { loader: 'ts', format: 'esm' }).code);
    expect(() =>
      execFileSync(process.execPath, [file], { cwd: folder, stdio: 'pipe', timeout: 120_000 }),
    ).not.toThrow();
  });
});
