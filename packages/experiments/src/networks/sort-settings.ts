/** What the keys of `--set` are about: the training, the model or the data. */
import { checkName } from '@mnist1d/checks';
import type { ModelName } from '@mnist1d/models';
import type { JsonObject } from '@mnist1d/results';
import { modelOptions } from './model-options.ts';

/** Settings by what they are of. */
export interface SortedSettings {
  readonly training: JsonObject;
  readonly model: JsonObject;
  /** Options of makeDataset. */
  readonly data: JsonObject;
}

/**
 * `data.KEY` is an option of the dataset, `model.KEY` one of the model, and so is a KEY of it that no training has.
 *
 * @param training the keys of a training, none where nothing is trained
 * @throws RangeError with the nearest key and all that there are on an unknown one
 */
export function sortSettings(
  where: string,
  model: ModelName,
  training: readonly string[],
  settings: JsonObject,
): SortedSettings {
  const keys = Object.keys(modelOptions(model));
  const known = [...training, ...keys.filter((key) => !training.includes(key))];
  const sorted: { [K in keyof SortedSettings]: [string, JsonObject[string]][] } = { training: [], model: [], data: [] };
  for (const [key, value] of Object.entries(settings)) {
    const [, room, rest = ''] = /^(data|model)\.(.*)$/s.exec(key) ?? [];
    if (room === 'data') sorted.data.push([rest, value]);
    else if (room === 'model') sorted.model.push([checkName(where, `option of ${model}`, rest, keys), value]);
    else sorted[training.includes(checkName(where, 'setting', key, known)) ? 'training' : 'model'].push([key, value]);
  }
  return {
    training: Object.fromEntries(sorted.training),
    model: Object.fromEntries(sorted.model),
    data: Object.fromEntries(sorted.data),
  };
}
