/**
 * Results and finished runs as files (Node only). Each is written whole or not at all.
 * @module storage
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkResult, checkValue, type ExperimentResult, RESULT_SCHEMA, resultSchema } from '@mnist1d/results';
import writeFileAtomic from 'write-file-atomic';
import { DamagedFile, readText, removeStale, setAside } from './damaged-files.ts';
import type { JsonObject } from './experiment.ts';
import { experiments } from './registry.ts';
import type { FinishedRun, RunStore, UnfinishedRun } from './run-store.ts';
import { CHECKPOINT, faultOf, isDigest, RUN, type StoredEntry, storedEntry } from './stored-entry.ts';

/**
 * Writes bytes or text beside the target and renames it into place, making the folder if there is none.
 *
 * @throws Error where the target is something else than a file, such as a folder or a device
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats && !stats.isFile()) throw new Error(`${path} cannot be written: it is no file`);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(
    path,
    typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  );
}

/** A name in a folder where results of both classes of arithmetic may stand. */
export const nameOfFile = (name: string, { numerics }: Pick<ExperimentResult, 'numerics'>) =>
  numerics === undefined ? name : `${name}-${numerics}`;

/**
 * Writes a result to `DIR/<experiment>.json`, one of fused arithmetic to `DIR/<experiment>-fused.json`, in the place of an earlier one, and returns that path. A file of that name that
 * is no result, or one whose runs are damaged, is renamed to *.damaged and told to `onDamaged`.
 */
export async function writeResult(
  dir: string,
  result: ExperimentResult,
  onDamaged: (message: string) => void = () => {},
): Promise<string> {
  const path = join(dir, `${nameOfFile(result.experiment, result)}.json`);
  const text = await readText(path);
  if (text !== undefined) {
    await intact(path, text).catch((error) => setAside(error, 'a new one is written', onDamaged));
  }
  await writeWhole(path, `${JSON.stringify(result, null, 1)}\n`);
  return path;
}

/**
 * Reads a result file and checks it: that its runs are those it was written with, that it has what every result has, and, where
 * its experiment is registered with a kind of results, that it is of that kind.
 *
 * @throws Error that names the file when it is missing, damaged or no result; `cause` is what says so
 */
export async function readResult(path: string): Promise<ExperimentResult> {
  const text = await readText(path);
  if (text === undefined) throw new Error(`there is no result file '${path}'`);
  const result = await intact(path, text);
  try {
    const { experiment } = checkValue(path, 'result', resultSchema, result);
    const kind = experiments.get(experiment)?.kind;
    if (kind) checkResult(path, kind, result);
  } catch (cause) {
    throw new Error((cause as Error).message, { cause });
  }
  return result as ExperimentResult;
}

/** The content of a result file whose runs are those it was written with; what else stands in it is not looked at. */
async function intact(path: string, text: string): Promise<Partial<ExperimentResult>> {
  const result = parse(text, path) as Partial<ExperimentResult> | null;
  if (result?.schema !== RESULT_SCHEMA || !Array.isArray(result.data?.runs)) {
    const message = `${path} is no experiment's result: its schema is ${JSON.stringify(result?.schema)}, not "${RESULT_SCHEMA}"`;
    throw new DamagedFile(path, text, message);
  }
  if (!(await isDigest(result.digest, result.data.runs))) {
    throw new DamagedFile(path, text, `${path} is damaged: its runs are not those of its digest`);
  }
  return result;
}

/**
 * Keeps finished runs in `DIR/runs`, one file each, named by their key, and the checkpoints of unfinished ones beside them.
 * A file that is damaged or belongs to another run is renamed to *.damaged and told to `onDamaged`.
 */
export function fileRunStore(dir: string, onDamaged: (message: string) => void = () => {}): RunStore {
  const pathOf = (key: string, ending = '.json') => join(dir, 'runs', `${key}${ending}`);
  const checkpointOf = (key: string) => pathOf(key, '.checkpoint.json');
  let opened: Promise<void> | undefined;
  const read = async (path: string, schema: string, key: string) => {
    opened ??= removeStale(join(dir, 'runs'), TEMPORARY);
    await opened;
    const text = await readText(path);
    if (text === undefined) return undefined;
    try {
      return await contentOf(path, text, schema, key);
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      await setAside(error, 'the run is made again', onDamaged);
      return undefined;
    }
  };
  const write = async (path: string, schema: string, key: string, content: JsonObject) =>
    writeWhole(path, `${JSON.stringify(await storedEntry(schema, key, content))}\n`);

  return {
    async read(key) {
      return (await read(pathOf(key), RUN, key)) as unknown as FinishedRun | undefined;
    },
    async write(key, finished) {
      await write(pathOf(key), RUN, key, finished as unknown as JsonObject);
      await rm(checkpointOf(key), { force: true });
    },
    async readCheckpoint(key) {
      return (await read(checkpointOf(key), CHECKPOINT, key)) as unknown as UnfinishedRun | undefined;
    },
    writeCheckpoint: (key, unfinished) =>
      write(checkpointOf(key), CHECKPOINT, key, unfinished as unknown as JsonObject),
  };
}

/** How files are named until they are whole. */
const TEMPORARY = /^[0-9a-f]{64}(\.checkpoint)?\.json\.\d+$/;

async function contentOf(path: string, text: string, schema: string, key: string): Promise<JsonObject> {
  const entry = parse(text, path);
  const fault = await faultOf(entry, schema, key);
  if (fault) throw new DamagedFile(path, text, `${path} ${fault}`);
  return (entry as StoredEntry).content;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DamagedFile(path, text, `${path} is damaged: ${(cause as Error).message}`, cause);
  }
}
