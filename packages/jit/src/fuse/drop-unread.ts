/** Leaves out what nobody reads. */
import { inTurn, type StepList } from './step-list.ts';

export const dropUnread = inTurn(dropStores);

function dropStores(list: StepList, i: number): void {
  const step = list.at(i);
  if (step?.kind !== 'map') return;
  const stores = step.stores.filter(
    ({ output: { buffer } }) => !list.isTemporary(buffer) || list.readers(buffer).length > 0,
  );
  if (stores.length < step.stores.length) list.replace(i, stores.length > 0 ? { ...step, stores } : undefined);
}
