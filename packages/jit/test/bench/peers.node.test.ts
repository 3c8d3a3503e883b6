/** Programs that time the workloads: how they are found, and what is said between them and the benchmark. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Peer, startPeer } from '../../bench/line-peer.ts';
import { findPythons, peerProgramsOf } from '../../bench/pythons.ts';
import { workloads } from '../../bench/workloads/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'mnist1d-peers-'));
const started: Peer[] = [];
afterAll(() => {
  for (const peer of started) peer.stop();
  rmSync(folder, { recursive: true });
});

function start(program: string, ...args: string[]): Peer {
  const settings = { threads: 2, isProcessorTime: true };
  const peer = startPeer({ name: 'peer', command: [program, ...args] }, settings);
  started.push(peer);
  return peer;
}

describe('a peer', () => {
  const answers = `
    require('node:readline').createInterface(process.stdin).on('line', (line) => {
      const [name, steps] = line.split(' ');
      if (name === 'end') process.exit();
      const { THREADS, CLOCK } = process.env;
      console.log({ twice: 2 * steps, threads: THREADS, clock: CLOCK, nan: NaN, nothing: '' }[name] ?? 'cannot ' + name);
    });`;
  const peer = () => start(process.execPath, '-e', answers);

  test('answers with milliseconds, one round after another', async () => {
    const round = peer().round('twice');
    expect([await round(1), await round(5)]).toEqual([2, 10]);
  });

  test('is told the number of threads and the clock', async () => {
    const { round } = peer();
    expect(await round('threads')(1)).toBe(2);
    await expect(round('clock')(1)).rejects.toThrow(/^processor$/);
  });

  test('says in the place of a time why there is none, and goes on', async () => {
    const { round } = peer();
    await expect(round('tcn')(1)).rejects.toThrow(/^cannot tcn$/);
    await expect(round('nan')(1)).rejects.toThrow('NaN');
    await expect(round('nothing')(1)).rejects.toThrow();
    expect(await round('twice')(3)).toBe(6);
  });

  test('that has ended is no time', async () => {
    const { round } = peer();
    await expect(round('end')(1)).rejects.toThrow('its process has ended at end');
    await expect(round('twice')(1)).rejects.toThrow('its process has ended at twice');
    await expect(start(join(folder, 'no-such-program')).round('twice')(1)).rejects.toThrow('its process has ended');
  });
});

test('this checkout is a peer, too', async () => {
  const root = resolve(import.meta.dirname, '../..');
  execFileSync(process.execPath, ['bench/bundle.mjs', 'serve.ts'], { cwd: root });
  const { round } = start(process.execPath, join(root, 'bench/dist/serve.js'));
  expect(await round('logistic')(3)).toBeGreaterThan(0);
  await expect(round('logistics')(3)).rejects.toThrow("there is no workload 'logistics'");
});

test.each(['torch_peer.py', 'jax_peer.py'])('%s has every workload of ours', (file) => {
  const source = readFileSync(resolve(import.meta.dirname, '../../bench', file), 'utf8');
  const [, list = ''] = /^WORKLOADS = \{\n([\s\S]*?)^\}/m.exec(source) ?? [];
  const names = [...list.matchAll(/^ {4}"(.*?)":/gm)].map(([, name]) => name);
  expect(names.toSorted()).toEqual(Object.keys(workloads).toSorted());
});

describe.skipIf(process.platform === 'win32')('Pythons', () => {
  function python(name: string, found: object): string {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho a warning\necho '${JSON.stringify(found)}'\n`);
    chmodSync(path, 0o755);
    return path;
  }
  const torch = python('torch', { prefix: '/a', torch: '2.15.0' });
  const both = python('both', { prefix: '/b', torch: '1.13.1', jax: '0.10.1' });

  test('have a column for PyTorch and two for JAX, with their versions', () => {
    const programs = peerProgramsOf(findPythons([torch, both]));
    const names = ['PyTorch 2.15.0', 'PyTorch 1.13.1', 'JAX 0.10.1', 'JAX 0.10.1, loop'];
    expect(programs.map(({ name }) => name)).toEqual(names);
    expect(programs.map(({ command }) => command[0])).toEqual([torch, both, both, both]);
    expect(programs.map(({ command }) => command[2])).toEqual([undefined, undefined, 'step', 'loop']);
  });

  test('of the same version have columns of their own', () => {
    const link = join(folder, 'link');
    symlinkSync(torch, link);
    const names = peerProgramsOf(findPythons([torch, link, torch])).map(({ name }) => name);
    expect(names).toEqual(['PyTorch 2.15.0', 'PyTorch 2.15.0 (2)', 'PyTorch 2.15.0 (3)']);
  });

  test('that have neither, or are none, are refused by name', () => {
    const neither = python('neither', { prefix: '/c' });
    for (const path of [neither, join(folder, 'missing')])
      expect(() => findPythons([path])).toThrow(`must be the path of a Python that has torch or jax, got '${path}'`);
  });

  test('in the path are found of themselves, each once', () => {
    const before = process.env.PATH;
    python('python3', { prefix: '/a', torch: '2.15.0' });
    process.env.PATH = `${folder}:${before}`;
    const found = findPythons([]);
    process.env.PATH = before;
    expect(found[0]).toEqual({ path: 'python3', torch: '2.15.0' });
    expect(found.filter(({ torch }) => torch === '2.15.0')).toHaveLength(1);
  });
});
