/** The same training elsewhere: as a command and as programs. */
import type { JsonObject } from '@mnist1d/results';
import type { NetworkSpec } from '../state/networks.ts';

/** The command that gives the same bits in a terminal after so many updates. */
export function commandOf({ model, options, training, data }: NetworkSpec, updates: number): string {
  const settings = [
    ...Object.entries({ ...training, steps: updates }),
    ...Object.entries(options).map(([key, value]) => [`model.${key}`, value] as const),
    ...Object.entries(data).map(([key, value]) => [`data.${key}`, value] as const),
  ];
  const said = settings.map(([key, value]) => `--set ${quoted(`${key}=${textOf(value)}`)}`);
  return ['npx @mnist1d/cli train', model, ...said].join(' ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Safe in a POSIX shell. */
function quoted(text: string): string {
  return /^[\w.=,@-]+$/.test(text) ? text : `'${text}'`;
}

/** The program that gives the same bits after so many updates. */
export function typescriptProgram({ model, options, training, data }: NetworkSpec, updates: number): string {
  const length = data.finalSeqLength === undefined ? {} : { inputSize: data.finalSeqLength };
  const given = (values: JsonObject) => (Object.keys(values).length > 0 ? JSON.stringify(values, null, 2) : '');
  const modelOptions = given({ ...length, ...options });
  return `import { makeDataset } from '@mnist1d/dataset';
import { parametersDigest, toTrainOptions } from '@mnist1d/experiments/networks';
import { train } from '@mnist1d/experiments/train';
import { createModel } from '@mnist1d/models';

const data = makeDataset(${given(data)});
const options = toTrainOptions(${given({ ...training, steps: updates })});
const model = createModel('${model}'${modelOptions && `, ${modelOptions}`});
const { params, testAccuracy } = await train(model, data, options);
console.log(testAccuracy.at(-1), await parametersDigest(params));
`;
}
