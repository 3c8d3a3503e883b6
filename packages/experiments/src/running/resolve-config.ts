/** A preset's configuration with a user's changes: same keys, same kinds of values. */
import { checkName } from '@mnist1d/checks';
import { checkJson } from '@mnist1d/results';
import type { Experiment, Json, JsonObject, PresetName } from './experiment.ts';

/**
 * The complete configuration of a preset with `overrides` in place.
 *
 * @throws RangeError or TypeError that names the key, the value and the rule
 */
export function resolveConfig(experiment: Experiment, preset: PresetName, overrides: JsonObject = {}): JsonObject {
  const where = `experiment '${experiment.id}'`;
  const defaults = experiment.presets[preset].config;
  const changes: Record<string, Json> = {};
  for (const [key, given] of Object.entries(overrides)) {
    const known = defaults[checkName(where, 'configuration key', key, Object.keys(defaults))] as Json;
    checkJson(where, key, given);
    // One value stands for a list of one.
    const value = Array.isArray(known) && !Array.isArray(given) ? [given] : given;
    const isAnyList = Array.isArray(known) && Array.isArray(value) && (known.length === 0 || value.length === 0);
    if (!isAnyList && kind(value) !== kind(known)) {
      throw new TypeError(
        `${where}: ${key} must be ${article(kind(known))}, like ${JSON.stringify(known)}, got ${JSON.stringify(given)}`,
      );
    }
    changes[key] = value;
  }
  const config = { ...defaults, ...changes };
  for (const [key, value] of Object.entries(config)) checkJson(where, key, value);
  experiment.check?.(config);
  return config;
}

function kind(value: Json): string {
  if (Array.isArray(value)) return value.length > 0 ? `list of ${kind(value[0])}s` : 'list';
  return value === null ? 'null' : typeof value;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
