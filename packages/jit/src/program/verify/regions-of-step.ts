/** What a step reads and writes, and the rules that its kind has to keep. */
import { sizeOf } from '../../graph/graph.ts';
import { type BufferId, stridesOf, type View, viewsIn } from '../expression.ts';
import { calledKernels, type Parameters } from '../interpret/called-kernels.ts';
import { printView } from '../print.ts';
import type { Buffer, CallStep, ControlStep, HostStep, MapStep, ReduceStep, Step } from '../program.ts';
import { line, type Region } from '../regions.ts';
import type { Copy, Repetition } from '../repetition.ts';
import { brokenByExpression } from './expressions.ts';
import { brokenByProduct, regionsOfProduct } from './product.ts';

export interface Regions {
  readonly reads: readonly Region[];
  readonly writes: readonly Region[];
}

/** What a step reads and writes, or the rule that it breaks. */
export function regionsOf(step: Step, buffers: readonly Buffer[]): Regions | string {
  switch (step.kind) {
    case 'map':
      return regionsOfMap(step);
    case 'reduce':
      return regionsOfReduce(step);
    case 'product':
      return brokenByProduct(step, buffers) ?? regionsOfProduct(step, buffers);
    case 'call':
      return regionsOfCall(step, buffers);
    case 'host':
      return regionsOfHost(step, buffers);
    case 'control':
      return regionsOfControl(step, buffers);
  }
}

/** A view over a shape. */
const over = (view: View, sizes: readonly number[]): Region => ({ ...view, name: printView(view), sizes });

function regionsOfMap({ shape, stores }: MapStep): Regions | string {
  for (const { expression, output } of stores) {
    const broken = brokenByExpression(expression, shape) ?? brokenByExpression(output, shape);
    if (broken) return broken;
    if (expression.dtype !== output.dtype) return `${expression.dtype} is stored as ${output.dtype}`;
  }
  return {
    reads: viewsIn(stores.map(({ expression }) => expression)).map((view) => over(view, shape)),
    writes: stores.map(({ output }) => over(output, shape)),
  };
}

function regionsOfReduce({ shape, kept, expression, output }: ReduceStep): Regions | string {
  const remaining = shape.slice(0, kept);
  const broken = brokenByExpression(expression, shape) ?? brokenByExpression(output, remaining);
  if (broken) return broken;
  if ((expression.dtype === 'float32') !== (output.dtype === 'float32'))
    return `${expression.dtype} is reduced to ${output.dtype}`;
  return { reads: viewsIn([expression]).map((view) => over(view, shape)), writes: [over(output, remaining)] };
}

function regionsOfCall({ kernel, args, reads, writes }: CallStep, buffers: readonly Buffer[]): Regions | string {
  const parameters: Parameters | undefined = calledKernels[kernel];
  if (!parameters) return `there is no kernel ${kernel}`;
  const names = Object.keys(parameters);
  if (args.length !== names.length) return `${kernel} takes ${names.length} arguments, and gets ${args.length}`;
  const numbers: Record<string, number> = {};
  args.forEach((arg, i) => {
    if (typeof arg === 'number') numbers[names[i] as string] = arg;
  });
  const found = { read: [] as Region[], write: [] as Region[] };
  for (const [i, name] of names.entries()) {
    const arg = args[i] as CallStep['args'][number];
    const parameter = parameters[name] as Parameters[string];
    if ((typeof arg === 'number') !== (parameter === 'number'))
      return `${name} must be a ${parameter === 'number' ? 'number' : 'place in a buffer'}`;
    if (typeof arg === 'number' || parameter === 'number') continue;
    const { access, of, size } = parameter;
    const isFloat = of === 'table' ? buffers[reads[0] as number]?.dtype === 'float32' : numbers.isFloat;
    found[access].push(line(name, arg, size(numbers), of === 'int32' ? of : isFloat ? 'float32' : 'integer'));
  }
  const same = (regions: readonly Region[], named: readonly number[]) =>
    regions.map(({ buffer }) => buffer).join() === named.join();
  if (!same(found.read, reads) || !same(found.write, writes))
    return 'reads and writes must name the buffers of the arguments';
  return { reads: found.read, writes: found.write };
}

function regionsOfHost({ inputs, names, outputs }: HostStep, buffers: readonly Buffer[]): Regions | string {
  if (names.length !== inputs.length) return `there must be a name for each of the ${inputs.length} inputs`;
  for (const { view, shape } of inputs) {
    const plain = stridesOf(shape);
    if (shape.some((size, d) => size > 1 && view.strides[d] !== plain[d]))
      return `the input ${printView(view)} must stand without gaps`;
  }
  for (const output of outputs)
    if (output.offset !== 0) return `the output ${printView(output)} must be a whole buffer`;
  return {
    reads: inputs.map(({ view, shape }) => line(printView(view), view, sizeOf(shape), view.dtype)),
    writes: outputs.map((view) => line(printView(view), view, buffers[view.buffer]?.size ?? 0, view.dtype)),
  };
}

function regionsOfControl(
  { flow, branches, condition, scan, enter, leave, reads, writes }: ControlStep,
  buffers: readonly Buffer[],
) {
  const wanted = flow === 'scan' ? 1 : 2;
  if (branches.length !== wanted) return `a ${flow} has ${wanted} programs, and this one ${branches.length}`;
  if ((flow === 'cond') !== (condition !== undefined)) return 'a cond, and nothing else, has a condition';
  if ((flow === 'scan') !== (scan !== undefined)) return 'a scan, and nothing else, has a length';
  const copies = [...enter, ...leave, ...branches.flatMap(({ before, after }) => [...before, ...after])];
  const times = scan ? scan.length : 1;
  for (const { from, to, bytes } of [...copies, ...(scan ? copiesOf(scan.repetition) : [])])
    for (const { buffer, stride = 0 } of [from, to]) {
      const size = 4 * (buffers[buffer]?.size ?? 0);
      if (times > 0 && (times - 1) * stride + bytes > size)
        return `a copy reaches beyond the ${size} bytes of #${buffer}`;
    }
  const whole = (buffer: BufferId) =>
    line(`#${buffer}`, { buffer, offset: 0 }, buffers[buffer]?.size ?? 0, buffers[buffer]?.dtype ?? 'float32');
  return { reads: reads.map(whole), writes: writes.map(whole) };
}

const copiesOf = ({ before, after }: Repetition): readonly Copy[] => [
  ...before.filter((part): part is Copy => 'from' in part),
  ...after,
];
