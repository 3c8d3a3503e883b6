/**
 * Runs the packages' benchmarks one after another and gathers their figures in one file.
 *
 *     npm run bench -- [PACKAGE [ITS ARGUMENTS …]] [--json FILE]
 *
 * Without a package all of them. A package's own options stand at the top of its bench file.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const packages = ['dataset', 'jit', 'experiments'];
const root = resolve(import.meta.dirname, '..');

const { json, help, own, chosen } = readArguments(process.argv.slice(2));
if (help) {
  console.log(`npm run bench -- [${packages.join(' | ')} [its arguments …]] [--json FILE]

  npm run bench                                       every benchmark
  npm run bench -- --json figures.json                and their figures in a file
  npm run bench -- jit mlp-100 cnn-25                 two workloads beside PyTorch
  npm run bench -- jit --profile gru-6                where the time of a step goes
  npm run bench -- experiments --preset paper lottery`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mnist1d-bench-'));
  try {
    const figures = {};
    for (const name of chosen) {
      const file = join(folder, `${name}.json`);
      console.log(`\n@mnist1d/${name}\n`);
      run(name, [...own, ...(json === undefined ? [] : ['--json', file])]);
      if (json !== undefined) figures[name] = JSON.parse(readFileSync(file, 'utf8'));
    }
    if (json !== undefined) {
      mkdirSync(dirname(resolve(json)), { recursive: true });
      writeFileSync(json, `${JSON.stringify(figures, null, 1)}\n`);
      console.log(`\nWritten: ${json}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ours are --json and --help; what follows a package's name is that package's. */
function readArguments(given) {
  const at = given.indexOf('--json');
  const file = at < 0 ? undefined : given[at + 1];
  if (at >= 0 && (file === undefined || file.startsWith('-'))) fail('--json must be followed by the file to write');
  const rest = at < 0 ? given : given.filter((_, i) => i !== at && i !== at + 1);
  const [first, ...others] = rest;
  if (first === undefined || first === '--help')
    return { json: file, help: first !== undefined, own: [], chosen: packages };
  if (!packages.includes(first)) fail(`there is no benchmark of '${first}'; there are ${packages.join(', ')}`);
  return { json: file, help: false, own: others, chosen: [first] };
}

function run(name, args) {
  const { status } = spawnSync('pnpm', ['--dir', join(root, 'packages', name), 'run', 'bench', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}
