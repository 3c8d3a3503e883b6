/**
 * Runs the repository's benchmarks one after another and gathers their figures in one file.
 *
 *     npm run bench -- [NAME [ITS ARGUMENTS …]] [--json FILE]
 *
 * Without a name all of them, with --peers, --python, --threads, --processor-time and --record for jit. Anything else without
 * a name is for jit alone: its workloads, --compare. Their own options stand at the top of their files.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** By name, the package and its script. */
const benchmarks = {
  dataset: ['dataset', 'bench'],
  jit: ['jit', 'bench'],
  page: ['jit', 'bench:page'],
  experiments: ['experiments', 'bench'],
};
const names = Object.keys(benchmarks);
const root = resolve(import.meta.dirname, '..');

const { json, help, own, chosen } = readArguments(process.argv.slice(2));
if (help) {
  console.log(`npm run bench -- [${names.join(' | ')} [its arguments …]] [--json FILE]

  npm run bench                                       every benchmark; page: training in Chromium
  npm run bench -- --peers --json figures.json        with more peers, and the figures in a file
  npm run bench -- mlp-100 cnn-25                     two workloads of jit beside PyTorch and JAX
  npm run bench -- jit --python ./jax/bin/python      with what that Python has
  npm run bench -- jit --profile gru-6                where the time of a step goes
  npm run bench -- --compare HEAD~1 mlp-100           beside another commit
  npm run bench -- experiments --preset paper lottery`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mnist1d-bench-'));
  try {
    const figures = {};
    for (const name of chosen) {
      const file = join(folder, `${name}.json`);
      console.log(`\n${name}\n`);
      const passed = name === 'jit' || chosen.length === 1 ? own : [];
      process.exitCode = run(name, [...passed, ...(json === undefined ? [] : ['--json', file])]);
      if (existsSync(file)) figures[name] = JSON.parse(readFileSync(file, 'utf8'));
      if (process.exitCode !== 0) break;
    }
    if (Object.keys(figures).length > 0) {
      mkdirSync(dirname(resolve(json)), { recursive: true });
      writeFileSync(json, `${JSON.stringify(figures, null, 1)}\n`);
      console.log(`\nWritten: ${json}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ours are --json and --help; what else is given is a benchmark's. */
function readArguments(given) {
  const at = given.indexOf('--json');
  const json = at < 0 ? undefined : given[at + 1];
  if (at >= 0 && (json === undefined || json.startsWith('-'))) fail('--json must be followed by the file to write');
  const rest = at < 0 ? given : given.filter((_, i) => i !== at && i !== at + 1);
  // A benchmark runs in its package's folder.
  const own = rest.map((text, i) => (rest[i - 1] === '--python' && /[\\/]/.test(text) ? resolve(text) : text));
  const [first, ...others] = own;
  if (first === '--help') return { json, help: true, own, chosen: names };
  if (names.includes(first)) return { json, help: false, own: others, chosen: [first] };
  return { json, help: false, own, chosen: isForAll(own) ? names : ['jit'] };
}

/** Whether there are no workloads in it, nor options but those that go with every benchmark run. */
function isForAll(args) {
  const [flag, text] = [{ type: 'boolean' }, { type: 'string' }];
  const options = {
    peers: flag,
    record: flag,
    'processor-time': flag,
    threads: text,
    python: { ...text, multiple: true },
  };
  try {
    parseArgs({ args, options });
    return true;
  } catch {
    return false;
  }
}

function run(name, args) {
  const [folder, script] = benchmarks[name];
  const { status, error } = spawnSync('pnpm', ['--dir', join(root, 'packages', folder), 'run', script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) fail(`pnpm could not be started: ${error.message}`);
  return status ?? 1;
}

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}
