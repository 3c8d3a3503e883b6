import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-endings-'));
  writeFileSync(join(dir, 'human-answers.json'), '{"schema":"mnist1d.human/1","answers":[]}');
  writeFileSync(join(dir, 'notes.json'), 'my\nnotes');
  await mnist1d(['run', 'construction', '--out', '.', '--no-figures'], dir);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a result that cannot be drawn', () => {
  test('is written, and a warning says so', async () => {
    const { code, stdout, stderr } = await mnist1d(
      ['run', 'metalearn-lr', '--preset', 'quick', '--set', 'initialLearningRate=50', '--out', 'diverged'],
      dir,
    );
    expect(stderr).toMatch(
      /warning: metalearn-lr: the figure 'metalearn-lr' cannot be drawn: .*learningRate must have/,
    );
    expect(stdout).toContain(`Written: ${join('diverged', 'metalearn-lr.json')}\n`);
    expect(code).toBe(0);
    const report = await mnist1d(['report', join('diverged', 'metalearn-lr.json'), '--out', 'diverged.html'], dir);
    expect(report.stderr).toContain("warning: metalearn-lr: the figure 'metalearn-lr' cannot be drawn");
    expect(report.code).toBe(0);
    expect(readFileSync(join(dir, 'diverged.html'), 'utf8')).toContain('Meta-learning a learning rate');
  });
});

describe('of several figures', () => {
  /** A module of an experiment with figures, some of which cannot be drawn; `figures` is its code. */
  const write = (id: string, figures: string) => {
    const preset = "{ description: 'one', config: {} }";
    writeFileSync(
      join(dir, `${id}.mjs`),
      `import { register } from ${JSON.stringify(import.meta.resolve('@mnist1d/experiments'))};
      const spec = { data: { values: [{}] }, mark: 'point' };
      register({
        id: '${id}', module: import.meta.url, recipeVersion: 1, title: 'Mine', figure: 'none', defaultPreset: 'quick',
        presets: { quick: ${preset}, paper: ${preset} }, runs: () => [{}], label: () => 'one',
        run: async () => ({ metrics: { answer: 42 } }), figures: () => (${figures}), claims: [],
      });`,
    );
    return ['--import', `./${id}.mjs`, '--out', id];
  };

  test('those that can be drawn are, and each of the others is a warning', async () => {
    const flags = write('some', "{ first: spec, second: { mark: 'nonsense' }, third: undefined, last: spec }");
    const run = await mnist1d(['run', 'some', ...flags], dir);
    for (const name of ['second', 'third'])
      expect(run.stderr).toMatch(
        new RegExp(`warning: some: the figure '${name}' cannot be drawn: renderSvg: spec must be`),
      );
    expect(run.code).toBe(0);
    const files = ['first.png', 'first.svg', 'last.png', 'last.svg'];
    expect(readdirSync(join(dir, 'some')).sort()).toEqual([...files, 'runs', 'some.json']);
    for (const name of files) rmSync(join(dir, 'some', name));
    const figure = await mnist1d(['figure', join('some', 'some.json'), ...flags], dir);
    expect(figure.stderr).toContain("warning: some: the figure 'second' cannot be drawn");
    expect(figure.stderr).toContain(`error: ${join('some', 'some.json')}: 2 of 4 figures cannot be drawn\n`);
    expect(figure.code).toBe(1);
    expect(readdirSync(join(dir, 'some')).sort()).toEqual([...files, 'runs', 'some.json']);
  });

  test.each([
    ['throws', '(() => { throw new Error("no figure") })()', 'no figure'],
    ['outside', "{ '../outside': spec }", "a figure's name must be a file's, got '../outside'"],
    ['nothing', 'undefined', 'Cannot convert undefined'],
  ])('the result of an experiment that draws none is written: %s', async (id, figures, message) => {
    const { code, stderr } = await mnist1d(['run', id, ...write(id, figures)], dir);
    expect(stderr).toContain(`warning: ${id}: the figure '${id}' cannot be drawn: ${message}`);
    expect(code).toBe(0);
    expect(readdirSync(join(dir, id)).sort()).toEqual(['runs', `${id}.json`].sort());
    expect(existsSync(join(dir, 'outside.svg'))).toBe(false);
  });

  test('none of one experiment takes the place of another’s', async () => {
    const flags = ['a', 'b'].flatMap((id) => write(id, '{ same: spec }').slice(0, 2));
    const { code, stderr } = await mnist1d(
      ['reproduce', '--only', 'a,b', ...flags, '--preset', 'quick', '--out', 'both'],
      dir,
    );
    expect(stderr).toContain("warning: b: the figure 'same' cannot be drawn: there is a figure of that name already");
    expect(code).toBe(0);
    expect(readdirSync(join(dir, 'both')).sort()).toEqual([
      'a.json',
      'b.json',
      'report.html',
      'runs',
      'same.png',
      'same.svg',
    ]);
  });
});

