/** About how long steps take, on one thread. */
import { sizeOf } from '../graph/graph.ts';
import type { Arithmetic } from '../program/arithmetic/arithmetic.ts';
import { type Expression, typedOperation, viewsIn } from '../program/expression.ts';
import type { ProductStep, Step } from '../program/program.ts';

/** Multiplications and additions of the kernels in a nanosecond. */
const PRODUCTS = 27;
/** Nanoseconds of an instruction on four elements, per element. */
const PER_INSTRUCTION = 0.1;
/** Instructions of a function that is called. */
const CALL = 20;

export function nanosecondsOf(step: Step): number {
  switch (step.kind) {
    case 'map':
      return (
        sizeOf(step.shape) *
        perElement(
          step.stores.map(({ expression }) => expression),
          step.stores.length,
        )
      );
    case 'reduce':
      return sizeOf(step.shape) * perElement([step.expression], 1);
    case 'product':
      return multiplications(step) / PRODUCTS;
    default:
      return 0;
  }
}

function perElement(expressions: readonly Expression[], stores: number): number {
  let instructions = viewsIn(expressions).length + stores;
  const count = (more: number) => () => {
    instructions += more;
  };
  const counted: Arithmetic<void> = {
    float: count(0),
    integer: count(0),
    apply: count(1),
    shift: count(1),
    call: count(CALL),
    keep: count(0),
  };
  const seen = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (e.kind !== 'operation' || seen.has(e)) return;
    seen.add(e);
    typedOperation(e).formula(counted, [undefined, undefined, undefined], e.alpha ?? 0);
    e.args.forEach(visit);
  };
  expressions.forEach(visit);
  return PER_INSTRUCTION * instructions;
}

const multiplications = ({ m, n, k, loops, sparse }: ProductStep) =>
  m * n * k * loops.reduce((product, { count }) => product * count, 1) * (sparse?.density ?? 1);
