/** Makes the projects, one after another, and compares what their pages come to with what Node comes to here. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Browser, chromium } from 'playwright';
import { chromiumPath } from '../chromium-path.ts';
import { type Project, projects } from './projects.ts';

const root = resolve(import.meta.dirname, '../..');
const packages = ['results', 'dataset', 'models', 'jit', 'experiments', 'viz'];

/** Seconds; npm and bundlers on a busy machine take theirs. */
const PATIENCE = 600;

/** Prints a line for each; whether all came to what Node comes to. */
export async function runConsumers(names: readonly string[]): Promise<boolean> {
  const unknown = names.find((name) => !projects[name]);
  if (unknown) throw new Error(`there is no consumer '${unknown}'; there are ${Object.keys(projects).join(', ')}`);
  if (!chromiumPath) throw new Error('no Chromium was found; name one in CHROMIUM_PATH');
  const { measure } = await import(join(import.meta.dirname, 'app.js'));
  const expected = await measure();
  const folder = mkdtempSync(join(tmpdir(), 'mnist1d-consumers-'));
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  let isGood = true;
  try {
    const dependencies = process.env.npm_config_registry ? fromRegistry() : pack(folder);
    for (const name of names.length > 0 ? names : Object.keys(projects)) {
      const start = performance.now();
      const outcome = await runConsumer(join(folder, name), projects[name] as Project, dependencies, browser, expected);
      isGood &&= outcome === 'as in Node';
      console.log(`${name}: ${outcome} (${((performance.now() - start) / 1000).toFixed(0)} s)`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return isGood;
}

type Dependencies = Readonly<Record<string, string>>;

/** Whatever the registry has last. */
function fromRegistry(): Dependencies {
  return Object.fromEntries(packages.map((name) => [`@mnist1d/${name}`, 'latest']));
}

/** Tarballs of what is built here. */
function pack(folder: string): Dependencies {
  return Object.fromEntries(
    packages.map((name) => {
      const args = ['--yes', 'pnpm@12', 'pack', '--json', '--pack-destination', folder];
      const { filename } = JSON.parse(npx(args, join(root, 'packages', name)));
      return [`@mnist1d/${name}`, `file:${filename}`];
    }),
  );
}

async function runConsumer(
  folder: string,
  { tools, files, build, serve }: Project,
  dependencies: Dependencies,
  browser: Browser,
  expected: object,
): Promise<string> {
  const manifest = { private: true, type: 'module', dependencies: { ...dependencies, ...tools } };
  const page = "import { measure } from './app.js';\nglobalThis.outcome = measure({ workers: 2 });\n";
  for (const [name, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest), 'page.js': page })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  cpSync(join(import.meta.dirname, 'app.js'), join(folder, 'app.js'));
  try {
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], folder);
    if (build) npx(['--no-install', ...build], folder);
    const { url, stop } =
      typeof serve === 'string' ? await serveFolder(join(folder, serve)) : await start(serve, folder);
    try {
      const outcome = await outcomeOf(browser, url);
      return isDeepStrictEqual(outcome, expected) ? 'as in Node' : `differs: ${JSON.stringify({ outcome, expected })}`;
    } finally {
      stop();
    }
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    return `fails: ${[message, stdout, stderr].join('\n').trim()}`;
  }
}

/** What the page comes to, or the error of it. */
async function outcomeOf(browser: Browser, url: string): Promise<unknown> {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  try {
    // A development server may load the page again, when it has bundled what it found.
    for (let attempt = 1; ; attempt++) {
      try {
        await page.goto(url);
        await page.waitForFunction('globalThis.outcome', undefined, { timeout: 60_000 });
        return await page.evaluate('globalThis.outcome');
      } catch (error) {
        if (attempt === 3 || !/context was destroyed|navigat/i.test((error as Error).message))
          throw new Error([(error as Error).message, ...errors].join('\n'));
      }
    }
  } finally {
    await page.close();
  }
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
};

async function serveFolder(folder: string): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    try {
      const content = readFileSync(file);
      response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
}

/** A development server, once it answers. */
async function start(args: readonly string[], folder: string): Promise<{ url: string; stop: () => void }> {
  const { url, stop } = await serveFolder(folder);
  stop();
  const child = spawn('npx', ['--no-install', ...args, new URL(url).port], {
    cwd: folder,
    detached: true,
    stdio: 'ignore',
  });
  const end = () => process.kill(-(child.pid as number));
  for (let tries = 0; tries < PATIENCE; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return { url, stop: end };
    await new Promise((resume) => setTimeout(resume, 1000));
  }
  end();
  throw new Error(`${args.join(' ')} does not answer`);
}

function npx(args: readonly string[], cwd: string): string {
  return run('npx', args, cwd);
}

function run(command: string, args: readonly string[], cwd: string): string {
  const shell = process.platform === 'win32';
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', shell, timeout: PATIENCE * 1000 });
}
