/** Figure 4: lottery tickets. Trials of pruning, and trainings with the masks that they found. */
import * as v from 'valibot';
import { byKind, defineKind, type Frozen, type ResultOf, type RunOf } from '../kind.ts';
import {
  backends,
  count,
  described,
  index,
  list,
  loss,
  object,
  oneOf,
  percent,
  positive,
  sameLength,
  share,
  some,
  steps,
  text,
} from '../values.ts';

export const masks = ['dense', 'ticket', 'random'] as const;
export type LotteryMask = (typeof masks)[number];
/** What the data and the weights are when a ticket is tried again. */
export const conditions = ['fresh', 'shuffled', 'flipped', 'chunks', 'new-weights'] as const;
export type LotteryCondition = (typeof conditions)[number];
const criterion = oneOf(['random', 'magnitude']);

const pruningSpec = object({
  kind: oneOf(['pruning']),
  criterion,
  seed: described(index, 'Of the initial weights, and of the random scores behind them in the same stream'),
  hiddenSize: count,
  rounds: described(count, 'Sparsities are linspace(0, 1, rounds)'),
  steps: described(count, 'Updates of a round'),
  checkpointStep: described(index, 'The next round ranks the parameters after this update'),
  ticketRound: described(index, 'The round whose masks are kept'),
  evalEvery: count,
  batchSize: count,
  learningRate: positive,
  backend: oneOf(backends),
});

const pruning = object({
  spec: pruningSpec,
  metrics: object({
    ticketSparsity: described(share, 'Of the ticket that is kept'),
    masks: described(
      v.record(v.string(), text, 'must be an object'),
      'Zeros and ones of the ticket by parameter, packed, in base64',
    ),
    firstLayerMask: described(
      list(v.pipe(text, v.regex(/^[01]+$/, 'must be a string of 0 and 1'))),
      'Of the first layer’s weights: a string for each hidden unit, a digit for each input',
    ),
  }),
  curves: v.pipe(
    object({
      sparsity: described(some(share), 'Of each round'),
      trainLoss: described(list(loss), 'Of the last batch'),
      testLoss: described(list(loss), 'At the end of the round'),
      finalAccuracy: described(list(percent), 'Test accuracy at the end of the round'),
      maxAccuracy: described(list(percent), 'Over the evaluations of the round'),
      meanAccuracy: described(list(percent), 'Over the evaluations of the round'),
    }),
    sameLength('sparsity', 'trainLoss', 'testLoss', 'finalAccuracy', 'maxAccuracy', 'meanAccuracy'),
  ),
});

const transfer = object({
  spec: object({
    kind: oneOf(['transfer']),
    mask: oneOf(masks),
    condition: oneOf(conditions),
    seed: index,
    hiddenSize: count,
    steps: count,
    evalEvery: count,
    batchSize: count,
    learningRate: positive,
    backend: oneOf(backends),
    pruning: described(v.nullable(pruningSpec), 'What found the mask; null for the dense network'),
  }),
  metrics: object({ testAccuracy: described(percent, 'At the end') }),
  curves: v.pipe(
    object({
      steps: described(steps, 'Updates after which it was evaluated'),
      testAccuracy: described(list(percent), 'At each of steps'),
    }),
    sameLength('steps', 'testAccuracy'),
  ),
});

const adjacency = object({
  mask: oneOf(['ticket', 'random']),
  mean: described(
    list(share),
    'Two, three and four adjacent weights over the number of inputs, mean over the hidden units',
  ),
  standardError: described(list(share), 'Over the hidden units'),
});

const published = object({
  pruning: described(
    list(object({ criterion, sparsity: list(share), finalAccuracy: list(percent), maxAccuracy: list(percent) })),
    'By criterion, means over the authors’ two trials',
  ),
  transfer: described(
    list(object({ mask: oneOf(masks), condition: oneOf(conditions), testAccuracy: percent })),
    'At the end, means over the authors’ two trials: `fresh` read off the paper’s picture, the others from their notebook',
  ),
});

export const lotteryKind = defineKind({
  id: 'lottery',
  run: byKind({ pruning, transfer }),
  summary: {
    adjacency: described(
      list(adjacency),
      'How often first-layer weights that are left stand side by side, in the first trial',
    ),
    published: described(published, 'The authors’ values'),
  },
});

/** One trial of pruning, round after round (Figure 4 a–c); an entry of each curve per round. */
export type LotteryPruningRun = RunOf<typeof lotteryKind, 'pruning'>;
/** One training of the analysis of a ticket. */
export type LotteryTransferRun = RunOf<typeof lotteryKind, 'transfer'>;
/** How often first-layer weights that are not pruned stand side by side: two, three and four of them. */
export type Adjacency = Frozen<v.InferOutput<typeof adjacency>>;
/** Figure 4. */
export type LotteryResult = ResultOf<typeof lotteryKind>;
