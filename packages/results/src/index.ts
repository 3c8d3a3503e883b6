/** What a result is: its type, its check and its digest. What each experiment's runs are stands in `kinds/`. */
export { checkResult, checkValue } from './check-result.ts';
export { digestOf, sha256 } from './digest.ts';
export type { EpochTrainingRun } from './epoch-training.ts';
export { checkJson, toFiniteJson, toJson } from './json.ts';
export {
  byKind,
  defineKind,
  type Frozen,
  type Kind,
  type OutputOf,
  type ResultOf,
  type RunOf,
  type RunSchema,
  runsOfKind,
  type SpecOf,
  type SummaryOf,
} from './kind.ts';
export { LEADERBOARD_SCHEMA, type LeaderboardRecord, leaderboardSchema } from './leaderboard.ts';
export {
  type Claim,
  type ExperimentResult,
  type Json,
  type JsonObject,
  type PresetName,
  presetNames,
  RESULT_SCHEMA,
  type Run,
  type RunOutput,
  resultSchema,
  runOutputSchema,
} from './result.ts';
export { show } from './show.ts';
export type { UpdateTrainingRun } from './update-training.ts';
