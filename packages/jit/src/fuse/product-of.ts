/** Products whose results one step alone reads. */
import type { Shape } from '../graph/graph.ts';
import type { View } from '../program/expression.ts';
import type { StepList } from './step-list.ts';

/** The only step that writes a temporary, where that is a product and writes all of it. */
export function productOf(list: StepList, view: View, shape: Shape, reader: number): number | undefined {
  if (!list.isTemporary(view.buffer) || !list.isWhole(view, shape)) return undefined;
  const [writer, ...others] = list.writers(view.buffer);
  const readers = list.readers(view.buffer);
  if (writer === undefined || others.length > 0 || readers.length !== 1 || readers[0] !== reader) return undefined;
  return list.at(writer)?.kind === 'product' ? writer : undefined;
}
