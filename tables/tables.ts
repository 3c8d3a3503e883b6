/** The tables of the documentation: where each stands, and what it says. */
import { experiments, getExperiment } from '@mnist1d/experiments';
import type { Claim } from '@mnist1d/results';
import { verdictOf } from '@mnist1d/viz';
import { markdownTable } from 'markdown-table';
import { dependencyTables } from './dependency-tables.ts';
import type { Measured, MeasuredResult } from './measured.ts';
import type { Table } from './place.ts';

export function tablesOf(measured: Measured): Table[] {
  const { results } = measured;
  return [
    ...dependencyTables(),
    ...['README.md', 'packages/experiments/docs/classification.md'].map((file) => ({
      file,
      name: 'accuracies',
      markdown: accuracies(results.classification),
    })),
    { file: 'README.md', name: 'updates', markdown: updates(measured) },
    { file: 'README.md', name: 'experiments', markdown: overview(measured) },
    { file: 'packages/experiments/README.md', name: 'presets', markdown: presets() },
    { file: 'packages/jit/README.md', name: 'workloads', markdown: workloads(measured) },
    { file: 'packages/jit/README.md', name: 'sparse', markdown: sparseProducts(measured) },
    ...[...experiments.values()]
      .filter(({ claims: made }) => made.length > 0)
      .map(({ id, claims: made }) => ({
        file: `packages/experiments/docs/${id}.md`,
        name: 'claims',
        markdown: claims(results[id]?.claims ?? made.map((claim) => ({ ...claim, measured: null, holds: null }))),
      })),
  ];
}

const names = { logistic: 'logistic regression', mlp: 'MLP', cnn: 'CNN', gru: 'GRU' };

/** Mean and standard deviation over the seeds, beside Table 1 and what the authors' notebook printed. */
function accuracies(result: MeasuredResult | undefined): string {
  const rows = result?.table1 ?? [];
  const cells = (model: string, features: string) => {
    const row = rows.find((r) => r.model === model && r.features === features);
    if (!row) return ['–', '–', '–'];
    const spread = row.deviation === null ? '' : ` ± ${row.deviation.toFixed(1)}`;
    const notebook = row.notebook === undefined ? '–' : `${row.notebook.toFixed(1)} %`;
    return [`${row.mean.toFixed(1)}${spread} %`, `${row.published} %`, notebook];
  };
  return aligned(
    ['test accuracy', 'ours', 'Table 1', 'notebook', 'ours, shuffled', 'Table 1, shuffled', 'notebook, shuffled'],
    Object.entries(names).map(([model, name]) => [name, ...cells(model, 'plain'), ...cells(model, 'shuffled')]),
  );
}

/** A training step of the four classifiers, beside PyTorch and eager tfjs. */
function updates({ jit }: Measured): string {
  const workloadsOf = { logistic: 'logistic', mlp: 'mlp-100', cnn: 'cnn-25', gru: 'gru-6' };
  const rows = Object.entries(workloadsOf).map(([model, workload]) => {
    const times = jit.workloads[workload];
    const cells = [times?.ours_ms, ...['PyTorch', 'tfjs wasm'].map((peer) => firstOf(times?.peers, peer)?.ms)];
    return [names[model as keyof typeof names], ...cells.map(digits)];
  });
  return aligned(['milliseconds per update, one core', 'ours', 'PyTorch', 'TensorFlow.js, wasm'], rows);
}

/** Every experiment: what it makes, what holds, what it takes. */
function overview({ results, experiments: times }: Measured): string {
  const rows = [...experiments.values()].map(({ id, figure, claims: made }) => {
    const time = times[id];
    return [
      `[${id}](packages/experiments/docs/${id}.md)`,
      figure,
      made.length === 0 ? 'none made' : verdict(results[id]?.claims),
      ...[time?.seconds, time?.core, time?.torch].map(seconds),
      time ? `${Math.round(time.megabytes)} MB` : '–',
    ];
  });
  return aligned(
    ['experiment', 'paper', 'claims that hold', 'ours, two cores', 'ours, sum', 'PyTorch, sum', 'memory'],
    rows,
  );
}

