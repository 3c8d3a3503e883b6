import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { type Finished, mnist1d } from './mnist1d.ts';

/** The command in a runtime that a module has changed. */
function after(module: string, flags: readonly string[], ...args: readonly string[]): Promise<Finished> {
  const main = resolve(import.meta.dirname, '../dist/main.js');
  const given = [...flags, '--import', `data:text/javascript,${encodeURIComponent(module)}`, main, ...args];
  return new Promise((done) =>
    execFile(process.execPath, given, (error, stdout, stderr) =>
      done({ code: Number((error as { code?: number } | null)?.code ?? 0), stdout, stderr }),
    ),
  );
}

describe('mnist1d doctor', () => {
  test('tells versions, machine, digests and speed, and ends with 0 where all bits are the published ones', async () => {
    const { code, stdout, stderr } = await mnist1d(['doctor'], tmpdir());
    expect(stderr).toMatch(/\[ {2}0 %\] logistic\n\[ 11 %\] mlp\n/);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(new RegExp(`^@mnist1d/cli +${manifest.version}`, 'm'));
    expect(stdout).toMatch(/^@mnist1d\/jit +\d+\.\d+\.\d+/m);
    expect(stdout).toMatch(/^@tensorflow\/tfjs-core +4\./m);
    expect(stdout).toMatch(new RegExp(`^runtime +Node.js ${process.versions.node}`, 'm'));
    expect(stdout).toMatch(/^SIMD +yes/m);
    expect(stdout).toMatch(/^threads +yes *$/m);
    expect(stdout).toMatch(/^fused arithmetic +(yes|no: .*relaxed SIMD.*)$/m);
    expect(stdout).toMatch(/^tcn, 100 updates +[0-9a-f]{16} +the same/m);
    expect(stdout).toMatch(/^gru +[\d,]+$/m);
    expect(stdout).not.toContain('differs');
  });

  test('names what differs and ends with 1; --json is all of it', async () => {
    const module = 'const { sqrt } = Math; Math.sqrt = (x) => sqrt(x) * (1 + 2 ** -20);';
    const { code, stdout, stderr } = await after(module, [], 'doctor', '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error: \d+ of 22 digests are not the published ones: training signals; test signals;/);
    const { machine, certificate, updatesPerSecond } = JSON.parse(stdout);
    expect(machine.cores).toBeGreaterThan(0);
    expect(Object.keys(updatesPerSecond)).toEqual(['logistic', 'mlp', 'cnn', 'gru']);
    const [signals, labels] = certificate;
    expect(signals).toMatchObject({ what: 'training signals', agrees: false });
    expect(signals.digest).not.toBe(signals.published);
    expect(labels).toMatchObject({ what: 'training labels', agrees: true });
  });

  test('says what is missing for threads', async () => {
    const { code, stdout } = await after('delete globalThis.SharedArrayBuffer;', [], 'doctor');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^threads +no: there is no SharedArrayBuffer *$/m);
  });

  describe('tells all that it finds, then ends with 1', () => {
    test.runIf(process.arch === 'x64')('where the processor has no SIMD', async () => {
      const { code, stdout, stderr } = await after('', ['--no-enable-sse4-1'], 'doctor');
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: certificate: .*SIMD.*; updates per second: .*SIMD/m);
      expect(stdout).toMatch(/^SIMD +no/m);
      expect(stdout).toMatch(/^not compared +.*SIMD/m);
      expect(stdout).toMatch(/^not measured +.*SIMD/m);
    });

    test('where a package is missing, and there is no WebAssembly; as JSON, too', async () => {
      const module = `
        import Module from 'node:module';
        const { _resolveFilename: resolve } = Module;
        Module._resolveFilename = (name, ...more) => {
          if (name === '@tensorflow/tfjs-core/package.json') throw new Error('no such package');
          return resolve(name, ...more);
        };`;
      const { code, stdout, stderr } = await after(module, ['--jitless'], 'doctor', '--json');
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: @tensorflow\/tfjs-core is not found; features: .*WebAssembly/m);
      const { packages, machine, ...parts } = JSON.parse(stdout);
      expect(packages).toMatchObject({ '@mnist1d/cli': manifest.version, '@tensorflow/tfjs-core': 'not found' });
      expect(machine.cores).toBeGreaterThan(0);
      const failure = { error: expect.stringContaining('WebAssembly') };
      expect(parts).toEqual({ features: failure, certificate: failure, updatesPerSecond: failure });
    });
  });

  test('Ctrl-C stops it', async () => {
    const { code, stderr } = await mnist1d(['doctor', '--complete'], tmpdir(), (child) => {
      child.stderr?.on('data', (text) => String(text).includes('mlp') && child.kill('SIGINT'));
    });
    if (process.platform !== 'win32') expect([code, stderr]).toEqual([130, expect.stringContaining('Interrupted.')]);
  });
});
