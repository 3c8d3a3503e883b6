/**
 * What npm users get: each package packed, checked, installed alone into an empty project, imported and type-checked.
 * Which files these are stands in tarballs.txt: npx vitest run --project workspace test/packages.test.ts -u
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

function arrayBuffer(file: string): ArrayBuffer {
  return new Uint8Array(readFileSync(file)).buffer;
}

/** A line of strict TypeScript per package that uses its main export. */
const usage: Readonly<Record<string, string>> = {
  dataset:
    "import { makeDataset } from '@mnist1d/dataset';\nconst n: number = makeDataset({ numSamples: 10 }).numTrain;\nif (n !== 8) throw new Error(String(n));",
  models:
    "import { createModel } from '@mnist1d/models';\nconst name: string = createModel('mlp').name;\nif (name !== 'mlp') throw new Error(name);",
  jit: "import { compileLoop, jit, scan } from '@mnist1d/jit';\nif (![compileLoop, jit, scan].every((f) => typeof f === 'function')) throw new Error();",
  results:
    "import { checkResult } from '@mnist1d/results';\nimport { poolingKind } from '@mnist1d/results/kinds/pooling';\nconst id: string = poolingKind.id;\nif (id !== 'pooling' || !checkResult) throw new Error(id);",
  experiments:
    "import { experiments } from '@mnist1d/experiments';\nimport { readResult } from '@mnist1d/experiments/storage';\nif (!experiments.has('classification') || !readResult) throw new Error();",
  viz: "import { figure, renderSvg } from '@mnist1d/viz';\nif (typeof figure !== 'function' || typeof renderSvg !== 'function') throw new Error();",
  playground:
    "import { PlaygroundElement } from '@mnist1d/playground';\nconst name: string = PlaygroundElement.name;\nif (name === '') throw new Error(name);",
  cli: "import { createProgram } from '@mnist1d/cli';\nif (createProgram().name() !== 'mnist1d') throw new Error();",
};
const names = Object.keys(usage);

const root = resolve(import.meta.dirname, '..');
const temporary = mkdtempSync(join(tmpdir(), 'mnist1d-packages-'));
const tarballs: Record<string, string> = {};
const contents: Record<string, readonly string[]> = {};

function pnpm(args: readonly string[], cwd: string): string {
  return execFileSync('npx', ['--yes', 'pnpm@12', ...args], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: 'pipe',
  });
}

beforeAll(() => {
  const filters = names.flatMap((name) => ['--filter', `@mnist1d/${name}`]);
  const packed: { name: string; filename: string; files: { path: string }[] }[] = JSON.parse(
    pnpm(['--recursive', ...filters, 'pack', '--json', '--pack-destination', temporary], root),
  );
  for (const { name, filename, files } of packed) {
    const short = name.replace('@mnist1d/', '');
    tarballs[short] = filename;
    contents[short] = files.map(({ path }) => path);
  }
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('the tarballs have these files and no others', async () => {
  const listed = names.map((name) => {
    // Shared chunks have a hash in their names; CHANGELOGs are written by a release.
    const files = contents[name]!.map((path) => path.replace(/-(?=[\w-]*[A-Z\d_])[\w-]{8}(\.d\.ts|\.js)$/, '-HASH$1'));
    return [`@mnist1d/${name}`, ...files.filter((path) => path !== 'CHANGELOG.md').sort()].join('\n  ');
  });
  await expect(`${listed.join('\n\n')}\n`).toMatchFileSnapshot('tarballs.txt');
});

test('what is bundled bears its licence', () => {
  for (const files of Object.values(contents)) expect(files).toContain('LICENSE');
  expect(contents.viz).toEqual(expect.arrayContaining(['dist/fonts/DejaVuSans.ttf', 'dist/fonts/DejaVu-LICENSE']));
  // It has all that it needs in itself.
  const whose = readFileSync(join(root, 'packages/playground/dist/element/licences.txt'), 'utf8');
  expect(contents.playground).toContain('dist/element/licences.txt');
  for (const name of ['@tensorflow/tfjs-core', 'preact', 'vega', '@noble/hashes'])
    expect(whose).toMatch(new RegExp(`^${name} [\\d.]+, `, 'm'));
  const withGradients = names.flatMap((name) =>
    contents[name]!.filter((path) => path.endsWith('.js'))
      .map((path) => [name, readFileSync(join(root, 'packages', name, path), 'utf8')] as const)
      .filter(([, source]) => source.includes('gradientConfigs = [')),
  );
  expect(withGradients.map(([name]) => name).sort()).toEqual(['jit', 'models']);
  for (const [, source] of withGradients) expect(source).toMatch(/\/\*! .*tfjs-core.* Google LLC, Apache-2\.0 \*\//);
});

describe.each(names)('%s', (name) => {
  test('publint finds nothing', async () => {
    const { messages } = await publint({ strict: true, pack: { tarball: arrayBuffer(tarballs[name]!) } });
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });

  test('its types resolve for every kind of ESM user (attw)', () => {
    const attw = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
    execFileSync(process.execPath, [attw, tarballs[name]!, '--profile', 'esm-only', '--format', 'ascii'], {
      stdio: 'pipe',
    });
  });

  test('installed alone, it runs in Node and type-checks in strict TypeScript', () => {
    const project = join(temporary, `use-${name}`);
    mkdirSync(project);
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
    const peers = Object.entries((manifest.peerDependencies ?? {}) as Record<string, string>).filter(
      ([peer]) => !manifest.peerDependenciesMeta?.[peer]?.optional,
    );
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({
        private: true,
        type: 'module',
        dependencies: { [`@mnist1d/${name}`]: `file:${tarballs[name]}`, ...Object.fromEntries(peers) },
      }),
    );
    // The registry has our other packages only after a release: take them from their tarballs.
    const overrides = names.map((other) => `  '@mnist1d/${other}': 'file:${tarballs[other]}'\n`).join('');
    writeFileSync(join(project, 'pnpm-workspace.yaml'), `overrides:\n${overrides}`);
    writeFileSync(join(project, 'use.ts'), usage[name]!);
    writeFileSync(join(project, 'use.js'), usage[name]!.replaceAll(/: (number|string) =/g, ' ='));
    pnpm(['install', '--prefer-offline'], project);
    execFileSync(process.execPath, ['use.js'], { cwd: project, stdio: 'pipe' });
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    // tfjs-core's own declarations refer to types that it does not depend on.
    const libraries = 'peerDependencies' in manifest || name === 'cli' ? ['--skipLibCheck'] : [];
    const flags = ['--strict', '--noEmit', ...libraries, '--target', 'es2022', '--module', 'nodenext', 'use.ts'];
    execFileSync(process.execPath, [tsc, ...flags], { cwd: project, encoding: 'utf8', stdio: 'pipe' });
  });
});
