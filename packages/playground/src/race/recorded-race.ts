/** A race that was taken away as a file and is brought back. A file that is not what was written is refused in a sentence. */
import type { JsonObject } from '@mnist1d/results';
import { specOf } from '../state/networks.ts';
import { formatQuery, type PlayState, parseQuery } from '../state/play-state.ts';

export const RACE_SCHEMA = 'mnist1d.race/1';

export interface RecordedRace {
  /** The name of its file. */
  readonly name: string;
  readonly state: PlayState;
  /** The state as an address says it. */
  readonly query: string;
  /** One for each network of the state. */
  readonly networks: readonly RecordedNetwork[];
}

export interface RecordedNetwork {
  readonly updates: number;
  /** Of its weights then; undefined where it was training when the file was taken. */
  readonly digest: string | undefined;
  readonly looks: readonly { readonly updates: number; readonly train: number; readonly test: number }[];
  readonly losses: readonly { readonly updates: number; readonly loss: number }[];
}

/** Bytes; a race of the longest trainings has a tenth of it. */
const MOST_BYTES = 32 * 2 ** 20;

/** @throws Error that names the file, what is wrong and what is allowed */
export async function readRace(file: File): Promise<RecordedRace> {
  const { name, size } = file;
  const check = (isRight: boolean, what: string, rule: string, got: unknown) => {
    if (!isRight) throw new Error(`${name}: ${what} must be ${rule}, got ${shown(got)}`);
  };
  check(size <= MOST_BYTES, 'the file', `at most ${MOST_BYTES} bytes`, size);
  const race = parse(name, await file.text());
  check(race.schema === RACE_SCHEMA, 'schema', `"${RACE_SCHEMA}", of a race that was taken away here`, race.schema);
  check(typeof race.address === 'string', 'address', 'the text of an address', race.address);
  const { state, objections } = parseQuery(String(race.address));
  if (objections.length > 0) throw new Error(`${name}: address: ${objections.join('; ')}`);
  const count = state.networks.length;
  const networks = race.networks as readonly JsonObject[];
  check(
    Array.isArray(networks) && networks.length === count && networks.every(isObject),
    'networks',
    `a list of ${count} objects, as many as the address names`,
    networks,
  );

  const readNetwork = (network: JsonObject, i: number): RecordedNetwork => {
    const where = `networks[${i}]`;
    for (const [key, value] of Object.entries(specOf(state, state.networks[i] as PlayState['networks'][number])))
      check(
        sameJson(network[key], value),
        `${where}.${key}`,
        `${JSON.stringify(value)}, as the address says`,
        network[key],
      );
    const { updates, digest } = network;
    const isCount = (value: unknown, most: number) =>
      Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
    check(
      isCount(updates, state.race.steps),
      `${where}.updates`,
      `a whole number from 0 to ${state.race.steps}`,
      updates,
    );
    check(digest === undefined || /^[0-9a-f]{64}$/.test(String(digest)), `${where}.digest`, 'a SHA-256', digest);
    const rowsOf = (key: string, isRight: (row: JsonObject) => boolean, rule: string) => {
      const rows = network[key];
      check(Array.isArray(rows), `${where}.${key}`, 'a list', rows);
      let before = -1;
      for (const [k, row] of (rows as JsonObject[]).entries()) {
        const isNext = isObject(row) && isCount(row.updates, Number(updates)) && Number(row.updates) > before;
        check(isNext && isRight(row), `${where}.${key}[${k}]`, `an object with growing updates and ${rule}`, row);
        before = Number(row.updates);
      }
      return rows;
    };
    const isPercent = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 100;
    const looks = rowsOf(
      'looks',
      ({ train, test }) => isPercent(train) && isPercent(test),
      'train and test in percent',
    );
    // Of a training that diverged a loss is none.
    const losses = rowsOf('losses', ({ loss }) => loss === null || typeof loss === 'number', 'a loss');
    return {
      ...{ updates: Number(updates), digest: digest as string | undefined },
      looks: looks as unknown as RecordedNetwork['looks'],
      losses: (losses as unknown as RecordedNetwork['losses']).filter(({ loss }) => loss !== null),
    };
  };
  return { name, state, query: formatQuery(state), networks: networks.map(readNetwork) };
}

function parse(name: string, text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch (error) {
    throw new Error(`${name}: this is no race that was taken away, or a damaged one: ${(error as Error).message}`);
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What JSON has no word for stands nowhere in a file. */
const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)} …` : text;
}
