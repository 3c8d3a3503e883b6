/** Is a value read from JSON a classification result that can be drawn? */

import { modelLabels } from '../parts/theme.ts';
import { checkNumber, checkNumbers, checkObject, describe } from './check-values.ts';
import type { ClassErrorsRun, ClassificationResult, ClassificationRun } from './results.ts';

/** The parts of a classification result that its figures draw, checked. */
export interface ClassificationParts {
  readonly training: readonly ClassificationRun[];
  readonly classErrors: readonly ClassErrorsRun[];
  readonly human: ClassificationResult['data']['human'];
}

/**
 * Splits a result into its training runs and its runs of errors by class.
 * @throws TypeError or RangeError that names the run and the field if the result is not one that can be drawn.
 */
export function checkClassification(where: string, result: unknown): ClassificationParts {
  const { data } = checkObject(where, 'result', result);
  const { runs, human } = checkObject(where, 'result.data', data);
  if (!Array.isArray(runs)) throw new TypeError(`${where}: result.data.runs must be an array, got ${describe(runs)}`);
  const { accuracy, errorByClass } = checkObject(where, 'result.data.human', human);
  checkNumber(where, 'result.data.human.accuracy', accuracy, 0, 100);
  checkNumbers(where, 'result.data.human.errorByClass', errorByClass, 0, 100);

  const training: ClassificationRun[] = [];
  const classErrors: ClassErrorsRun[] = [];
  const seen = new Map<string, number>();
  runs.forEach((run: unknown, i) => {
    const name = `result.data.runs[${i}]`;
    const { kind, model, features, seed } = checkSpec(where, name, run);
    const key = JSON.stringify([kind, model, features, seed]);
    if (seen.has(key)) {
      throw new RangeError(`${where}: ${name} repeats runs[${seen.get(key)}] (${key}); every run must stand once`);
    }
    seen.set(key, i);
    if (kind === 'training') {
      checkCurves(where, name, run as ClassificationRun, training[0]);
      training.push(run as ClassificationRun);
    } else {
      checkErrors(where, name, run as ClassErrorsRun, (errorByClass as ArrayLike<number>).length);
      classErrors.push(run as ClassErrorsRun);
    }
  });
  return { training, classErrors, human: human as ClassificationParts['human'] };
}

function checkSpec(where: string, name: string, run: unknown): Readonly<Record<string, unknown>> {
  const spec = checkObject(where, `${name}.spec`, checkObject(where, name, run).spec);
  const { kind, model, features, seed } = spec;
  if (kind !== 'training' && kind !== 'class-errors') {
    throw new RangeError(`${where}: ${name}.spec.kind must be 'training' or 'class-errors', got ${describe(kind)}`);
  }
  if (typeof model !== 'string' || !Object.hasOwn(modelLabels, model)) {
    const known = Object.keys(modelLabels).join(', ');
    throw new RangeError(`${where}: ${name}.spec.model must be one of ${known}, got ${describe(model)}`);
  }
  if (kind === 'training' && features !== 'plain' && features !== 'shuffled') {
    throw new RangeError(`${where}: ${name}.spec.features must be 'plain' or 'shuffled', got ${describe(features)}`);
  }
  checkNumber(where, `${name}.spec.seed`, seed);
  return spec;
}

/** All runs are evaluated at the same steps: a mean over others would mean nothing. */
function checkCurves(where: string, name: string, run: ClassificationRun, first: ClassificationRun | undefined): void {
  const { steps, trainAccuracy, testAccuracy } = checkObject(where, `${name}.curves`, run.curves);
  checkNumbers(where, `${name}.curves.steps`, steps, 0, Number.MAX_SAFE_INTEGER);
  for (const [field, curve] of Object.entries({ trainAccuracy, testAccuracy })) {
    checkNumbers(where, `${name}.curves.${field}`, curve, 0, 100);
    if (curve.length !== steps.length) {
      throw new RangeError(
        `${where}: ${name}.curves.${field} must have one value per step, got ${curve.length} values and ${steps.length} steps`,
      );
    }
  }
  if (steps.length === 0) throw new RangeError(`${where}: ${name}.curves.steps must have at least one step, got none`);
  for (let i = 1; i < steps.length; i++) {
    if ((steps[i] as number) <= (steps[i - 1] as number)) {
      throw new RangeError(`${where}: ${name}.curves.steps must increase, got ${steps[i - 1]} before ${steps[i]}`);
    }
  }
  const expected = first?.curves.steps;
  if (expected && (expected.length !== steps.length || expected.some((step, i) => step !== steps[i]))) {
    throw new RangeError(
      `${where}: all runs must be evaluated at the same steps, got ${steps.length} up to ${steps[steps.length - 1]} in ${name}` +
        ` and ${expected.length} up to ${expected[expected.length - 1]} in the first`,
    );
  }
}

function checkErrors(where: string, name: string, run: ClassErrorsRun, classes: number): void {
  const { errorByClass } = checkObject(where, `${name}.metrics`, run.metrics);
  checkNumbers(where, `${name}.metrics.errorByClass`, errorByClass, 0, 100);
  if (errorByClass.length !== classes) {
    throw new RangeError(
      `${where}: ${name}.metrics.errorByClass must have one value per class as the human's has, got ${errorByClass.length} for ${classes}`,
    );
  }
}
