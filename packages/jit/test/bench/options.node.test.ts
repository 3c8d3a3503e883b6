/** The benchmark's command line. */
import { expect, test } from 'vitest';
import { parseOptions } from '../../bench/options.ts';

const parse = (line: string) => parseOptions(line === '' ? [] : line.split(' '), ['logistic', 'mlp-100']);

test('without options every workload is measured beside the peers, with one thread', () => {
  expect(parse('')).toMatchObject({ mode: 'peers', workloads: ['logistic', 'mlp-100'], threads: [1], python: [] });
});

test('workloads, Pythons and numbers of threads', () => {
  const options = parse('mlp-100 --python a --python b/python3 --threads 1,2 --peers --json out.json');
  expect(options).toMatchObject({ workloads: ['mlp-100'], python: ['a', 'b/python3'], threads: [1, 2] });
  expect(options).toMatchObject({ peers: true, record: false, isProcessorTime: false, json: 'out.json' });
});

test.each([
  ['--compare HEAD~1 logistic', { mode: 'compare', compare: 'HEAD~1', workloads: ['logistic'] }],
  ['--speedup 2', { mode: 'speedup', speedup: 2 }],
  ['--profile mlp-100 --threads 2', { mode: 'profile', profile: 'mlp-100', threads: [2] }],
  ['--fused', { mode: 'fused' }],
])('%s', (line, expected) => {
  expect(parse(line)).toMatchObject(expected);
});

test.each([
  ['mlp', "there is no workload 'mlp' (logistic, mlp-100)"],
  ['--profile mlp', "there is no workload 'mlp'"],
  ['--threads 0', "--threads must be a number of threads from 1 on, got '0'"],
  ['--threads 1,', "--threads must be a number of threads from 1 on, got ''"],
  ['--speedup two', "--speedup must be a number of threads from 1 on, got 'two'"],
  ['--fused --compare HEAD', '--compare and --fused do not go together'],
  ['--record --fused', '--record and --fused do not go together'],
  ['--python a --speedup 2', '--python and --speedup do not go together'],
  ['--processor-time --threads 1,2', '--threads must be 1'],
  ['--torch', "Unknown option '--torch'"],
])('refused: %s', (line, message) => {
  expect(() => parse(line)).toThrow(message);
});
