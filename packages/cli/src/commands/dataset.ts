/** `mnist1d dataset`: the dataset as a file. */
import { extname } from 'node:path';
import { type Dataset, type DatasetOptions, makeDataset, toCsv, toJson, toNpz } from '@mnist1d/dataset';
import { writeWhole } from '@mnist1d/experiments/storage';
import { Command } from 'commander';
import { ArgumentError, parseArguments } from '../options/argument-error.ts';
import { checkOutFile } from '../options/out.ts';
import { setOption } from '../options/set-options.ts';

const formats: Readonly<Record<string, (dataset: Dataset) => Uint8Array | string>> = {
  '.npz': toNpz,
  '.csv': toCsv,
  '.json': toJson,
};

export function datasetCommand(): Command {
  return new Command('dataset')
    .description('generate the dataset and write it to a file')
    .option('--out <file>', 'the file; its ending chooses the format: .npz, .csv or .json', 'mnist1d.npz')
    .addOption(setOption('an option of makeDataset'))
    .addHelpText(
      'after',
      `
Examples:
  mnist1d dataset --out mnist1d.npz      the published data: 5,000 signals
  mnist1d dataset --out big.csv --set numSamples=20000 --set seed=7
  mnist1d dataset --out calm.json --set iidNoiseScale=0 --set padding=[10,20]`,
    )
    .action(async ({ out, set }: { out: string; set: Partial<DatasetOptions> }) => {
      const format = formats[extname(out).toLowerCase()];
      if (!format) throw new ArgumentError(`--out must end in ${Object.keys(formats).join(', ')}, got '${out}'`);
      checkOutFile(out);
      const dataset = parseArguments(() => makeDataset(set));
      await writeWhole(out, format(dataset));
      const { numTrain, numTest, length, options } = dataset;
      process.stdout.write(
        `${out}: ${numTrain} training and ${numTest} test signals of ${length} points, seed ${options.seed}\n`,
      );
    });
}
