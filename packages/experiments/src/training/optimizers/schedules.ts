/** Learning rates that change with the update: pure numbers, computed before training. */
import { checkInteger, checkNumber } from '@mnist1d/checks';
import { cosPi } from './exact-numbers.ts';

/** What the learning rate is multiplied by at update 0, 1, …. */
export type Schedule = (update: number) => number;

/**
 * Multiplies the learning rate by `factor` after each `every` updates, as `torch.optim.lr_scheduler.StepLR(gamma=factor)`; where
 * that counts epochs, `every` is epochs × updates of an epoch.
 *
 * @throws RangeError or TypeError where `every` is no positive integer or `factor` no number of at least 0
 */
export function stepDecay({ every, factor }: { readonly every: number; readonly factor: number }): Schedule {
  checkInteger('stepDecay', 'every', every, 1);
  checkNumber('stepDecay', 'factor', factor, 0);
  return (update) => {
    let product = 1;
    for (let k = Math.floor(update / every); k > 0; k--) product *= factor;
    return product;
  };
}

/**
 * Half a cosine from 1 down to `to` within `steps` updates, then `to`, as `torch.optim.lr_scheduler.CosineAnnealingLR(T_max=steps)`
 * (Loshchilov & Hutter 2017).
 *
 * @param to the last factor. Default 0
 * @throws RangeError or TypeError where `steps` is no positive integer or `to` no number of at least 0
 */
export function cosineDecay({ steps, to = 0 }: { readonly steps: number; readonly to?: number }): Schedule {
  checkInteger('cosineDecay', 'steps', steps, 1);
  checkNumber('cosineDecay', 'to', to, 0);
  return (update) => to + ((1 - to) * (1 + cosPi(Math.min(update / steps, 1)))) / 2;
}

/**
 * Rises in a straight line to 1 within `steps` updates, from 1 / steps at the first; then `next` begins at its update 0.
 *
 * @param next Default: stays at 1
 * @throws RangeError or TypeError where `steps` is no positive integer
 */
export function linearWarmup({
  steps,
  next = () => 1,
}: {
  readonly steps: number;
  readonly next?: Schedule;
}): Schedule {
  checkInteger('linearWarmup', 'steps', steps, 1);
  return (update) => (update < steps ? (update + 1) / steps : next(update - steps));
}
