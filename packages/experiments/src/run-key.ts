/** The name of a run by its content: equal for equal specifications, whatever the order of their keys. */
import * as tf from '@tensorflow/tfjs-core';
import type { Json, JsonObject } from './experiment.ts';

/** Raise it when the arithmetic of training changes for all recipes. */
const NUMERICS_VERSION = 2;

/** SHA-256, in hexadecimal, of the experiment, its version, the specification and the version of the numerics. */
export async function runKey(experiment: string, recipeVersion: number, spec: JsonObject): Promise<string> {
  const numerics = `${NUMERICS_VERSION}, tfjs ${tf.version_core}`;
  const text = canonicalJson({ experiment, recipeVersion, spec, numerics });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_, v: Json) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
