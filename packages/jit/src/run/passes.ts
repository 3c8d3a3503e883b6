/** The way of a program. */
import { fuse, shareState } from '../fuse/fuse.ts';
import { countUses } from '../graph/count-uses.ts';
import type { Source } from '../graph/graph.ts';
import { simplify } from '../graph/simplify.ts';
import { sampleProducts, supportsOf } from '../graph/supports.ts';
import { lower } from '../lower/lower.ts';
import type { Buffer, Draft } from '../program/program.ts';

export function lowerSource(source: Source, there: readonly Buffer[]): Draft {
  const simpler = simplify(source.graph);
  const supports = supportsOf(simpler);
  const graph = sampleProducts(simpler, supports, countUses(simpler));
  const draft = lower({ ...source, graph, supports }, there);
  const { steps, shared } = shareState(fuse(draft.steps, draft.buffers), draft.buffers, draft.state);
  return {
    ...draft,
    steps,
    outputs: draft.outputs.map((buffer) => shared.get(buffer) ?? buffer),
    buffers: draft.buffers.map((buffer, id) => (shared.has(id) ? { shape: [0], size: 0, permanent: false } : buffer)),
  };
}
