/** A value that is only copied elsewhere is computed there in the first place, and read there. */
import type { BufferId } from '../program/expression.ts';
import type { Step } from '../program/program.ts';
import { placementOf } from './compose-views.ts';
import { moveStep } from './move-step.ts';
import { inTurn, type StepList } from './step-list.ts';

/** From the last copy to the first: what is copied twice goes straight to where it ends. */
export const placeDirectly = inTurn(placeCopy, 'backwards');

/** Leaves out step i where it is a copy of a whole temporary: whoever writes and reads that does so in the copy's place. */
export function placeCopy(list: StepList, i: number): void {
  const step = list.at(i);
  if (step?.kind !== 'map') return;
  const [store] = step.stores;
  if (step.stores.length !== 1 || store?.expression.kind !== 'view') return;
  const from = store.expression;
  if (!list.isTemporary(from.buffer) || from.dtype !== store.output.dtype || from.buffer === store.output.buffer)
    return;
  if (!list.isWhole(from, step.shape)) return;
  const placement = placementOf(step.shape, store.output, list.buffer(from.buffer));
  if (!placement) return;
  const places = new Set([...list.readers(from.buffer), ...list.writers(from.buffer)]);
  places.delete(i);
  if (isOverwritten(list, store.output.buffer, i, places)) return;
  const moved: [number, Step][] = [];
  for (const place of places) {
    const other = moveStep(list.at(place) as Step, from.buffer, placement);
    if (!other) return;
    moved.push([place, other]);
  }
  for (const [place, other] of moved) list.replace(place, other);
  list.replace(i, undefined);
}

/**
 * Whether a value that step i copies into a part of a buffer would meet others there in the steps that use it: what is read and written
 * again, or written all over (the margins of a padded tensor). Other writers write other parts.
 */
function isOverwritten(list: StepList, buffer: BufferId, i: number, places: ReadonlySet<number>): boolean {
  const [first, last] = [Math.min(i, ...places), Math.max(i, ...places)];
  const readers = list.readers(buffer);
  const writesAll = (step: Step | undefined) =>
    step?.kind === 'map' &&
    step.stores.some(({ output }) => output.buffer === buffer && list.isWhole(output, step.shape));
  return list
    .writers(buffer)
    .some((w) => w > first && w < last && w !== i && (readers.includes(w) || writesAll(list.at(w))));
}
