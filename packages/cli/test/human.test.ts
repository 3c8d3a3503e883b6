import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset } from '@mnist1d/dataset';
import type { ExperimentResult } from '@mnist1d/experiments';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawSignal, framed, sideBySide } from '../src/terminal/draw-signal.ts';
import { mnist1d } from './mnist1d.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-human-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const labels = makeDataset().yTest;
/** Right but for every tenth signal. */
const answerTo = (row: number) => ((labels[row] as number) + (row % 10 === 9 ? 1 : 0)) % 10;
const answers = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => answerTo(first + i));
const kept = () => JSON.parse(readFileSync(join(dir, 'results', 'human-answers.json'), 'utf8')).answers;

/** The command with lines for its input. */
const human = (args: readonly string[], lines: readonly (string | number)[]) =>
  mnist1d(['human', ...args], dir, (child) => {
    child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  });

describe('mnist1d human', () => {
  test('keeps every answer, goes back and goes on where it was left', async () => {
    const { code, stdout } = await human([], [...answers(0, 40), 't', 'b', 'b', ...answers(38, 41), 'q', 5]);
    expect(code).toBe(0);
    expect(stdout).toContain('Quiz 1, signal 1 of 100');
    expect(stdout).toContain('41 of 100 answers are kept');
    expect(kept()).toEqual([answers(0, 41)]);
  });

  test('asks again after what is no answer', async () => {
    const { code, stdout } = await human([], ['10', 'x', answerTo(41)]);
    expect(code).toBe(0);
    for (const line of ['10', 'x']) expect(stdout).toContain(`An answer is a digit 0 … 9, b, t or q, not '${line}'.`);
    expect(stdout.match(/signal 42 of 100/g)).toHaveLength(3);
    expect(kept()).toEqual([answers(0, 42)]);
  });

  test('scores a finished quiz beside the authors and the CNN, and begins the next one', async () => {
    const { code, stdout } = await human([], answers(42, 100));
    expect(code).toBe(0);
    expect(stdout).toMatch(/misclassified, % +quiz 1 +CNN +human, published/);
    expect(stdout).toMatch(/all +10\.0 +\d+\.\d +4\.2/);
    expect(stdout).toMatch(/Human accuracy, in percent.* 90 +95\.8 +yes/);
    const result: ExperimentResult = JSON.parse(readFileSync(join(dir, 'results', 'human.json'), 'utf8'));
    const [quiz] = result.data.runs;
    expect(quiz?.metrics.accuracy).toBe(90);
    const confusion = quiz?.metrics.confusion as number[][];
    expect(confusion.flat().reduce((a, b) => a + b)).toBe(100);
    expect(readFileSync(join(dir, 'results', 'human.svg'), 'utf8')).toContain('Your answers');
    expect((await human([], [])).stdout).toContain('Quiz 2, signal 1 of 100');
    expect((await human(['--quiz', '1', '--no-figures'], [])).stdout).toContain('Quiz 1 is finished');
    expect((await human(['--quiz', '1', '--again'], [3])).code).toBe(0);
    expect(kept()[0]).toEqual([3]);
  });

  test('practice tells what was right and keeps nothing', async () => {
    const before = kept();
    const y = makeDataset().y;
    const { stdout } = await human(['--practice'], ['10', y[0]!, (y[1]! + 1) % 10, 'q']);
    expect(stdout).toContain("An answer is a digit 0 … 9, t or q, not '10'.");
    expect(stdout).toContain('Right. 1 of 1 right.');
    expect(stdout).toContain(`No: it was a ${y[1]}. 1 of 2 right.`);
    expect(kept()).toEqual(before);
  });

  test('refuses a quiz that there is not, and a file that is none of its own', async () => {
    expect((await human(['--quiz', '11'], [])).stderr).toContain("--quiz must be an integer in 1 … 10, got '11'");
    writeFileSync(join(dir, 'human-answers.json'), '{"answers":[[11]]}');
    const { code, stderr } = await human(['--out', '.'], [3]);
    expect(code).toBe(1);
    expect(stderr).toContain('human-answers.json holds no answers of a quiz');
    expect(readFileSync(join(dir, 'human-answers.json'), 'utf8')).toBe('{"answers":[[11]]}');
  });
});

describe('a signal as text', () => {
  test('runs downwards, from edge to edge of its amplitude', () => {
    const lines = drawSignal([-1, 1], { amplitude: 1, columns: 2, rows: 1 });
    expect(lines).toEqual(['⠑⢄']);
    expect(drawSignal([0, 0, 0], { amplitude: 1, columns: 1, rows: 2 })).toEqual(['⢸', '⢸']);
  });

  test('is cut at the edge', () => {
    expect(drawSignal([9, 9], { amplitude: 1, columns: 2, rows: 1 })).toEqual(['⠀⢸']);
    expect(drawSignal([-9, -9], { amplitude: 1, columns: 2, rows: 1 })).toEqual(['⡇⠀']);
  });

  test('stands in a frame and beside others', () => {
    expect(framed(['ab'])).toEqual(['┌──┐', '│ab│', '└──┘']);
    expect(sideBySide([['a', 'b'], ['c']], 1)).toEqual(['a c', 'b ']);
  });
});
