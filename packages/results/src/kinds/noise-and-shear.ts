/** What each step of the generator costs each model: trainings with one option of the data off, as it is and doubled. */
import { defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { updateTraining } from '../update-training.ts';
import { described, oneOf } from '../values.ts';
import { zooModels } from './zoo.ts';

/** The options of the generator that are changed one at a time, in the order in which it applies them. */
export const generatorOptions = [
  'padding',
  'scaleCoeff',
  'maxTranslation',
  'corrNoiseScale',
  'iidNoiseScale',
  'shearScale',
] as const;
export type GeneratorOption = (typeof generatorOptions)[number];

/** What is done to the option. */
export const levels = ['off', 'default', 'doubled'] as const;
export type Level = (typeof levels)[number];

export const noiseAndShearKind = defineKind({
  id: 'noise-and-shear',
  run: updateTraining({
    model: oneOf(zooModels),
    option: described(oneOf(['none', ...generatorOptions]), 'The changed option; none at the level default'),
    level: oneOf(levels),
  }),
});

/** One training of the experiment. */
export type NoiseAndShearRun = RunOf<typeof noiseAndShearKind>;
/** The experiment's result. */
export type NoiseAndShearResult = ResultOf<typeof noiseAndShearKind>;
