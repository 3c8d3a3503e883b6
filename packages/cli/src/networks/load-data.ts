/** The rows that networks are trained and evaluated on: the published data, data by other options, or a file's. */
import { readFile } from 'node:fs/promises';
import { type DatasetOptions, makeDataset } from '@mnist1d/dataset';
import { fromNpz } from '@mnist1d/dataset/npz';
import type { JsonObject } from '@mnist1d/experiments';
import type { DataSource } from '@mnist1d/experiments/networks';
import type { TrainingData } from '@mnist1d/experiments/train';
import { sha256 } from '@mnist1d/results';
import { ArgumentError, parseArguments } from '../options/argument-error.ts';

export interface LoadedData {
  readonly rows: TrainingData;
  readonly source: DataSource;
  /** For people. */
  readonly title: string;
}

/**
 * @param options of makeDataset; none where there is a file
 * @throws ArgumentError on options that are refused; Error that names the file where it holds no data
 */
export async function loadData(file: string | undefined, options: JsonObject): Promise<LoadedData> {
  if (file === undefined) {
    const rows = parseArguments(() => makeDataset(options as Partial<DatasetOptions>));
    const isPublished = Object.keys(options).length === 0;
    return { rows, source: { options }, title: isPublished ? 'the published data' : 'generated data' };
  }
  const [key] = Object.keys(options);
  if (key !== undefined) throw new ArgumentError(`--set data.${key} is for data that are generated, not for ${file}`);
  const bytes = await readFile(file);
  try {
    return { rows: fromNpz(bytes), source: { file, sha256: await sha256(bytes) }, title: file };
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}
