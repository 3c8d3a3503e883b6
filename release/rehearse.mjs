/**
 * A release from beginning to end, without anybody seeing it: npm run rehearse [-- --log FILE]
 *
 * Of a clone of HEAD it raises the versions, builds, publishes with the workflow's own script into a registry on this machine, builds
 * the same commit in another folder, which must give the same files, and takes a stranger's first steps. It leaves nothing behind.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missing } from '../test/consumers/needs.mjs';
import { cleanEnvironment, takeFirstSteps } from './first-steps.mjs';
import { startRegistry } from './local-registry.mjs';
import { output, run } from './packages.mjs';

const { values: flags } = parseArgs({ options: { log: { type: 'string' } } });
const root = resolve(import.meta.dirname, '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mnist1d-rehearsal-')));
const at = (name) => join(folder, name);
const begin = performance.now();
const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
const tell = (what, start) => console.log(`${seconds(start).padStart(8)}  ${what}`);
/** Ends the registry. */
const ending = new AbortController();
let starting;
let registry;

const pnpm = (...args) => ['npx', ['--yes', 'pnpm@12', ...args]];
const inFolder = (name, [command, args], env = process.env) => run(command, args, { cwd: at(name), env });
const git = (...args) => {
  const author = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost'];
  return inFolder('release', ['git', [...author, ...args]]);
};

function cleanUp() {
  ending.abort();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });
}

try {
  await rehearse();
  console.log(`The release was rehearsed in ${seconds(begin)}.`);
} catch (error) {
  console.error(`rehearse: ${error.message}`);
  process.exitCode = 1;
} finally {
  ending.abort();
  // It writes into the folder while it is being installed.
  await starting?.catch(() => {});
  cleanUp();
}

async function timed(what, action) {
  const start = performance.now();
  const made = await action();
  tell(what, start);
  return made;
}

/** Refuses at the start what would end, or hang, after minutes. */
async function refuse() {
  const needed = missing();
  if (needed) throw new Error(needed);
  const { stdout: isShallow } = await output('git', ['rev-parse', '--is-shallow-repository'], { cwd: root });
  if (isShallow.trim() === 'true') {
    throw new Error(
      'needs the whole history, of which changesets reads when a change came; git fetch --unshallow brings it',
    );
  }
}

/** The release's commit, built in another folder: the same files. */
async function again() {
  await timed('the same commit built in another folder', async () => {
    await run('git', ['clone', '--quiet', at('release'), at('again')]);
    await inFolder('again', pnpm('run', 'compile'));
  });
  await timed('the same files', () => inFolder('again', pnpm('run', 'check-published'), rehearsed()));
}

async function users(clean) {
  await takeFirstSteps({ root: at('release'), folder: at('users'), env: clean, tell });
  const consumers = ['node', ['test/consumers/run.mjs', '--published']];
  console.log(await timed('every bundler and runtime', () => inFolder('release', consumers, clean)));
}

/** This user's store of packages with the registry's own user; npm takes a variable before a file. */
function rehearsed() {
  return {
    ...process.env,
    npm_config_userconfig: join(at('home'), '.npmrc'),
    npm_config_registry: registry.url,
  };
}

/** All of them to their ends, so that nothing runs on while its folder is removed; then the first failure. */
async function allOf(actions) {
  for (const { reason } of await Promise.allSettled(actions)) if (reason) throw reason;
}

async function rehearse() {
  await refuse();
  const { stdout: changed } = await output('git', ['status', '--porcelain'], { cwd: root });
  if (changed !== '') console.log('What is not committed has no part in this.');
  // It takes as long to install as the dependencies do.
  starting = timed('a registry of its own', () => startRegistry(at('registry'), ending.signal));
  starting.catch(() => {});
  await timed('clone of HEAD', () => run('git', ['clone', '--quiet', root, at('release')]));
  await timed('dependencies', () => inFolder('release', pnpm('install', '--frozen-lockfile')));
  await timed('versions and CHANGELOGs', async () => {
    await inFolder('release', pnpm('run', 'version-packages'));
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', 'Versions');
  });
  registry = await starting;
  console.log(`${' '.repeat(10)}Verdaccio ${registry.version}`);

  const env = cleanEnvironment(at('home'), registry.npmrc);
  await timed('build and publish', () =>
    inFolder('release', pnpm('run', 'release', '--log', at('log.json')), rehearsed()),
  );
  const published = JSON.parse(readFileSync(at('log.json'), 'utf8'));

  // Building keeps the processor busy, installing waits for the disk and the network.
  await allOf([again(), users(env)]);

  console.log();
  for (const { name, version, bytes, integrity } of published) console.log(name, version, `${bytes} bytes`, integrity);
  if (flags.log) writeFileSync(flags.log, `${JSON.stringify(published, null, 1)}\n`);
}
