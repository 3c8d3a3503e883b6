/**
 * Writes the tables of the documentation anew, from result files and from the figures of `npm run bench -- --json FILE`:
 *
 *     npm run tables -- [FILE …]
 *
 * What a file says goes into tables/measured.json first. Without files the tables are written from there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResult } from '@mnist1d/experiments/storage';
import { checkResult, type ExperimentResult } from '@mnist1d/results';
import { classificationKind } from '@mnist1d/results/kinds/classification';
import { type Measured, type MeasuredResult, readMeasured, root, writeMeasured } from './measured.ts';
import { place } from './place.ts';
import { tablesOf } from './tables.ts';

let measured = readMeasured();
for (const path of process.argv.slice(2).filter((path) => path !== '--'))
  try {
    measured = await taken(measured, path);
  } catch (error) {
    console.error(`tables: ${path}: ${(error as Error).message}; nothing was written`);
    process.exit(1);
  }
writeMeasured(measured);
for (const table of tablesOf(measured)) {
  const file = join(root, table.file);
  writeFileSync(file, place(readFileSync(file, 'utf8'), table));
}

/** Of a result, what the tables show. */
function shown(result: ExperimentResult, path: string): MeasuredResult {
  const { experiment, preset, digest, claims } = result;
  if (preset !== 'paper') throw new RangeError(`${path}: the tables show the preset paper, this is ${preset}`);
  if (experiment !== classificationKind.id) return { preset, digest, claims };
  return { preset, digest, claims, table1: checkResult(path, classificationKind, result).data.table1 ?? [] };
}

/** What was measured, with a file's part of it. */
async function taken(before: Measured, path: string): Promise<Measured> {
  const content = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof content.schema === 'string') {
    const result = await readResult(path);
    return { ...before, results: { ...before.results, [result.experiment]: shown(result, path) } };
  }
  if (!content.jit && !content.experiments)
    throw new TypeError(`${path} is neither a result file nor the figures of a benchmark`);
  return {
    ...before,
    experiments: { ...before.experiments, ...content.experiments },
    jit: {
      workloads: { ...before.jit.workloads, ...content.jit?.threads?.['1']?.workloads },
      sparse: content.jit?.sparse ?? before.jit.sparse,
    },
  };
}
