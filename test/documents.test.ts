/** Every example in the documents runs as it stands: modules, pages, command lines. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runExperiment } from '@mnist1d/experiments';
import { writeResult } from '@mnist1d/experiments/storage';
import { transformSync } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../packages/cli/src/program.ts';
import { chromiumPath } from './chromium-path.mjs';
import { blocksOf, documents, root } from './documents.ts';
import { openPage } from './open-page.ts';
import { scratchFolder } from './scratch-folder.ts';

const folder = scratchFolder('documents');

beforeAll(async () => {
  // The result file that some examples read.
  const config = { models: ['logistic', 'mlp'], steps: 6, evalEvery: 5, classErrorSteps: 1 };
  await writeResult(folder, await runExperiment('classification', { preset: 'quick', config }));
});

const withBlocks = (...languages: string[]) =>
  documents.map((path) => [path, blocksOf(path, ...languages)] as const).filter(([, blocks]) => blocks.length > 0);

// The blocks of this page need each other: own-network.test.ts.
const modules = withBlocks('ts', 'js').filter(([path]) => !path.endsWith('your-own-network.md'));

describe.each(modules)('%s', (path, examples) => {
  test.each(examples.map((code, i) => [i + 1, code] as const))('module %i', (i, code) => {
    const file = join(folder, `${path.replaceAll(/\W/g, '-')}-${i}.mjs`);
    writeFileSync(file, transformSync(code, { loader: 'ts', format: 'esm' }).code);
    expect(() =>
      execFileSync(process.execPath, [file], { cwd: folder, stdio: 'pipe', timeout: 120_000 }),
    ).not.toThrow();
  });
});

const exampleFiles = readdirSync(join(root, 'examples'));

test.each(exampleFiles.filter((name) => name.endsWith('.mjs')))('examples/%s', (name) => {
  const file = join(root, 'examples', name);
  expect(() => execFileSync(process.execPath, [file], { cwd: folder, stdio: 'pipe', timeout: 120_000 })).not.toThrow();
});

const examplePages = exampleFiles
  .filter((name) => name.endsWith('.html'))
  .map((name) => [`examples/${name}`, readFileSync(join(root, 'examples', name), 'utf8')] as const);

describe.skipIf(!chromiumPath).each(withBlocks('html'))('%s', (_, pages) => {
  test.each(pages.map((html, i) => [i + 1, html] as const))('page %i', async (_, html) => {
    const { failed } = await openPage(html, /./);
    expect(failed).toEqual([]);
  });
});

test.skipIf(!chromiumPath).each(examplePages)('%s', async (_, html) => {
  const { text, failed } = await openPage(html, /% after \d+ updates.*% after \d+ updates/s);
  expect(failed).toEqual([]);
  expect(text).toContain('updates');
});

/** The arguments of each `mnist1d …` in a document. */
const commandLines = withBlocks('sh').flatMap(([path, blocks]) =>
  [...blocks.join('\n').matchAll(/^(?:npx (?:@mnist1d\/cli|mnist1d)|mnist1d) (.+?)(?: +#.*)?$/gm)].map(
    (match) => [path, match[1] as string] as const,
  ),
);

test.each(commandLines)('%s: mnist1d %s', (_, line) => {
  const program = createProgram();
  const all = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of all) command.action(() => {});
  expect(() => program.parse(line.split(/ +/), { from: 'user' })).not.toThrow();
});
