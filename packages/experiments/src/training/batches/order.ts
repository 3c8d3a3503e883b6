/** Which rows each update takes. */
import { TorchRandom } from '@mnist1d/models';

/** The order of the rows in pass `epoch` (0, 1, …), asked for pass after pass. */
export type Order = (epoch: number) => Int32Array;

/** What a batch is taken from. */
export interface Batches {
  /** Rows of an update. */
  readonly batchSize: number;
  readonly numTrain: number;
  /** Without it, batches follow each other in order. */
  readonly order?: Order | undefined;
}

/** The rows of update `step`: `rows` of them, from `first` on in the order of pass `epoch`. */
export function batchOf(
  step: number,
  { batchSize, numTrain, order }: Batches,
): { epoch: number; first: number; rows: number } {
  // As the paper's code has it: update k begins at (k · batchSize) mod numTrain. A shuffled pass is one of whole batches.
  const position = step * batchSize;
  const pass = order ? Math.ceil(numTrain / batchSize) * batchSize : numTrain;
  const first = position % pass;
  return { epoch: Math.floor(position / pass), first, rows: Math.min(batchSize, numTrain - first) };
}

/** What gives the rows of an update, for updates asked for one after another: the order of a pass is asked for once. */
export function batchRows(plan: Batches): (step: number) => Int32Array {
  const { order, numTrain } = plan;
  let pass = -1;
  let rowsOfPass: Int32Array = new Int32Array();
  return (step) => {
    const { epoch, first, rows } = batchOf(step, plan);
    if (!order) return Int32Array.from({ length: rows }, (_, i) => first + i);
    if (epoch !== pass) {
      [pass, rowsOfPass] = [epoch, order(epoch)];
      if (rowsOfPass.length !== numTrain) {
        throw new RangeError(`createTrainer: order(${epoch}) must have ${numTrain} rows, got ${rowsOfPass.length}`);
      }
    }
    return rowsOfPass.slice(first, first + rows);
  };
}

/**
 * The orders of a `torch.utils.data.DataLoader` with `shuffle=True` that draws from PyTorch's own generator, after
 * `torch.manual_seed(seed)` and `drawn` numbers that a network's initialisation took. Each pass draws a seed for the loader's
 * workers and one for its sampler, which permutes by a generator of that seed.
 *
 * @throws RangeError where a pass is asked for before those that come before it
 */
export function shuffledOrder(numTrain: number, seed: number, drawn: number): Order {
  const random = new TorchRandom(seed);
  random.rand(drawn);
  let next = 0;
  return (epoch) => {
    if (epoch !== next) throw new RangeError(`shuffledOrder: the next pass is ${next}, got ${epoch}`);
    next++;
    random.random();
    // A generator takes the lower half of its seed.
    return new TorchRandom(Number(BigInt.asUintN(32, random.random()))).randperm(numTrain);
  };
}
