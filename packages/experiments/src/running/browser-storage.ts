/**
 * The entry `@mnist1d/experiments/browser-storage`: finished runs in a browser's IndexedDB, where Node has files.
 * @module browser-storage
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { JsonObject } from './experiment.ts';
import type { FinishedRun, RunStore, UnfinishedRun } from './run-store.ts';
import { CHECKPOINT, faultOf, RUN, type StoredEntry, storedEntry } from './stored-entry.ts';

const storeNames = ['runs', 'checkpoints'] as const;
type StoreName = (typeof storeNames)[number];
const schemas: Readonly<Record<StoreName, string>> = { runs: RUN, checkpoints: CHECKPOINT };
interface Schema extends DBSchema {
  runs: { key: string; value: StoredEntry };
  checkpoints: { key: string; value: StoredEntry };
}
type Database = IDBPDatabase<Schema>;

/**
 * Keeps finished runs and the checkpoints of unfinished ones in IndexedDB: they are there when the page is loaded again. What the
 * browser does not keep (in some private windows, in a frame without an origin, beyond its quota) stays in memory, as long as
 * the page does, and `onWarning` is told why, once. One that is not what was written is told, too, and made again. An experiment
 * with `fresh` begins with none of its own.
 *
 * @param name of the database, one for all pages of an origin
 */
export function indexedDbRunStore(
  name = 'mnist1d',
  onWarning: (message: string) => void = (message) => console.warn(message),
): RunStore {
  const memory = { runs: new Map<string, JsonObject>(), checkpoints: new Map<string, JsonObject>() };
  let opened: Promise<Database> | undefined;
  let isWarned = false;

  /** What `action` gives; undefined, with a warning, where the browser refuses. */
  const attempt = async <T>(action: (database: Database) => Promise<T>): Promise<T | undefined> => {
    try {
      opened ??= open(name, () => {
        opened = undefined;
      });
      return await action(await opened);
    } catch (error) {
      if (!isWarned) onWarning(warning(name, error as Error));
      isWarned = true;
      return undefined;
    }
  };
  const read = async (store: StoreName, key: string): Promise<JsonObject | undefined> => {
    const inMemory = memory[store].get(key);
    if (inMemory) return inMemory;
    const kept = await attempt((database) => database.get(store, key));
    if (kept === undefined) return undefined;
    const fault = await faultOf(kept, schemas[store], key);
    if (!fault) return kept.content;
    onWarning(`IndexedDB '${name}': ${store}, ${key}: ${fault}; the run is made again`);
    return undefined;
  };
  const write = async (store: StoreName, key: string, content: JsonObject): Promise<void> => {
    const kept = await storedEntry(schemas[store], key, content);
    const isKept = await attempt(async (database) => {
      const transaction = database.transaction(storeNames, 'readwrite');
      const requests = [transaction.objectStore(store).put(kept, key), transaction.done];
      if (store === 'runs') requests.push(transaction.objectStore('checkpoints').delete(key));
      await Promise.all<unknown>(requests);
      return true;
    });
    memory.checkpoints.delete(key);
    if (store === 'runs') memory.runs.delete(key);
    if (!isKept) memory[store].set(key, content);
  };
  return {
    read: async (key) => (await read('runs', key)) as unknown as FinishedRun | undefined,
    write: (key, finished) => write('runs', key, finished as unknown as JsonObject),
    readCheckpoint: async (key) => (await read('checkpoints', key)) as unknown as UnfinishedRun | undefined,
    writeCheckpoint: (key, unfinished) => write('checkpoints', key, unfinished as unknown as JsonObject),
    async forget(keys) {
      for (const kept of Object.values(memory)) for (const key of keys) kept.delete(key);
      await attempt((database) =>
        Promise.all(storeNames.flatMap((store) => keys.map((key) => database.delete(store, key)))),
      );
    },
  };
}

/** The database, made where there is none; `onClose` when it cannot be used any more. */
async function open(name: string, onClose: () => void): Promise<Database> {
  const database = await openDB<Schema>(name, 1, {
    upgrade(made) {
      for (const store of storeNames) made.createObjectStore(store);
    },
    blocking() {
      // Somebody deletes it, or has a newer one.
      database.close();
      onClose();
    },
    terminated: onClose,
  });
  return database;
}

function warning(name: string, { name: kind, message }: Error): string {
  const why =
    kind === 'QuotaExceededError'
      ? 'the browser gives this origin no more space'
      : `the browser does not allow it (${kind}: ${message})`;
  return `runs are not kept in IndexedDB '${name}': ${why}; they stay in memory until the page is left`;
}
