/**
 * The entry `@mnist1d/experiments/leaderboard`: networks that anybody can train again to the bit.
 * @module leaderboard
 */

export { defineEntry, type EntryConfig, entryId, type LeaderboardEntry } from './entry.ts';
export { budgetOf, checkRecord, differences, type EntryScore, makeRecord, scoreOf } from './record.ts';
export { checkEntryModule, classOf, type EntryClass, type EntryRun, type EntrySpec, entryBudgets } from './rules.ts';
export type { EntryTraining } from './train-entry.ts';
