/** A stranger's first steps: from an empty folder and an empty home, with nothing but Node, npm and the registry. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { run } from './packages.mjs';

/** The environment of somebody who has configured nothing but that registry. */
export function cleanEnvironment(home, npmrc) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, '.npmrc'), npmrc);
  const rest = Object.entries(process.env).filter(([name]) => !/^(npm_|node_options$)/i.test(name));
  return { ...Object.fromEntries(rest), HOME: home, USERPROFILE: home, npm_config_update_notifier: 'false' };
}

/** Takes the steps in `folder`; `tell` hears of each when it is done. Throws at the first that fails. */
export async function takeFirstSteps({ root, folder, env, tell }) {
  const inFolder = (name) => {
    const cwd = join(folder, name);
    mkdirSync(cwd, { recursive: true });
    const step = async (command, args, check = () => {}) => {
      const start = performance.now();
      check(await run(command, args, { cwd, env }));
      tell(`${name}: ${[command, ...args].join(' ')}`, start);
    };
    return { cwd, step };
  };
  const results = await commandInAnEmptyFolder(inFolder('npx'), root);
  await modulesOfOnesOwn(inFolder('import'), root);
  for (const [name, readme] of readmes(root)) await firstBlock(inFolder(name), readme, results);
}

const expect = (holds, message) => {
  if (!holds) throw new Error(message);
};

/** Returns the result file that it makes. */
async function commandInAnEmptyFolder({ cwd, step }, root) {
  const mnist1d = (args, check) => step('npx', ['--yes', '@mnist1d/cli', ...args], check);
  await mnist1d(['--version'], (text) => expect(/^\d+\.\d+\.\d+\s*$/.test(text), `--version prints ${text}`));
  await mnist1d(['list'], (text) => expect(text.includes('classification'), 'list: no experiment classification'));
  await mnist1d(['human', '--help'], (text) => expect(text.includes('--practice'), 'human --help: no --practice'));
  const short = ['--preset', 'quick', '--set', 'steps=101', '--set', 'evalEvery=100', '--set', 'classErrorSteps=101'];
  await mnist1d(['run', 'classification', ...short, '--workers', '2']);
  const made = ['classification.json', 'classification.svg', 'classification.png'].map((file) =>
    join(cwd, 'results', file),
  );
  for (const file of made) expect(existsSync(file) && statSync(file).size > 1000, `run: ${file} was not written`);
  await mnist1d(['check', 'results/classification.json'], (text) =>
    expect(text.includes('agrees'), 'check: no claim agrees'),
  );
  await mnist1d(['dataset', '--out', 'mnist1d.npz']);
  expect(statSync(join(cwd, 'mnist1d.npz')).size > 100_000, 'dataset: mnist1d.npz is too small');
  await mnist1d(['doctor', '--json'], (text) =>
    expect(
      JSON.parse(text).certificate.every(({ agrees }) => agrees),
      'doctor: a digest differs',
    ),
  );
  cpSync(join(root, 'examples/width.mjs'), join(cwd, 'width.mjs'));
  await mnist1d(['run', 'width', '--import', './width.mjs', '--workers', '2']);
  expect(existsSync(join(cwd, 'results/width.json')), 'run --import: results/width.json was not written');
  return made[0];
}

/** `--import` in a project that has the packages installed, by a command that has its own. */
async function modulesOfOnesOwn({ cwd, step }, root) {
  cpSync(join(root, 'examples/width.mjs'), join(cwd, 'width.mjs'));
  const packages = ['dataset', 'experiments', 'models'].map((name) => `@mnist1d/${name}`);
  await step('npm', ['install', ...packages]);
  await step('npx', ['--yes', '@mnist1d/cli', 'run', 'width', '--import', './width.mjs', '--workers', '2']);
  expect(existsSync(join(cwd, 'results/width.json')), 'run --import: results/width.json was not written');
}

/** Packages whose README says how to install them. */
function readmes(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => [name, join(root, 'packages', name, 'README.md')])
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => [name, readFileSync(path, 'utf8')])
    .filter(([, text]) => /^npm install /m.test(text));
}

/** Installs a package as its README says, and runs the first block of code there as it stands. */
async function firstBlock({ cwd, step }, readme, result) {
  const [, packages] = /^npm install (.*)$/m.exec(readme);
  const [, code] = /^```(?:ts|js)\n(.*?)^```$/ms.exec(readme);
  cpSync(result, join(cwd, 'classification.json'));
  writeFileSync(join(cwd, 'first.mjs'), transformSync(code, { loader: 'ts', format: 'esm' }).code);
  await step('npm', ['install', ...packages.split(' ')]);
  await step('node', ['first.mjs']);
}
