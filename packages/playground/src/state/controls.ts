/** Everything that can be set, once: what it is called in an address, what it may be, and what it means. */
import type { ModelName } from '@mnist1d/models';

export type Value = string | number | boolean;

interface Common {
  readonly label: string;
  readonly meaning: string;
}

export interface NumberControl extends Common {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** From one value of the slider to the next; whole numbers alone where it is 1. */
  readonly step: number;
  /** The slider moves in factors. */
  readonly isLogarithmic?: boolean;
}

interface ChoiceControl extends Common {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

interface SwitchControl extends Common {
  readonly kind: 'switch';
  readonly default: boolean;
}

export type Control = NumberControl | ChoiceControl | SwitchControl;

/** The models, and the option that says how large each is. Their package would bring TensorFlow.js into the page. */
export const sizeOptions: Readonly<Record<ModelName, 'channels' | 'hiddenSize' | undefined>> = {
  logistic: undefined,
  mlp: 'hiddenSize',
  cnn: 'channels',
  gru: 'hiddenSize',
  'plain-mlp': 'hiddenSize',
  'pooling-cnn': 'channels',
  resnet: 'channels',
  'dilated-cnn': 'channels',
  tcn: 'channels',
};

const seeds = { min: 0, max: 2 ** 32 - 1, step: 1 } as const;

/** The options of the dataset that all networks share, in the order of the paper's Figure 1. */
export const dataControls = {
  paddingMin: {
    ...{ kind: 'number', default: 36, min: 0, max: 100, step: 1, label: 'Padding, least' },
    meaning: 'The fewest points that are put behind the digit: the more, the smaller it is in the signal.',
  },
  paddingMax: {
    ...{ kind: 'number', default: 60, min: 0, max: 100, step: 1, label: 'Padding, most' },
    meaning: 'The most points that are put behind the digit.',
  },
  scale: {
    ...{ kind: 'number', default: 0.4, min: 0, max: 2, step: 0.05, label: 'Scale' },
    meaning: 'How different the heights are: factors of 1 ± half of it.',
  },
  shift: {
    ...{ kind: 'number', default: 48, min: 1, max: 72, step: 1, label: 'Translation' },
    meaning: 'How many places the digit can begin at.',
  },
  drift: {
    ...{ kind: 'number', default: 0.25, min: 0, max: 2, step: 0.05, label: 'Correlated noise' },
    meaning: 'Smooth noise in the place of the padding.',
  },
  noise: {
    ...{ kind: 'number', default: 0.02, min: 0, max: 0.5, step: 0.01, label: 'White noise' },
    meaning: 'Noise on every point by itself.',
  },
  shear: {
    ...{ kind: 'number', default: 0.75, min: 0, max: 4, step: 0.05, label: 'Shear' },
    meaning: 'How steeply signals are tilted: slopes of ± half of it.',
  },
  length: {
    ...{ kind: 'number', default: 40, min: 10, max: 160, step: 1, label: 'Points' },
    meaning: 'Points of a finished signal.',
  },
  dataseed: {
    ...{ kind: 'number', default: 42, ...seeds, label: 'Seed of the data' },
    meaning: 'Another seed, other signals of the same kind.',
  },
} as const satisfies Record<string, Control>;

/** What each network has for itself. */
export const networkControls = {
  model: {
    ...{ kind: 'choice', default: 'cnn', choices: Object.keys(sizeOptions), label: 'Network' },
    meaning: 'The kind of network.',
  },
  size: {
    ...{ kind: 'number', default: 0, min: 0, max: 512, step: 1, label: 'Size' },
    meaning: 'Hidden units of a layer, or channels; 0 is the paper’s size.',
  },
  optimizer: {
    ...{ kind: 'choice', default: 'adam', choices: ['adam', 'adamw', 'rmsprop', 'sgd'], label: 'Optimizer' },
    meaning: 'How the gradients change the weights; sgd has a momentum of 0.9.',
  },
  rate: {
    ...{ kind: 'number', default: 0.01, min: 0.00001, max: 10, step: 0, isLogarithmic: true, label: 'Learning rate' },
    meaning: 'How far an update goes.',
  },
  schedule: {
    ...{ kind: 'choice', default: 'constant', choices: ['constant', 'cosine', 'warmup'], label: 'Schedule' },
    meaning: 'How the learning rate changes until the last update.',
  },
  batch: {
    ...{ kind: 'number', default: 100, min: 1, max: 4000, step: 1, label: 'Batch' },
    meaning: 'Signals of one update.',
  },
  order: {
    ...{ kind: 'choice', default: 'inOrder', choices: ['inOrder', 'shuffled'], label: 'Order of the rows' },
    meaning: 'In order, as in the paper, or shuffled anew in each pass.',
  },
  samples: {
    ...{ kind: 'number', default: 5000, min: 50, max: 50_000, step: 1, isLogarithmic: true, label: 'Signals' },
    meaning: 'Signals in all; four fifths of them are trained on, the others test.',
  },
  shuffled: {
    ...{ kind: 'switch', default: false, label: 'Shuffled columns' },
    meaning: 'The points of all signals in one other order: what was beside each other no longer is.',
  },
  seed: {
    ...{ kind: 'number', default: 42, ...seeds, label: 'Seed' },
    meaning: 'Of the initial weights and of everything else that is drawn in training.',
  },
} as const satisfies Record<string, Control>;

/** What all networks have alike. */
export const raceControls = {
  steps: {
    ...{ kind: 'number', default: 6001, min: 1, max: 100_000, step: 1, isLogarithmic: true, label: 'Updates' },
    meaning: 'After so many updates the training is done.',
  },
  pace: {
    ...{ kind: 'choice', default: 'full', choices: ['full', 'slow'], label: 'Pace' },
    meaning: 'As fast as this machine can, or forty updates a second, to watch.',
  },
} as const satisfies Record<string, Control>;

export const controls = { ...dataControls, ...networkControls, ...raceControls };

export type DataKey = keyof typeof dataControls;
export type NetworkKey = keyof typeof networkControls;
export type RaceKey = keyof typeof raceControls;

type ValueOf<C extends Control> = C extends NumberControl ? number : C extends SwitchControl ? boolean : string;
type ValuesOf<T extends Readonly<Record<string, Control>>> = { readonly [K in keyof T]: ValueOf<T[K]> };

export type DataValues = ValuesOf<typeof dataControls>;
export type NetworkValues = Omit<ValuesOf<typeof networkControls>, 'model'> & { readonly model: ModelName };
export type RaceValues = ValuesOf<typeof raceControls>;

/** What a control says if it may not have that value; undefined if it may. */
export function objectionTo(key: string, control: Control, value: unknown): string | undefined {
  const got = `, got ${JSON.stringify(value)}`;
  if (control.kind === 'choice')
    return control.choices.includes(value as string)
      ? undefined
      : `${key} must be one of ${control.choices.join(', ')}${got}`;
  if (control.kind === 'switch') return typeof value === 'boolean' ? undefined : `${key} must be 0 or 1${got}`;
  const { min, max, step } = control;
  const isFine = typeof value === 'number' && value >= min && value <= max && (step !== 1 || Number.isInteger(value));
  return isFine
    ? undefined
    : `${key} must be ${step === 1 ? 'a whole number' : 'a number'} from ${min} to ${max}${got}`;
}
