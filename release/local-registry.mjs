/** A registry of one's own for a rehearsal: Verdaccio with nothing in it; other packages come from the configured registry. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { output, run } from './packages.mjs';

const SECONDS_TO_START = 60;

/** Starts it in a folder; the signal ends it, also before it answers. */
export async function startRegistry(folder, signal) {
  mkdirSync(folder, { recursive: true });
  const { stdout: upstream } = await output('npm', ['config', 'get', 'registry']);
  // Later ones need Node 22. They ask for node-fetch by a tag that not every registry has.
  const manifest = { private: true, dependencies: { verdaccio: '~6.5.1' }, overrides: { 'node-fetch': '2' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, signal });
  const config = {
    storage: join(folder, 'storage'),
    uplinks: { configured: { url: upstream.trim(), maxage: '1h', timeout: '60s' } },
    packages: {
      // Ours come from here alone.
      '@mnist1d/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'configured' },
    },
    max_body_size: '50mb',
    log: { type: 'stdout', format: 'pretty', level: 'warn' },
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config));
  const port = await freePort();
  const main = join(folder, 'node_modules/verdaccio/bin/verdaccio');
  const child = spawn(process.execPath, [main, '--config', 'config.yaml', '--listen', `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  // Being ended is one to Node.
  child.on('error', () => {});
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  const url = `http://127.0.0.1:${port}/`;
  await untilItAnswers(child, url, signal, () => log);
  return {
    url,
    /** What npm reads of a user who may publish there. */
    npmrc: `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\n`,
    version: JSON.parse(readFileSync(join(folder, 'node_modules/verdaccio/package.json'), 'utf8')).version,
  };
}

async function untilItAnswers(child, url, signal, log) {
  for (let i = 0; i < 10 * SECONDS_TO_START; i++) {
    if (child.exitCode !== null) throw new Error(`the local registry ended with code ${child.exitCode}\n${log()}`);
    const response = await fetch(`${url}-/ping`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100, undefined, { signal });
  }
  child.kill();
  throw new Error(`the local registry does not answer after ${SECONDS_TO_START} seconds\n${log()}`);
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
