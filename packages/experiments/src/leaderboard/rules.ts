/** The rules of the leaderboard, as far as a program can hold them. */
import type { JsonObject } from '../running/experiment.ts';

/** What an entry may take. The smallest class that an entry keeps to is its class. */
export const entryBudgets = {
  /** What the paper gives each of its classifiers: 6,001 updates of 100 rows. */
  paper: { steps: 6001, batchSize: 100 },
  any: { steps: Number.POSITIVE_INFINITY, batchSize: 4000 },
} as const;
export type EntryClass = keyof typeof entryBudgets;

/** The class of an entry. */
export function classOf({ steps, batchSize }: { readonly steps: number; readonly batchSize: number }): EntryClass {
  const { paper } = entryBudgets;
  return steps <= paper.steps && batchSize <= paper.batchSize ? 'paper' : 'any';
}

export const fewestSeeds = 5;

/** What is made again of every entry with each change of the code: the first seed's first updates. */
export const shortForm = { steps: 200 } as const;

/** The rows of the published training data that are held back where an entry is trained on the split: the last ones. */
export const validationRows = 400;

/** On all of the published training data, or on those before the last {@link validationRows}. */
export type TrainedOn = 'all' | 'split';

/** What one seed of an entry is. */
export interface EntrySpec extends JsonObject {
  readonly entry: string;
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly trainedOn: TrainedOn;
}

/** What one seed of an entry yields. */
export type EntryRun = {
  readonly metrics: {
    /** Percent of the 1,000 test rows, which are looked at once, after the last update. */
    readonly testAccuracy: number;
    readonly testLoss: number;
    /** Percent of the rows held back; null where there are none. */
    readonly validationAccuracy: number | null;
    readonly trainAccuracy: number;
    /** That gradients train. */
    readonly parameters: number;
  };
  readonly curves: {
    /** The loss of every hundredth batch, before its update. */
    readonly trainLoss: readonly number[];
  };
};

/** SHA-256 of the published data: x, y, xTest and yTest of `makeDataset()`, float32 and int32, one behind the other. */
export const PUBLISHED_DATA = '88f08da0dd64d2d6d06fa706a5ca0cdb81d4d57d67b5468c783c28f431defe26';

/** Bytes of an entry's module at most: more than a recipe needs would be numbers. */
const LARGEST_MODULE = 16_384;

/** What an entry's module may import: nothing that gives data, reads files or reaches other machines. */
const allowedImports: readonly string[] = [
  '@mnist1d/models',
  '@mnist1d/experiments/train',
  '@mnist1d/experiments/leaderboard',
  '@mnist1d/jit',
  '@tensorflow/tfjs-core',
];

/** Names that would lead around the rules. */
const forbiddenWords = /\b(eval|Function|fetch|require|process|globalThis|WebAssembly|makeDataset|prototype)\b/;

/**
 * Checks the text of an entry's module: what it may import, and that it is short enough for a person to read.
 *
 * @throws RangeError that names what the rules do not allow
 */
export async function checkEntryModule(name: string, source: string): Promise<void> {
  const where = `leaderboard entry '${name}'`;
  const { init, parse } = await import('es-module-lexer');
  await init();
  const bytes = new TextEncoder().encode(source).length;
  if (bytes > LARGEST_MODULE)
    throw new RangeError(`${where}: its module must have at most ${LARGEST_MODULE} bytes, got ${bytes}`);
  const [imports] = parse(source);
  for (const { type, specifier } of imports) {
    if (type === 'dynamic') throw new RangeError(`${where}: its module must not import anything while it runs`);
    if (type === 'static' && !allowedImports.includes(specifier))
      throw new RangeError(
        `${where}: its module must import nothing but ${allowedImports.join(', ')}, got '${specifier}'`,
      );
  }
  const word = forbiddenWords.exec(withoutComments(source))?.[0];
  if (word) throw new RangeError(`${where}: its module must not use ${word}`);
}

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
