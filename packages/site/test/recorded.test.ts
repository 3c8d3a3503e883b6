/** The numbers in a lesson with a recorded result are those of that result. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkResult, type Kind, type ResultOf, runsOfKind } from '@mnist1d/results';
import { fullBatchKind } from '@mnist1d/results/kinds/book/full-batch';
import { doubleDescentKind } from '@mnist1d/results/kinds/double-descent';
import { lotteryKind } from '@mnist1d/results/kinds/lottery';
import { metalearnActivationKind } from '@mnist1d/results/kinds/metalearn-activation';
import { selfSupervisedKind } from '@mnist1d/results/kinds/self-supervised';
import { expect, test } from 'vitest';
import { resultFile, root } from '../src/sources.ts';

/** @param figures what the lesson must say, as it says it, from its result */
function says<K extends Kind>(kind: K, figures: (data: ResultOf<K>['data']) => readonly string[]): void {
  test(`${kind.id} says what was measured`, () => {
    const result = JSON.parse(readFileSync(join(root, resultFile(kind.id)), 'utf8'));
    const lesson = readFileSync(join(import.meta.dirname, `../lessons/${kind.id}.md`), 'utf8');
    for (const figure of figures(checkResult('test', kind, result).data)) expect(lesson).toContain(figure);
  });
}

const percent = (value: number | undefined) => `${value?.toFixed(1)} %`;

says(doubleDescentKind, ({ runs }) => {
  const noisy = (model: string) =>
    runs
      .filter(({ spec }) => spec.model === model && spec.labelNoise > 0)
      .map(({ spec, metrics }) => ({ size: spec.size, error: metrics.testError }))
      .sort((a, b) => a.size - b.size);
  const [mlp, cnn] = [noisy('mlp'), noisy('cnn')];
  const worst = (curve: typeof mlp, from: number) =>
    curve.filter(({ size }) => size >= from).reduce((a, b) => (b.error > a.error ? b : a));
  const dip = mlp.filter(({ size }) => size < 30).reduce((a, b) => (b.error < a.error ? b : a));
  const peak = worst(mlp, 30);
  const last = mlp.at(-1);
  return [
    `${runs.length} networks`,
    `to ${last?.size}: what`,
    `With ${dip.size} units the test error is ${percent(dip.error)}`,
    `with ${peak.size} it is ${percent(peak.error)}`,
    `with ${last?.size} it is ${percent(last?.error)}`,
    `at ${worst(cnn, 10).size} channels`,
  ];
});

says(lotteryKind, ({ runs, adjacency }) => {
  const cut = (criterion: string) => {
    const run = runsOfKind(runs, 'pruning').find(({ spec }) => spec.criterion === criterion);
    const { sparsity, finalAccuracy } = run!.curves;
    return { whole: finalAccuracy[0], rest: finalAccuracy[sparsity.findIndex((share) => share > 0.9)] };
  };
  const shuffled = (mask: string) =>
    runsOfKind(runs, 'transfer').find(({ spec }) => spec.mask === mask && spec.condition === 'shuffled')?.metrics
      .testAccuracy;
  const [random, ticket] = ['random', 'ticket'].map((mask) => adjacency.find((entry) => entry.mask === mask)!.mean);
  const ratio = (i: number) => (ticket![i]! / random![i]!).toFixed(1);
  return [
    `${percent(cut('magnitude').rest)} against ${percent(cut('magnitude').whole)}`,
    `it is ${percent(cut('random').rest)} (red)`,
    `${ratio(0)} times as often as by chance, three in a row ${ratio(1)} times`,
    `${percent(shuffled('ticket'))} against the whole network's ${percent(shuffled('dense'))}`,
  ];
});

says(selfSupervisedKind, ({ runs }) => {
  const layers = (projector: string) =>
    runsOfKind(runs, 'training').find(({ spec }) => spec.projector === projector)?.metrics.linearByLayer;
  return [`${percent(layers('default')?.[3])} from layer 3`, `only ${percent(layers('none')?.[3])} are right`];
});

says(fullBatchKind, ({ runs }) => {
  const [one, two, three, four] = [1, 2, 3, 4].map((depth) => {
    const steps = runs
      .filter(({ spec }) => spec.depth === depth)
      .map(({ metrics }) => metrics.stepsToFit ?? Number.NaN);
    return (steps.reduce((sum, taken) => sum + taken, 0) / steps.length).toLocaleString('en');
  });
  const errors = runs.map(({ metrics }) => metrics.testError);
  const error = errors.reduce((sum, one) => sum + one, 0) / errors.length;
  return [
    `all ${runs[0]?.spec.trainSize.toLocaleString('en')} training signals`,
    `one layer takes ${one} steps, two take ${two}, three ${three}, four ${four},`,
    `about ${error.toFixed(0)} % of them wrong`,
  ];
});

says(metalearnActivationKind, ({ runs }) => {
  const learned = runsOfKind(runs, 'learned')[0];
  const straight = runsOfKind(runs, 'piecewise')[0];
  const others = runsOfKind(runs, 'baseline').sort((a, b) => b.metrics.testAccuracy - a.metrics.testAccuracy);
  expect(others[0]?.spec.activation).toBe('relu');
  return [
    `there are ${learned?.spec.outerSteps}`,
    `gets ${percent(learned?.metrics.testAccuracy)} of new signals right`,
    `the best of the six others, ${percent(others[0]?.metrics.testAccuracy)}`,
    `it is ${percent(straight?.metrics.testAccuracy)}`,
  ];
});
