/**
 * What a valid program is. This is the definition:
 *
 * **Buffers.** The size of a buffer is that of its shape. Inputs, outputs, constants (buffers with values) and buffers that
 * are zero from the start are permanent: their memory is nobody else's, and what they hold stays from run to run.
 *
 * **Inside.** What a step reads and writes lies inside of its buffers, whichever way the strides go. A step over a shape
 * without elements reads and writes nothing.
 *
 * **Types.** A buffer is read and written as the type that it holds: float32, int32 or bool. A store has the type of its expression, an operation the
 * arguments that it takes; integers and booleans alone are reduced to integers. A literal of an integer type is an integer.
 *
 * **Written before.** What a step reads is written by a step before it, an input, a constant, or an element of a buffer
 * that is zero from the start. Such an element, once it was read as zero, is written by no later step: the next run would
 * read something else. At the end all outputs are written. Constants are written by no step, inputs by steps only where
 * they are outputs as well: state that is updated in place.
 *
 * **Apart.** The elements that a step writes have places of their own: no two of a store, and no two of different stores.
 *
 * **In place.** What a step reads and what it writes lie apart, too. Two things are excepted. A map may read an element where
 * it writes the one of the same index; all expressions of an index are computed before any of them is stored. A product
 * that accumulates adds to C.
 *
 * **Products.** A, B and C have the rows that the variant says (see {@link ProductStep}), and their columns one behind the
 * other. In NN and NT, B's rows are in one level; in TN, C's are, and A and B have the same groups. A product starts from
 * what C holds, or from a bias, or from zeros. Products with lists have no loops; a bias goes along columns with lists of B,
 * and with lists of C there is neither bias nor ReLU nor accumulation. Lists ascend, those of C filled up by their last index.
 *
 * **Calls.** A kernel gets the arguments that it takes (called-kernels.ts), and the step names the buffers among them.
 *
 * **Host steps.** Inputs stand in memory without gaps, outputs are whole buffers.
 *
 * **Steps that run programs.** These are valid. What is copied to them and from them lies inside of the buffers.
 */
import { sizeOf } from '../../graph/graph.ts';
import type { BufferId } from '../expression.ts';
import { printStep } from '../print.ts';
import type { Buffer, Program, Step } from '../program.ts';
import { boundsOf, isApart, isSame, overlap, type Region } from '../regions.ts';
import { Contents } from './contents.ts';
import { type Regions, regionsOf } from './regions-of-step.ts';

/**
 * Checks a program.
 *
 * @param when in the words of the message
 * @throws Error when it is not valid, with the number of the step, its text, and the rule that it breaks
 */
export function verify({ steps, inputs, outputs }: Program, buffers: readonly Buffer[], when = ''): void {
  const fail = (rule: string, i?: number) => {
    const step = i === undefined ? '' : `, step ${i}: ${printStep(steps[i] as Step)}`;
    throw new Error(`jit: the program${when && ` ${when}`} is not valid${step}: ${rule}`);
  };
  buffers.forEach((buffer, id) => {
    const rule = brokenByBuffer(buffer, inputs.includes(id) || outputs.includes(id));
    if (rule) fail(`buffer #${id} ${rule}`);
  });
  const contents = buffers.map((buffer, id) => new Contents(buffer, inputs.includes(id)));
  const isHandedOn = (id: BufferId) => !inputs.includes(id) || outputs.includes(id);
  steps.forEach((step, i) => {
    const regions = regionsOf(step, buffers);
    if (typeof regions === 'string') return fail(regions, i);
    const rule = brokenByRegions(step, regions, { buffers, contents, isHandedOn });
    if (rule) fail(rule, i);
    if (step.kind === 'control')
      for (const { program } of step.branches) verify(program, buffers, `${when} inside of step ${i}`.trim());
  });
  for (const id of outputs) if (!contents[id]?.isWhole) fail(`the output #${id} is not written whole`);
}

function brokenByBuffer(buffer: Buffer, isOutside: boolean): string | undefined {
  const { shape, size, dtype, values, permanent, zeroed } = buffer;
  if (size !== sizeOf(shape)) return `must be of ${sizeOf(shape)} elements, as its shape [${shape}], and is of ${size}`;
  if (values && values.length !== size) return `must have ${size} values, and has ${values.length}`;
  if (values && values instanceof Float32Array !== (dtype === 'float32')) return `must have values of type ${dtype}`;
  if (!permanent && (isOutside || values || zeroed))
    return 'must be permanent: it is an input, an output, a constant, or zero from the start';
  return values && zeroed ? 'cannot be both constant and zero from the start' : undefined;
}

interface State {
  readonly buffers: readonly Buffer[];
  readonly contents: readonly Contents[];
  /** Whether what a step writes to a buffer is there to stay: an input that is written must be an output. */
  readonly isHandedOn: (id: BufferId) => boolean;
}

function brokenByRegions(step: Step, { reads, writes }: Regions, { buffers, contents, isHandedOn }: State) {
  for (const region of [...reads, ...writes]) {
    const rule = brokenByPlace(region, buffers);
    if (rule) return rule;
  }
  for (const [w, written] of writes.entries()) {
    if (!isHandedOn(written.buffer)) return `${written.name} writes an input that is not an output`;
    if (!isApart(written)) return `two elements of ${written.name} have one place`;
    const other = writes.slice(0, w).find((before) => overlap(before, written));
    if (other) return `${other.name} and ${written.name} are written to one place`;
    const read = reads.find((region) => overlap(region, written) && !isInPlace(step, region, written));
    if (read) return `${read.name} is read where ${written.name} is written for other elements`;
  }
  for (const region of reads) {
    const rule = contents[region.buffer]?.read(region);
    if (rule) return rule;
  }
  for (const region of writes) {
    const rule = contents[region.buffer]?.write(region);
    if (rule) return rule;
  }
  return undefined;
}

function brokenByPlace(region: Region, buffers: readonly Buffer[]): string | undefined {
  const { name, buffer, dtype } = region;
  const known = buffers[buffer];
  if (!known) return `${name} is of a buffer #${buffer}, which there is not`;
  const { size } = known;
  if (dtype === 'integer' ? known.dtype === 'float32' : known.dtype !== dtype)
    return `${name} takes ${dtype}, and its buffer holds ${known.dtype}`;
  const [first, last] = boundsOf(region) ?? [0, -1];
  if (first >= 0 && last < size) return undefined;
  return `${name} must lie inside of the ${size} elements of #${buffer}, and reaches from ${first} to ${last}`;
}

/** Whether a step may read what it writes: by index in a map, and C in a product. */
function isInPlace({ kind }: Step, other: Region, written: Region): boolean {
  return (kind === 'map' || (kind === 'product' && other.name === written.name)) && isSame(other, written);
}
