/** Training with a look at the network every so often. */
import type { Trainer } from './trainer.ts';

export interface StageOptions {
  /** Updates to make, numbered 0 … steps − 1. */
  readonly steps: number;
  /** A look follows every update whose number is a multiple of this. */
  readonly evalEvery: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of updates made. */
  readonly onProgress?: ((updates: number) => void) | undefined;
}

/**
 * Makes updates and calls `look` after those that `evalEvery` names; training ends early where it gives false.
 *
 * @returns the loss of every update
 * @throws the signal's reason when aborted
 */
export async function trainInStages(
  trainer: Trainer,
  { steps, evalEvery, signal, onProgress }: StageOptions,
  look: (step: number) => Promise<unknown>,
): Promise<number[]> {
  const losses: number[] = [];
  while (losses.length < steps) {
    const before = losses.length;
    const next = Math.ceil(before / evalEvery) * evalEvery;
    const count = Math.min(next + 1, steps) - before;
    const made = await trainer.advance(count, { signal, onProgress: (done) => onProgress?.(before + done) });
    for (let i = 0; i < count; i++) losses.push(made[i] as number);
    signal?.throwIfAborted();
    const step = losses.length - 1;
    if (step % evalEvery === 0 && (await look(step)) === false) break;
    onProgress?.(losses.length);
  }
  return losses;
}