describe('of several files', () => {
  const files = ['human-answers.json', 'construction.json', 'notes.json'];
  const named = /^error: human-answers\.json .*\nerror: notes\.json .*\nerror: 2 of 3 files could not be used\n$/;

  test.each(['check', 'figure', 'report'])('%s names those that are no result and goes on', async (command) => {
    const out = { check: [], figure: ['--out', 'drawn', '--format', 'svg'], report: ['--out', 'page.html'] }[command];
    const { code, stderr } = await mnist1d([command, ...files, ...(out ?? [])], dir);
    expect(stderr).toMatch(named);
    expect(code).toBe(1);
    if (command === 'figure') expect(readdirSync(join(dir, 'drawn'))).toEqual(['construction.svg']);
    if (command === 'report') expect(existsSync(join(dir, 'page.html'))).toBe(true);
  });

  test('none is drawn over another, and none stands in a report twice', async () => {
    const twice = ['construction.json', './construction.json'];
    const figure = await mnist1d(['figure', ...twice, '--out', 'twice', '--format', 'svg'], dir);
    expect(figure.stderr).toContain("error: ./construction.json: there is a figure 'construction' already");
    expect(figure.code).toBe(1);
    const report = await mnist1d(['report', ...twice, '--out', 'twice.html'], dir);
    expect(report.stderr).toContain("error: ./construction.json: there is a result of 'construction' in the report");
    expect(report.code).toBe(1);
  });
});

test('figure says which experiment it cannot draw', async () => {
  const result = JSON.parse(readFileSync(join(dir, 'construction.json'), 'utf8'));
  writeFileSync(join(dir, 'unknown.json'), JSON.stringify({ ...result, experiment: 'constructoin' }));
  const { code, stdout, stderr } = await mnist1d(['figure', 'unknown.json'], dir);
  expect(stdout).toBe('');
  expect(stderr).toContain("unknown.json: figure: there is no experiment 'constructoin'; did you mean 'construction'?");
  expect(code).toBe(1);
});

test('figure takes the name of a picture beside a folder of that name', async () => {
  mkdirSync(join(dir, 'templates'));
  expect((await mnist1d(['figure', 'templates', '--out', 'drawn', '--format', 'svg'], dir)).code).toBe(0);
  expect(existsSync(join(dir, 'drawn', 'templates.svg'))).toBe(true);
});

test('a mistake in a module of the user’s is no wrong command line', async () => {
  writeFileSync(join(dir, 'wrong.mjs'), 'null.x;');
  const { code, stderr } = await mnist1d(['list', '--import', './wrong.mjs'], dir);
  expect(stderr).toMatch(/^error: --import \.\/wrong\.mjs: Cannot read properties of null.*\n$/);
  expect(code).toBe(1);
});

describe.skipIf(process.platform === 'win32')('pipes', () => {
  /** The exit code of the command and what it says, in a shell in which `mnist1d` is the command. */
  const shell = (line: string): Promise<{ code: number | null; stderr: string }> => {
    const main = resolve(import.meta.dirname, '../dist/main.js');
    const script = `mnist1d() { "${process.execPath}" "${main}" "$@"; }; set -o pipefail; ${line}`;
    const child = spawn('bash', ['-c', script], { cwd: dir });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    return new Promise((done) => child.on('close', (code) => done({ code, stderr })));
  };

  test.each(['mnist1d list | true', 'mnist1d list | head -1', 'mnist1d --help | true', 'mnist1d list 2> >(true)'])(
    '%s ends quietly',
    async (line) => expect(await shell(line)).toEqual({ code: 0, stderr: '' }),
  );

  test.each(['2> >(true)', '2>&-'])('a run goes on without anybody who reads its progress: %s', async (redirection) => {
    expect((await shell(`mnist1d run construction --no-figures --out quiet ${redirection}`)).code).toBe(0);
    expect(existsSync(join(dir, 'quiet', 'construction.json'))).toBe(true);
  });

  test('check ends with code 1 even where nobody reads its table', async () => {
    expect((await shell('mnist1d check notes.json construction.json | true')).code).toBe(1);
  });

  test.skipIf(!existsSync('/dev/full'))('output that cannot be written is a failure', async () => {
    const { code, stderr } = await shell('mnist1d list > /dev/full');
    expect(stderr).toMatch(/^error: the output cannot be written: ENOSPC.*\n$/);
    expect(code).toBe(1);
  });
});
