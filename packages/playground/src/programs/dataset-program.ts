/** The program that makes a dataset, in two languages. */
import type { JsonObject } from '@mnist1d/results';

export function datasetProgram(language: 'TypeScript' | 'Python', options: JsonObject): string {
  return language === 'Python' ? python(options) : typescript(options);
}

function typescript(options: JsonObject): string {
  const given = Object.entries(options).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},\n`);
  return `import { makeDataset } from '@mnist1d/dataset';

const { x, y, xTest, yTest } = makeDataset(${given.length > 0 ? `{\n${given.join('')}}` : ''});
`;
}

/** The Python package's names for the same options. */
const pythonNames: Readonly<Record<string, string>> = {
  numSamples: 'num_samples',
  padding: 'padding',
  scaleCoeff: 'scale_coeff',
  maxTranslation: 'max_translation',
  corrNoiseScale: 'corr_noise_scale',
  iidNoiseScale: 'iid_noise_scale',
  shearScale: 'shear_scale',
  finalSeqLength: 'final_seq_length',
  shuffleSeq: 'shuffle_seq',
  seed: 'seed',
};

function python(options: JsonObject): string {
  const given = Object.entries(options).map(([key, value]) => {
    const written = value === true ? 'True' : JSON.stringify(value);
    return `args.${pythonNames[key]} = ${written}\n`;
  });
  return `from mnist1d.data import get_dataset_args, make_dataset

args = get_dataset_args()
${given.join('')}data = make_dataset(args)  # x, y, x_test, y_test, t
`;
}
