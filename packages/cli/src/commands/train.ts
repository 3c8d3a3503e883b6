/** `mnist1d train`: a network of the zoo, trained on MNIST-1D or on data of a file. */
import type { JsonObject } from '@mnist1d/experiments';
import {
  chooseModel,
  completeSettings,
  encodeNetwork,
  modelOf,
  sortSettings,
  toTrainOptions,
  trainingOptions,
} from '@mnist1d/experiments/networks';
import { writeWhole } from '@mnist1d/experiments/storage';
import { checkTraining, type Numerics } from '@mnist1d/experiments/train';
import { modelNames } from '@mnist1d/models';
import { Command } from 'commander';
import { type LoadedData, loadData } from '../networks/load-data.ts';
import { confusionTable, count, scoresTable } from '../networks/network-tables.ts';
import { type Trained, trainNetwork } from '../networks/train-network.ts';
import { parseArguments } from '../options/argument-error.ts';
import { type ConfigFile, configOption, withConfig } from '../options/config-option.ts';
import { allThreads, threadsOption } from '../options/cores.ts';
import { numericsOption } from '../options/numerics.ts';
import { checkOutFile } from '../options/out.ts';
import { setOption } from '../options/set-options.ts';
import { wrap } from '../terminal/columns.ts';
import { interruptible } from '../terminal/interrupt.ts';

interface TrainFlags {
  readonly data?: string;
  readonly set: JsonObject;
  readonly numerics?: Numerics;
  readonly threads?: number;
  readonly config?: ConfigFile;
  readonly out?: string;
  readonly json?: boolean;
}

export function trainCommand(): Command {
  return new Command('train')
    .description('train a network on MNIST-1D, and save it')
    .argument('<model>', modelNames.join(', '))
    .option('--data <file>', 'an .npz file with x, y, x_test, y_test, t; default: the published data')
    .addOption(setOption('a setting of the training, the model or the data; may be repeated'))
    .addOption(configOption('settings from a JSON file; those of --set go before them'))
    .addOption(numericsOption())
    .addOption(threadsOption())
    .option('--out <file>', 'the network as .safetensors, for `mnist1d evaluate` and PyTorch')
    .option('--json', 'print the whole result as JSON instead of tables')
    .addHelpText(
      'after',
      `
\`mnist1d show resnet\` lists every setting of a model and of its training.
data.KEY is an option of the dataset, model.KEY one of the model where KEY
alone is not. Ctrl-C stops the training; nothing is written then.

Examples:
  mnist1d train resnet --out resnet.safetensors
  mnist1d train cnn --set steps=1001 --set learningRate=0.003 --set channels=32
  mnist1d train mlp --set optimizer=adamw --set schedule=cosine \\
    --set order=shuffled --set validationSplit=0.1 --set earlyStopping=5
  mnist1d train tcn --set 'schedule={"kind":"step","every":400,"factor":0.5}'
  mnist1d train resnet --set 'schedule={"kind":"warmup","next":"cosine"}' \\
    --set 'augment=["circularShift",{"kind":"randomScale","min":0.8,"max":1.2}]'
  mnist1d train gru --set data.shuffleSeq=true --config gru.json --json`,
    )
    .action(trainModel);
}

async function trainModel(name: string, flags: TrainFlags): Promise<void> {
  const model = parseArguments(() => chooseModel('train', name));
  const read = (given: JsonObject) => {
    const sorted = sortSettings('train', model, Object.keys(trainingOptions), given);
    modelOf(model, sorted.model);
    const options = toTrainOptions(sorted.training);
    const isCompiled = (options.backend ?? 'jit') === 'jit';
    return { sorted, options: { ...options, threads: flags.threads ?? (isCompiled ? allThreads() : undefined) } };
  };
  const set = { ...flags.set, ...(flags.numerics && { numerics: flags.numerics }) };
  const { sorted, options } = withConfig(flags.config, set, read);
  if (flags.out !== undefined) checkOutFile(flags.out, flags.data === undefined ? [] : [flags.data]);
  const data = await loadData(flags.data, sorted.data);
  withConfig(flags.config, set, (given) => checkTraining(read(given).options, data.rows));
  const training = completeSettings(sorted.training, data.rows.numTrain);
  const trained = await interruptible(
    (signal) => trainNetwork(model, sorted.model, data, { training, options: { ...options, signal } }),
    flags.out === undefined ? 'Nothing is kept of the training.' : `Nothing was written to ${flags.out}.`,
  );
  process.stdout.write(flags.json ? `${JSON.stringify(toJson(trained), null, 1)}\n` : summary(trained, data));
  if (flags.out === undefined) return;
  await writeWhole(flags.out, encodeNetwork(trained.result.params, trained.provenance));
  if (!flags.json) process.stdout.write(`\n${wrap(`Written: ${flags.out}`)}\n`);
}

function toJson({ result: { params: _, ...result }, parameters, digest, scores, provenance }: Trained) {
  return { ...provenance, parameters, digest, scores, ...result };
}

function summary({ result, parameters, digest, scores, provenance }: Trained, data: LoadedData): string {
  const { updates, model, training } = provenance;
  const { seconds } = result;
  const early = updates < Number(training.steps) ? `, stopped early of ${count(Number(training.steps))}` : '';
  const pace = `${count(updates)} updates${early} in ${seconds.toFixed(1)} s, ${count(Math.round(updates / seconds))} a second.`;
  return `${[
    wrap(`${model}: ${count(parameters)} parameters, on ${data.title}`),
    scoresTable(scores),
    wrap(pace),
    'Test rows of each class, and what they are taken for:',
    confusionTable(scores.test.confusion),
    `Weights: ${digest}`,
  ].join('\n\n')}\n`;
}
