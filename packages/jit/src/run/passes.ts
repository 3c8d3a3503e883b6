/** The way of a program. */
import { accumulate } from '../fuse/accumulate.ts';
import { dropUnread } from '../fuse/drop-unread.ts';
import { intoProduct } from '../fuse/into-product.ts';
import { mergeMaps } from '../fuse/merge-maps.ts';
import { placeDirectly } from '../fuse/place-directly.ts';
import { shareState } from '../fuse/share-state.ts';
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
  return [placeDirectly, accumulate, intoProduct, mergeMaps, dropUnread, shareState].reduce(
    (draft, pass) => pass(draft),
    lower({ ...source, graph, supports }, there),
  );
}
