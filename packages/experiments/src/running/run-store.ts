/** Where finished runs are kept, so that none is computed twice. `storage.ts` keeps them in files. */
import type { JsonObject, Run } from './experiment.ts';

/** A run and how long it took: seconds of one core, interruptions left out. */
export interface FinishedRun {
  readonly run: Run;
  readonly seconds: number;
  /** Digest of the module of a user's experiment, as it made the run. */
  readonly module?: string;
}

/** An unfinished run: what its checkpoint holds, and how long it took so far. */
export interface UnfinishedRun {
  readonly state: JsonObject;
  readonly seconds: number;
  /** As that of {@link FinishedRun}. */
  readonly module?: string;
}

/** Runs by key. */
export interface RunStore {
  /** The stored run of that key, if there is one that can be trusted. */
  read(key: string): Promise<FinishedRun | undefined>;
  /** Keeps a finished run; its checkpoint goes. */
  write(key: string, finished: FinishedRun): Promise<void>;
  readCheckpoint(key: string): Promise<UnfinishedRun | undefined>;
  writeCheckpoint(key: string, unfinished: UnfinishedRun): Promise<void>;
  /** Forgets the runs and checkpoints of these keys. A store that has it begins with it where an experiment is made anew. */
  forget?(keys: readonly string[]): Promise<void>;
}
