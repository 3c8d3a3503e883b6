/** `--import`, wherever the module stands: in no project, in one that has its own `@mnist1d/experiments`, in TypeScript. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExperimentResult } from '@mnist1d/experiments';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Finished, mnist1d } from './mnist1d.ts';

const packages = resolve(import.meta.dirname, '../..');
const source = readFileSync(resolve(packages, '../examples/width.mjs'), 'utf8');

let dir: string;
beforeAll(() => {
  // The system's folder for temporary files may be a link.
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'mnist1d-import-')));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A new folder with the module. */
function place(folder: string, file: string, text = source): string {
  mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, folder, file), text);
  return join(dir, folder, file);
}

/** Runs the module's experiment over two workers. */
async function run(module: string, folder: string): Promise<Finished & { readonly digest: string }> {
  const options = ['--set', 'widths=5,20', '--set', 'steps=2', '--workers', '2', '--no-figures', '--out', 'results'];
  const finished = await mnist1d(['run', 'width', '--import', module, ...options], join(dir, folder));
  expect(finished.stderr.split('\n').filter((line) => line && !line.startsWith('['))).toEqual([]);
  expect(finished.code).toBe(0);
  const result: ExperimentResult = JSON.parse(readFileSync(join(dir, folder, 'results/width.json'), 'utf8'));
  return { ...finished, digest: result.digest };
}

/** Its own copies of our packages and of TensorFlow.js; what these need is the workspace's. */
function install(folder: string): void {
  const modules = join(dir, folder, 'node_modules');
  const ours = ['dataset', 'models', 'jit', 'results', 'experiments'];
  for (const name of ours) {
    for (const part of ['package.json', 'dist'])
      cpSync(join(packages, name, part), join(modules, '@mnist1d', name, part), { recursive: true });
  }
  const core = join(packages, 'experiments/node_modules/@tensorflow/tfjs-core');
  const manifest = JSON.parse(readFileSync(join(core, 'package.json'), 'utf8'));
  for (const part of ['package.json', manifest.main])
    cpSync(join(core, part), join(modules, '@tensorflow/tfjs-core', part));
  const besideCore = (name: string) => join(realpathSync(core), '../..', name);
  const links = {
    ...Object.fromEntries(Object.keys(manifest.dependencies).map((name) => [name, besideCore(name)])),
    '@tensorflow/tfjs-backend-cpu': join(packages, 'experiments/node_modules/@tensorflow/tfjs-backend-cpu'),
    'es-module-lexer': join(packages, 'experiments/node_modules/es-module-lexer'),
    valibot: join(packages, 'results/node_modules/valibot'),
    '@noble/hashes': join(packages, 'results/node_modules/@noble/hashes'),
  };
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(target, join(modules, name), 'junction');
  }
}

test('in a folder of no project, of any name, by path or URL, it gives what it gives in its own project', async () => {
  const folder = 'a b#c%20é';
  const file = place(folder, 'width.mjs');
  const { digest } = await run('./width.mjs', folder);
  rmSync(join(dir, folder, 'results'), { recursive: true });
  expect((await run(pathToFileURL(file).href, folder)).digest).toBe(digest);
  place('own', 'width.mjs');
  install('own');
  expect((await run('./width.mjs', 'own')).digest).toBe(digest);
  // It is the project's own that is taken there.
  writeFileSync(join(dir, 'own/node_modules/@mnist1d/experiments/dist/index.js'), 'export {};');
  const { stderr } = await mnist1d(['list', '--import', './width.mjs'], join(dir, 'own'));
  expect(stderr).toContain("'@mnist1d/experiments' does not provide an export named 'defineExperiment'");
});

test('in a folder of no project it has what the command has, over workers, too', async () => {
  place('alone', 'width.mjs');
  const { digest } = await run('./width.mjs', 'alone');
  place('figures', 'width.mjs', `import '@mnist1d/viz';\n${source}`);
  expect((await run('./width.mjs', 'figures')).digest).toBe(digest);
});

// Node 20 does not ask the hooks of a module what `require` finds.
test.runIf('registerHooks' in nodeModule)('what it requires is found as what it imports', async () => {
  place(
    'required',
    'required.cjs',
    "require('@mnist1d/viz'); console.log(require('@mnist1d/experiments').experiments.size);",
  );
  const { code, stdout, stderr } = await mnist1d(['list', '--import', './required.cjs'], join(dir, 'required'));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\d+\n/);
});

test('an installed package is found that can be imported alone', async () => {
  place('package/node_modules/mine/lib', 'mine.js', "console.log('mine is here');");
  const manifest = { name: 'mine', version: '1.0.0', type: 'module', exports: { '.': { import: './lib/mine.js' } } };
  place('package/node_modules/mine', 'package.json', JSON.stringify(manifest));
  const { code, stdout, stderr } = await mnist1d(['list', '--import', 'mine'], join(dir, 'package'));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^mine is here\n/);
});

test.each(['nothing', 'node:fs'])('%s, which is no package that is installed, is refused', async (name) => {
  const { code, stderr } = await mnist1d(['list', '--import', name], dir);
  expect([code, stderr.split('\n')[0]]).toEqual([
    2,
    `error: --import must name a file or an installed package, got '${name}'`,
  ]);
});

test('what it lacks besides is named', async () => {
  place('lacking', 'lacking.mjs', "import '@mnist1d/nothing';");
  const { code, stderr } = await mnist1d(['list', '--import', './lacking.mjs'], join(dir, 'lacking'));
  expect([code, stderr]).toEqual([1, expect.stringContaining("Cannot find package '@mnist1d/nothing'")]);
});

test('TypeScript runs where Node runs it, and is refused elsewhere', async () => {
  const [before, after] = ['(runs, width)', '(runs: readonly any[], width: number)'];
  expect(source).toContain(before);
  const file = place('typed', 'width.mts', source.replace(before, after));
  if ((process.features as { typescript?: unknown }).typescript) {
    await run('./width.mts', 'typed');
  } else {
    const { code, stderr } = await mnist1d(['list', '--import', './width.mts'], join(dir, 'typed'));
    expect([code, stderr]).toEqual([
      1,
      `error: --import ./width.mts: ${pathToFileURL(file)}: Node ${process.versions.node} does not run TypeScript, or not this: take Node 22.18 or newer and an ending .ts or .mts, or compile it to JavaScript\n`,
    ]);
  }
});

test('two experiments of one name are told apart by their modules', async () => {
  const files = ['one.mjs', 'two.mjs'].map((name) => pathToFileURL(place('twice', name)).href);
  const { code, stderr } = await mnist1d(
    ['list', '--import', './one.mjs', '--import', './two.mjs'],
    join(dir, 'twice'),
  );
  expect([code, stderr]).toEqual([
    1,
    `error: --import ./two.mjs: register: an experiment 'width' of ${files[0]} exists already, got another of ${files[1]}\n`,
  ]);
});

test('a URL that is no file of this machine is refused', async () => {
  const { code, stderr } = await mnist1d(['list', '--import', 'file:///a%2Fb.mjs'], dir);
  expect([code, stderr.split('\n')[0]]).toEqual([
    2,
    "error: --import must name a file of this machine, got 'file:///a%2Fb.mjs'",
  ]);
});
