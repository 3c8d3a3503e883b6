/** The name of a run by its content. */
import { digestOf } from '@mnist1d/results';
import * as tf from '@tensorflow/tfjs-core';
import type { JsonObject } from './experiment.ts';

/** Raise it when the arithmetic of training changes for all recipes. */
const NUMERICS_VERSION = 3;

/** The digest of the experiment, its version, the specification and the version of the numerics. */
export function runKey(experiment: string, recipeVersion: number, spec: JsonObject): Promise<string> {
  const numerics = `${NUMERICS_VERSION}, tfjs ${tf.version_core}`;
  return digestOf({ experiment, recipeVersion, spec, numerics });
}
