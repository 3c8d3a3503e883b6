/** Results and finished runs as files (Node only). Each is written whole or not at all. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Run } from './experiment.ts';
import type { ExperimentResult, RunStore } from './run-experiment.ts';

/** Writes bytes or text beside the target and renames it into place, making the folder if there is none. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(
    path,
    typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  );
}

/** Writes a result to `DIR/<experiment>.json` and returns that path. */
export async function writeResult(dir: string, result: ExperimentResult): Promise<string> {
  const path = join(dir, `${result.experiment}.json`);
  await writeWhole(path, `${JSON.stringify(result, null, 1)}\n`);
  return path;
}

/**
 * Reads a result file.
 *
 * @throws Error that names the file when it is missing, damaged or no result
 */
export async function readResult(path: string): Promise<ExperimentResult> {
  const result = parse(await readFile(path, 'utf8'), path) as Partial<ExperimentResult> | null;
  if (result?.schema !== 'mnist1d.result/1' || !Array.isArray(result.data?.runs)) {
    throw new Error(
      `${path} is no experiment's result: its schema is ${JSON.stringify(result?.schema)}, not "mnist1d.result/1"`,
    );
  }
  return result as ExperimentResult;
}

/**
 * Keeps finished runs in `DIR/runs`, one file each, named by their key. A file that is damaged or belongs to another run
 * is renamed to *.damaged and told to `onDamaged`.
 */
export function fileRunStore(dir: string, onDamaged: (message: string) => void = () => {}): RunStore {
  const pathOf = (key: string) => join(dir, 'runs', `${key}.json`);
  return {
    async read(key) {
      const path = pathOf(key);
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      try {
        return readRun(text, path, key);
      } catch (error) {
        await rename(path, `${path}.damaged`);
        onDamaged(`${(error as Error).message}; it is set aside as ${path}.damaged and the run is made again`);
        return undefined;
      }
    },
    write: (key, run) => writeWhole(pathOf(key), `${JSON.stringify({ schema: 'mnist1d.run/1', key, run })}\n`),
  };
}

function readRun(text: string, path: string, key: string): Run {
  const file = parse(text, path) as { schema?: string; key?: string; run?: Run } | null;
  if (file?.schema !== 'mnist1d.run/1' || file.key !== key || !file.run?.spec || !file.run.metrics) {
    throw new Error(`${path} is not the run it is named for`);
  }
  return file.run;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is damaged: ${(cause as Error).message}`, { cause });
  }
}
