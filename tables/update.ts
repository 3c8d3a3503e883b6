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
import { type Measured, readMeasured, root, writeMeasured } from './measured.ts';
import { place } from './place.ts';
import { tablesOf } from './tables.ts';

let measured = readMeasured();
for (const path of process.argv.slice(2).filter((path) => path !== '--')) measured = await taken(measured, path);
writeMeasured(measured);
for (const table of tablesOf(measured)) {
  const file = join(root, table.file);
  writeFileSync(file, place(readFileSync(file, 'utf8'), table));
}

/** What was measured, with a file's part of it. */
async function taken(before: Measured, path: string): Promise<Measured> {
  const content = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof content.schema === 'string') {
    const { experiment, preset, digest, claims, data } = await readResult(path);
    if (preset !== 'paper') throw new RangeError(`${path}: the tables show the preset paper, this is ${preset}`);
    const result = { preset, digest, claims, ...(data.table1 && { table1: data.table1 }) };
    return { ...before, results: { ...before.results, [experiment]: result as Measured['results'][string] } };
  }
  if (!content.jit && !content.experiments)
    throw new TypeError(`${path} is neither a result file nor the figures of a benchmark`);
  return {
    ...before,
    experiments: { ...before.experiments, ...content.experiments },
    jit: {
      workloads: { ...before.jit.workloads, ...content.jit?.workloads },
      sparse: content.jit?.sparse ?? before.jit.sparse,
    },
  };
}
