/** The name of a run by its content. */
import type { Numerics } from '@mnist1d/jit';
import { digestOf } from '@mnist1d/results';
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment, JsonObject } from './experiment.ts';

/** Raise it when the arithmetic of training changes for all recipes. */
const NUMERICS_VERSION = 3;

/**
 * The digest of the experiment, its version, that of a shared procedure, the specification, with what the files that it names
 * hold, and the version and class of the numerics.
 */
export async function runKey(maker: RunMaker, spec: JsonObject, numerics?: Numerics): Promise<string> {
  const { id: experiment, recipeVersion, procedure, resolveFiles } = maker;
  // The class exact is not said: runs were stored before there was another.
  const arithmetic = `${NUMERICS_VERSION}, tfjs ${tf.version_core}${numerics === 'fused' ? ', fused' : ''}`;
  const procedureVersion = procedure?.(spec)?.version ?? 1;
  return digestOf({
    ...{ experiment, recipeVersion, spec: (await resolveFiles?.(spec)) ?? spec, numerics: arithmetic },
    // The first version is not said: runs were stored before procedures had versions.
    ...(procedureVersion !== 1 && { procedureVersion }),
  });
}

type RunMaker = Pick<Experiment, 'id' | 'recipeVersion' | 'procedure' | 'resolveFiles'>;
