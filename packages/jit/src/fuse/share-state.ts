/** The value that a program hands on takes the place of the one that it was given, where nobody needs that any more. */
import { type BufferId, isSamePlace, stridesOf, type View, viewsIn } from '../program/expression.ts';
import type { Draft, MapStep, Step } from '../program/program.ts';
import { moveStep } from './move-step.ts';
import { StepList } from './step-list.ts';

/** What is handed on gets no memory of its own then. */
export function shareState(draft: Draft): Draft {
  const list = new StepList(draft);
  const shared = new Map<BufferId, BufferId>();
  for (const [given, handedOn] of draft.state) if (share(list, given, handedOn)) shared.set(handedOn, given);
  return {
    ...draft,
    steps: list.steps,
    outputs: draft.outputs.map((buffer) => shared.get(buffer) ?? buffer),
    buffers: draft.buffers.map((buffer, id) =>
      shared.has(id) ? { ...buffer, shape: [0], size: 0, permanent: false } : buffer,
    ),
  };
}

/** Lets what is handed on be written where it was given. Returns whether it can be. */
function share(list: StepList, given: BufferId, handedOn: BufferId): boolean {
  const [writer, ...others] = list.writers(handedOn);
  if (given === handedOn || writer === undefined || others.length > 0 || list.writers(given).length > 0) return false;
  const step = list.at(writer) as Step;
  if (step.kind !== 'map' || list.readers(given).some((reader) => reader > writer)) return false;
  const { shape, size } = list.buffer(handedOn);
  const output = step.stores.find((store) => store.output.buffer === handedOn)?.output as View;
  if (!readsInPlace(step, given, output) || list.buffer(given).size !== size) return false;
  const target: View = { ...output, buffer: given, offset: 0, strides: stridesOf(shape) };
  const places = [...new Set([writer, ...list.readers(handedOn)])];
  const moved = places.flatMap((place) => moveStep(list.at(place) as Step, handedOn, { shape, target }) ?? []);
  if (moved.length < places.length) return false;
  places.forEach((place, i) => {
    list.replace(place, moved[i]);
  });
  return true;
}

/** Whether a map reads of a buffer nothing but the elements that stand where it writes them. */
const readsInPlace = ({ shape, stores }: MapStep, buffer: BufferId, output: View): boolean =>
  viewsIn(stores.map(({ expression }) => expression))
    .filter((view) => view.buffer === buffer)
    .every((view) => isSamePlace(view, output, shape));
