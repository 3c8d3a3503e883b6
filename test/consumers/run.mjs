/**
 * The packages as users have them: installed, built by every bundler, run by every runtime, opened in Chromium.
 *
 *     node test/consumers/run.mjs [NAME …]   all consumers, or some; the packages are tarballs of this checkout
 *         --published                        or come from the configured registry
 *         --keep FOLDER                      the folder stays, and is used again the next time
 *
 * Every consumer must come to the same data, weights, experiment and figure as Node here, and to the published digests. Pages are
 * left out where there is no Chromium, unless REQUIRE_BROWSER is set.
 */
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { run } from '../../release/packages.mjs';
import { chromiumPath } from '../chromium-path.mjs';
import { consumers, isRefusal, prepare, reference } from './consumers.mjs';
import { install } from './install.mjs';
import { missing } from './needs.mjs';
import { open, serve } from './open.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { published: { type: 'boolean', default: false }, keep: { type: 'string' } },
});
const needed = missing();
if (needed) {
  console.error(`consumers: ${needed}`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(consumers);
for (const name of names) {
  if (!consumers[name]) {
    console.error(`consumers: there is no consumer '${name}' (${Object.keys(consumers).join(', ')})`);
    process.exit(2);
  }
}

const checkout = resolve(import.meta.dirname, '../..');
const root = flags.keep ? resolve(flags.keep) : realpathSync(mkdtempSync(join(tmpdir(), 'mnist1d-consumers-')));
const files = readdirSync(join(import.meta.dirname, 'files')).map((file) => join(import.meta.dirname, 'files', file));

const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(8);
let browser;
let failures = 0;
let skipped = 0;

try {
  if (!existsSync(join(root, 'node_modules'))) {
    const start = performance.now();
    const versions = await install(checkout, root, flags.published);
    console.log(`${seconds(start)}  installed`);
    console.log(
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    );
  }
  if (chromiumPath) {
    const args = ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP classroom.test 127.0.0.1'];
    browser = await chromium.launch({ executablePath: chromiumPath, args });
  }
  const expected = await walked('reference', reference);
  if (expected.certificate !== 'agrees') throw new Error(`reference: certificate: ${expected.certificate}, not agrees`);
  for (const name of names) {
    const start = performance.now();
    try {
      const value = await walked(name, consumers[name]);
      if (value?.skipped) skipped++;
      console.log(`${seconds(start)}  ${name}${check(consumers[name], value, expected)}`);
    } catch (error) {
      failures++;
      console.log(`${seconds(start)}  ${name} FAILED\n${error.message}`);
    }
  }
} finally {
  await browser?.close();
  if (!flags.keep) rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}
const without = skipped > 0 ? `, ${skipped} left out` : '';
console.log(`${names.length - failures - skipped} of ${names.length} consumers${without}`);
process.exitCode = failures > 0 ? 1 : 0;

async function walked(name, { build, refused }) {
  const cwd = prepare(root, name, files);
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const inFolder = (command, ...args) => run(command, args, { cwd, env: { ...process.env, PATH: path } });
  const write = (file, text) => writeFileSync(join(cwd, file), text);
  const made = await build({ root, cwd, run: inFolder, write });
  if (made.command) return JSON.parse(lastLine(await inFolder(...made.command)));
  if (!made.dev && made.page === undefined) return undefined;
  if (!browser) return { skipped: 'left out, no Chromium here (CHROMIUM_PATH names one)' };
  if (made.dev) return opened(await viteServer(cwd), {}, refused);
  const server = await serve(join(cwd, made.page), { headers: made.headers, ...(made.modules && { modules: root }) });
  return opened({ ...server, host: made.host }, made, refused);
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}

async function opened({ port, close, host = 'localhost' }, made, refused) {
  try {
    const { value, errors } = await open(browser, `http://${host}:${port}/${made.frame ? 'frame.html' : ''}`, made);
    // Where something is refused, the browser says so, too.
    if (errors.length > 0 && !refused) throw new Error(errors.join('\n'));
    return made.shows ? { shows: value } : value;
  } finally {
    await close();
  }
}

/** Vite's development server, by the user's own Vite. */
async function viteServer(cwd) {
  const { createServer } = await import(join(root, 'node_modules/vite/dist/node/index.js'));
  const server = await createServer({ root: cwd, logLevel: 'error', server: { port: 0, fs: { strict: false } } });
  await server.listen();
  return { port: server.httpServer.address().port, close: () => server.close() };
}

/** What is to be said beside its name; throws where the walk is another. */
function check({ refused = {}, prints }, value, reference) {
  if (value === undefined) return '';
  if (prints) {
    if (isDeepStrictEqual(value, prints)) return '';
    throw new Error(`prints ${JSON.stringify(value)}, not ${JSON.stringify(prints)}`);
  }
  if (value.skipped) return `: ${value.skipped}`;
  if ('shows' in value) return `: ${value.shows.trim()}`;
  const problems = Object.keys(reference).flatMap((part) => {
    const [mine, expected] = [value[part], refused[part] ?? reference[part]];
    const isSame = expected instanceof RegExp ? isRefusal(mine) && expected.test(mine) : mine === expected;
    return isSame && !(isRefusal(mine) && !refused[part]) ? [] : [`${part}: ${mine}, not ${expected}`];
  });
  if (problems.length > 0 || value.error) throw new Error([value.error ?? [], ...problems].flat().join('\n'));
  return Object.keys(refused)
    .map((part) => `; ${value[part]}`)
    .join('');
}
