/** What a state means in the words of the packages: options of dataset, model and training, and the command that says the same. */
import type { ModelName } from '@mnist1d/models';
import type { JsonObject } from '@mnist1d/results';
import { type DataValues, dataControls, type NetworkValues, networkControls, sizeOptions } from './controls.ts';
import type { PlayState } from './play-state.ts';

/** A network and its training, as JSON. What is as by default is left out. */
export interface NetworkSpec {
  readonly model: ModelName;
  readonly options: JsonObject;
  readonly training: JsonObject;
  /** Of makeDataset. */
  readonly data: JsonObject;
}

/** The options of makeDataset that the values mean; none for the published data. */
export function datasetOptions(values: DataValues): JsonObject {
  const { paddingMin, paddingMax, ...others } = values;
  const names = {
    ...{ scale: 'scaleCoeff', shift: 'maxTranslation', drift: 'corrNoiseScale', noise: 'iidNoiseScale' },
    ...{ shear: 'shearScale', length: 'finalSeqLength', dataseed: 'seed' },
  } as const;
  const { paddingMin: least, paddingMax: most } = dataControls;
  const isPadded = paddingMin !== least.default || paddingMax !== most.default;
  return {
    ...(isPadded && { padding: [paddingMin, paddingMax] }),
    ...Object.fromEntries(
      Object.entries(others).flatMap(([key, value]) => {
        const name = key as keyof typeof names;
        return value === dataControls[name].default ? [] : [[names[name], value]];
      }),
    ),
  };
}

export function specOf({ data, race }: PlayState, values: NetworkValues): NetworkSpec {
  const { model, size, schedule } = values;
  const option = sizeOptions[model];
  const names = {
    seed: 'seed',
    optimizer: 'optimizer',
    rate: 'learningRate',
    batch: 'batchSize',
    order: 'order',
  } as const;
  const own = Object.entries(names).flatMap(([key, name]) => {
    const value = values[key as keyof typeof names];
    return value === networkControls[key as keyof typeof names].default ? [] : [[name, value]];
  });
  return {
    model,
    options: option !== undefined && size > 0 ? { [option]: size } : {},
    training: {
      ...Object.fromEntries(own),
      ...(schedule !== 'constant' && { schedule: scheduleOf(schedule, race.steps) }),
      steps: race.steps,
    },
    data: {
      ...datasetOptions(data),
      ...(values.samples !== networkControls.samples.default && { numSamples: values.samples }),
      ...(values.shuffled && { shuffleSeq: true }),
    },
  };
}

/** With its updates, so that it is the same for whoever stops earlier. */
function scheduleOf(kind: string, steps: number): JsonObject {
  return kind === 'warmup' ? { kind, steps: Math.ceil(steps / 20) } : { kind, steps };
}
