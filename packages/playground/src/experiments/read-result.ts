/** A result file that somebody brings, checked as the command line checks it; its claims are those of its runs. */
import { checkClaims, type ExperimentResult, experiments } from '@mnist1d/experiments';
import { checkResult, checkValue, digestOf, type Json, RESULT_SCHEMA, resultSchema, show } from '@mnist1d/results';

/** Bytes; the largest result of the paper's presets has a twentieth of it. */
const MOST_BYTES = 64 * 2 ** 20;

/** The result, and what a reader should know of it. */
export interface ReadResult {
  readonly result: ExperimentResult;
  readonly remarks: readonly string[];
}

/** @throws Error in a sentence where the file is none of a result, or its runs are not those it was written with */
export async function readResult(file: Blob): Promise<ReadResult> {
  if (file.size > MOST_BYTES) throw new Error(`The file has ${file.size} bytes; a result has at most ${MOST_BYTES}.`);
  const value = parse(await file.text());
  const schema = (value as { readonly schema?: unknown } | null)?.schema;
  if (schema !== RESULT_SCHEMA)
    throw new Error(`This is no experiment’s result: its schema must be "${RESULT_SCHEMA}", got ${show(schema)}.`);
  const { experiment: id } = checkValue('the file', 'result', resultSchema, value);
  const result = value as ExperimentResult;
  const digest = await digestOf(result.data.runs as unknown as Json).catch(() => undefined);
  if (digest !== result.digest) throw new Error('The file is damaged: its runs are not those of its digest.');
  const experiment = experiments.get(id);
  if (!experiment)
    return { result, remarks: [`This page does not know the experiment ${show(id)}: it has no figure.`] };
  if (experiment.kind) checkResult('the file', experiment.kind, result);
  const claims = checkClaims(experiment, result.config, result.data.runs);
  const others = claims.filter((claim) => {
    const said = result.claims.find((other) => other.id === claim.id);
    return said?.measured !== claim.measured || said.holds !== claim.holds;
  });
  const remarks = others.map(({ text }) => `The file says something else of “${text}” than its runs do.`);
  return { result: { ...result, claims }, remarks };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is no result file, or a damaged one: ${(error as Error).message}.`);
  }
}