function verdict(list: MeasuredResult['claims'] | undefined): string {
  if (!list) return '–';
  const decided = list.filter(({ holds }) => holds !== null);
  return decided.length === 0 ? 'not measured' : `${decided.filter(({ holds }) => holds).length} of ${decided.length}`;
}

function presets(): string {
  return aligned(
    ['experiment', 'paper', '`quick`', '`paper`'],
    [...experiments.values()].map(({ id, figure, presets: { quick, paper } }) => [
      `[\`${id}\`](docs/${id}.md)`,
      figure,
      quick.description,
      paper.description,
    ]),
  );
}

/** Of what was measured by name and version, the first of a name. */
function firstOf<T>(peers: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return Object.entries(peers ?? {}).find(([peer]) => peer.startsWith(name))?.[1];
}

/** Every workload of the compiler's benchmark beside PyTorch and JAX, as ratios. */
function workloads({ jit }: Measured): string {
  const all = Object.values(jit.workloads).flatMap(({ peers }) => Object.keys(peers));
  const columns = [...new Set(all)].filter((peer) => /^(PyTorch|JAX) /.test(peer));
  const rows = Object.entries(jit.workloads).map(([name, { ours_ms, peers }]) => [
    name,
    digits(ours_ms),
    ...columns.map((peer) => peers[peer]?.ratio.toFixed(2) ?? '–'),
  ]);
  const means = columns.map((peer) =>
    geometricMean(Object.values(jit.workloads).flatMap(({ peers }) => peers[peer]?.ratio ?? [])).toFixed(2),
  );
  return aligned(['workload', 'ours, ms', ...columns], [...rows, ['geometric mean', '', ...means]]);
}

/** A pruned network with sparse products beside the same one without, by the weights that are left. */
function sparseProducts({ jit: { sparse } }: Measured): string {
  const batches = [...new Set(sparse.map(({ batchSize }) => batchSize))];
  const densities = [...new Set(sparse.map(({ density }) => density))];
  const rows = densities.map((density) => [
    `${Math.round(100 * density)} %`,
    ...batches.flatMap((batchSize) => {
      const times = sparse.find((t) => t.density === density && t.batchSize === batchSize);
      return [digits(times?.dense_ms), digits(times?.sparse_ms), times?.ratio.toFixed(1) ?? '–'];
    }),
  ]);
  const heads = batches.flatMap((batchSize) => [`batch ${batchSize}, dense`, 'sparse', 'ratio']);
  return aligned(['weights left', ...heads], rows);
}

/** Claims as the page of their experiment shows them. */
function claims(list: readonly Omit<Claim, 'id'>[]): string {
  return aligned(
    ['claim', 'measured', 'published', 'rule', 'holds'],
    list.map((claim) => [claim.text, number(claim.measured), number(claim.published), claim.rule, verdictOf(claim)]),
  );
}

/** Claims whose words, rule or published value are not those of the recipe any more: the results are to be made again. */
export function outdatedClaims({ results }: Measured): string[] {
  return Object.entries(results).flatMap(([id, { claims: list }]) => {
    const told = getExperiment(id).claims.map(({ id: claim, text, rule, published }) => ({
      claim,
      text,
      rule,
      published,
    }));
    const kept = list.map(({ id: claim, text, rule, published }) => ({ claim, text, rule, published }));
    return JSON.stringify(told) === JSON.stringify(kept) ? [] : [id];
  });
}

const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

const aligned = (head: readonly string[], rows: readonly (readonly string[])[]) => markdownTable([head, ...rows]);

/** Three digits, as far as they say something. */
function number(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(3))).replace('-', '−');
}

function digits(value: number | undefined): string {
  return value === undefined ? '–' : value >= 1000 ? value.toFixed(0) : value.toPrecision(3);
}

function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} s`;
}
