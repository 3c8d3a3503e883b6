/** Programs as text, for people to read. */

import { type Expression, nameOf, usesIn, type View } from './expression.ts';
import type { Matrix, Step } from './program.ts';

/** Steps with their numbers, a line each, and what there is to note of it; those inside of one stand behind it. */
export const printSteps = (steps: readonly Step[], note: (step: Step) => string = () => ''): string[] =>
  steps.map((step, i) => numbered(step, i, 5, note));

const numbered = (step: Step, i: number, width: number, note: (step: Step) => string): string => {
  const line = `${String(i).padStart(width)}  ${printStep(step)}${note(step)}`;
  if (step.kind !== 'control') return line;
  const inner = step.branches.flatMap(({ program }, b) => [
    `${' '.repeat(width + 2)}${branchNames[step.flow][b]}`,
    ...program.steps.map((each, j) => numbered(each, j, width + 5, note)),
  ]);
  return [line, ...inner].join('\n');
};

const branchNames = { cond: ['if so', 'if not'], while: ['as long as', 'do'], scan: ['each time'] } as const;

/** A step in one line. */
export function printStep(step: Step): string {
  switch (step.kind) {
    case 'map': {
      const print = printer(step.stores.map(({ expression }) => expression));
      const stores = step.stores.map(({ expression, output }) => `${printView(output)} = ${print(expression)}`);
      return `map [${step.shape}] ${stores.join('; ')}`;
    }
    case 'reduce': {
      const kept = step.shape.slice(0, step.kept);
      return `${step.reducer} [${kept}; ${step.shape.slice(step.kept)}] ${printView(step.output)} = ${printer([step.expression])(step.expression)}`;
    }
    case 'product': {
      const { variant, m, n, k, a, b, c, loops, accumulate, bias, relu, sparse, fused } = step;
      const times = loops.map(({ count }) => ` × ${count}`).join('');
      const start = bias ? `${printView(bias.view)} per ${bias.along.slice(0, -1)} + ` : '';
      const value = `${start}${printMatrix(a)} · ${printMatrix(b)}`;
      const kind = sparse
        ? `${sparse.of === 'b' ? 'sparse' : 'sampled'} product (${(100 * sparse.density).toFixed(1)} % of ${sparse.of.toUpperCase()})`
        : 'product';
      return `${fused ? 'fused ' : ''}${kind} ${variant} ${m} × ${n} × ${k}${times} ${printMatrix(c)} ${accumulate ? '+=' : '='} ${relu ? `Relu(${value})` : value}`;
    }
    case 'call':
      return `call ${step.kernel} #${step.writes} = (${step.reads.map((id) => `#${id}`).join(', ')})`;
    case 'control': {
      const { flow, condition, scan, reads, writes } = step;
      const times = scan ? ` ${scan.length} times${scan.reverse ? ', backwards' : ''}` : '';
      const on = condition === undefined ? '' : ` #${condition}`;
      return `${flow}${on}${times} #${writes} = (${reads.map((id) => `#${id}`).join(', ')})`;
    }
    case 'host':
      return `tfjs cpu ${step.kernel} #${step.outputs.map(({ buffer }) => buffer)}`;
  }
}

export const printView = ({ buffer, offset, strides }: View) => `#${buffer}${offset ? `+${offset}` : ''}[${strides}]`;

const printMatrix = ({ buffer, offset, rows: { groups, groupStride, stride } }: Matrix) =>
  `#${buffer}${offset ? `+${offset}` : ''}[${groups > 1 ? `${groupStride},` : ''}${stride},1]`;

/** Prints expressions; a part that is used more than once has a name, and is written out where it is used first. */
function printer(roots: readonly Expression[]): (expression: Expression) => string {
  const uses = usesIn(roots);
  const names = new Map<Expression, string>();
  const print = (e: Expression): string => {
    if (e.kind === 'view') return printView(e);
    if (e.kind === 'literal') return String(e.value);
    const known = names.get(e);
    if (known) return known;
    const text = `${nameOf(e)}(${e.args.map(print).join(', ')})`;
    if (uses.get(e) === 1) return text;
    const name = `$${names.size + 1}`;
    names.set(e, name);
    return `${name}=${text}`;
  };
  return print;
}
