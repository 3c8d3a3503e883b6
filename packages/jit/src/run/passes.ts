/** The way of a program: the passes in their order, from what was recorded to the steps that are emitted. */
import { accumulate } from '../fuse/accumulate.ts';
import { contract } from '../fuse/contract.ts';
import { dropUnread } from '../fuse/drop-unread.ts';
import { intoProduct } from '../fuse/into-product.ts';
import { mergeMaps } from '../fuse/merge-maps.ts';
import { placeDirectly } from '../fuse/place-directly.ts';
import { shareState } from '../fuse/share-state.ts';
import type { Source } from '../graph/graph.ts';
import { sampleProducts } from '../graph/sample-products.ts';
import { simplify } from '../graph/simplify.ts';
import { supportsOf } from '../graph/supports.ts';
import { verifyGraph } from '../graph/verify-graph.ts';
import { type Lowerable, lower } from '../lower/lower.ts';
import type { Buffer, Draft } from '../program/program.ts';
import { verify } from '../program/verify/verify.ts';
import type { Numerics } from './numerics.ts';
import { atOnce, type Pieces } from './turns.ts';

/** A pass takes what the one before it made, and makes its own of it. */
interface Pass<From, To> {
  readonly name: string;
  readonly does: string;
  readonly run: (from: From, numerics: Numerics) => To;
}

const passes = {
  /** From graph to graph. */
  graph: [
    {
      name: 'simplify',
      does: 'equal nodes become one, and nodes that change nothing are passed over',
      run: (source) => ({ ...source, graph: simplify(source.graph) }),
    },
    {
      name: 'find-zeros',
      does: 'finds which values constant masks make zero in places',
      run: (source) => ({ ...source, supports: supportsOf(source.graph) }),
    },
    {
      name: 'sample-products',
      does: 'products that are multiplied by zeros in places become kernels of their own',
      run: (source) => ({ ...source, graph: sampleProducts(source.graph, source.supports) }),
    },
  ],
  /** From graph to program. */
  lowering: {
    name: 'lower',
    does: 'every kernel becomes steps over buffers, or an expression, or an index map, by its rule',
    run: lower,
  },
  /** From program to program. */
  program: [
    {
      name: 'place-directly',
      does: 'what is only copied elsewhere is computed there in the first place, and read there',
      run: placeDirectly,
    },
    { name: 'accumulate', does: 'products that are added up add to the first of them', run: accumulate },
    { name: 'into-product', does: 'a bias and ReLU behind a product become part of it', run: intoProduct },
    { name: 'merge-maps', does: 'maps over the same elements run as one', run: mergeMaps },
    { name: 'drop-unread', does: 'what nobody reads is not stored', run: dropUnread },
    {
      name: 'contract',
      does: 'in fused arithmetic, multiplications and additions that belong together are rounded once',
      run: (draft, numerics) => (numerics === 'fused' ? contract(draft) : draft),
    },
    { name: 'share-state', does: 'the new state is written where the old one stands', run: shareState },
  ],
} as const satisfies {
  graph: readonly Pass<Lowerable, Lowerable>[];
  lowering: { name: string; does: string; run: typeof lower };
  program: readonly Pass<Draft, Draft>[];
};

/** The name of a pass. */
export type PassName = (typeof passes)['graph' | 'program'][number]['name'] | (typeof passes)['lowering']['name'];

/** The names of the passes, in their order. */
export const passNames: readonly PassName[] = [...passes.graph, passes.lowering, ...passes.program].map(
  ({ name }) => name,
);

/** A pass, as those who watch are told of it. */
type PassInfo = Pick<Pass<never, never>, 'does'> & { readonly name: PassName };

/** What there is after a pass. */
export type Stage = { readonly graph: Lowerable } | { readonly program: Draft };

/** Sees what there is after each pass. */
export type Watch = (pass: PassInfo, stage: Stage) => void;

/** @throws Error when what there is after a pass is not valid; it names the pass, what is wrong, and the rule */
const verifyStage: Watch = ({ name }, stage) => {
  if ('program' in stage) verify(stage.program, stage.program.buffers, `after ${name}`);
  else verifyGraph(stage.graph, `after ${name}`);
};

/** How the passes are run. */
interface LowerOptions {
  readonly watch?: Watch;
  readonly numerics?: Numerics | undefined;
  /** Whether what there is after each pass is checked. */
  readonly verify?: boolean | undefined;
}

/**
 * Runs all passes.
 *
 * @param there buffers that stand in the same memory already
 */
export function* lowerInPieces(
  source: Source,
  there: readonly Buffer[] = [],
  options: LowerOptions = {},
): Pieces<Draft> {
  const watch: Watch = (pass, stage) => {
    if (options.verify) verifyStage(pass, stage);
    options.watch?.(pass, stage);
  };
  let graph: Lowerable = { ...source, supports: [] };
  for (const pass of passes.graph) {
    graph = pass.run(graph);
    watch(pass, { graph });
    yield;
  }
  const { numerics, verify: verified } = options;
  let program = passes.lowering.run(graph, there, (inner, buffers) =>
    lowerSource(inner, buffers, { numerics, verify: verified }),
  );
  watch(passes.lowering, { program });
  yield;
  for (const pass of passes.program) {
    program = pass.run(program, numerics ?? 'exact');
    watch(pass, { program });
    yield;
  }
  return program;
}

export const lowerSource = (...args: Parameters<typeof lowerInPieces>): Draft => atOnce(lowerInPieces(...args));
