/** Convolutions as matrix products over windows that overlap in memory. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { Shape } from '../../graph/graph.ts';
import type { NodeOf } from '../../graph/kernels.ts';
import { broadcastTo, type Value, type View } from '../../program/expression.ts';
import { permute, slice } from '../../program/move-views.ts';
import type { Lowering, Operand, Rules, Stored } from '../lowering.ts';
import { multiply } from '../products.ts';
import { type TapRange, tapRanges, windowReach } from './windows.ts';

type ConvolutionNode = NodeOf<'Conv2D' | 'Conv2DBackpropFilter' | 'Conv2DBackpropInput'>;

/** Everything channels last, as [batch, height, width, channels]. */
interface Geometry {
  readonly batch: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly filter: Shape;
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly before: readonly [number, number];
}

export const convolutions = {
  Conv2D: (to, node, operands) => {
    const [x, filter] = operands as readonly [Operand, Operand];
    const g = geometryOf(node, x.shape, filter.shape);
    const padded = padInput(to, x, g);
    // From now on the filter stands without gaps, so that the gradient shares that.
    const weights = to.contiguous(filter);
    const output = to.room(node.shape, 'float32');
    runsOfTaps(g).forEach((run, i) => {
      const part = slice(weights, [run.top, run.left, 0, 0], [1, run.taps, ...g.filter.slice(2)]);
      const matrix = to.reshape(part, [run.taps * (g.filter[2] as number), g.filter[3] as number]) as Stored;
      contract(to, windowsOf(padded.whole, g, run), matrix, output, i > 0);
    });
    return { ...output, settled: new Map([...settledInput(padded), [1, weights]]) };
  },
  Conv2DBackpropFilter: (to, node, operands) => {
    const [x, dy] = operands as readonly [Operand, Operand];
    const g = geometryOf(node, x.shape, node.attrs.filterShape);
    const padded = padInput(to, x, g);
    const gradient = to.room(node.shape, 'float32');
    const outChannels = g.filter[3] as number;
    const stored = to.inMemory(dy);
    const dyRows = stored.expression.strides[3] === 1 || outChannels === 1 ? stored : to.copy(stored);
    for (const run of runsOfTaps(g)) {
      const part = slice(gradient, [run.top, run.left, 0, 0], [1, run.taps, ...g.filter.slice(2)]);
      const target = to.reshape(part, [1, run.taps * (g.filter[2] as number), outChannels]) as Stored;
      sumOverWindows(to, windowsOf(padded.whole, g, run), dyRows, target, g);
    }
    return { ...gradient, settled: settledInput(padded) };
  },
  Conv2DBackpropInput: (to, node, operands) => {
    const [dy, filter] = operands as readonly [Operand, Operand];
    const g = geometryOf(node, node.shape, filter.shape);
    const weights = to.contiguous(filter);
    const gradient = inputGradient(to, to.inMemory(dy), weights, g, node.shape);
    return { ...gradient, settled: new Map([[1, weights]]) };
  },
} satisfies Partial<Rules>;

function geometryOf({ attrs }: ConvolutionNode, input: Shape, filter: Shape): Geometry {
  const { strides, pad, dilations = 1, dimRoundingMode } = attrs;
  const info = backend_util.computeConv2DInfo(
    input as [number, number, number, number],
    filter as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    input,
    output: [info.batchSize, info.outHeight, info.outWidth, info.outChannels],
    filter,
    stride: [info.strideHeight, info.strideWidth],
    dilation: [info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.top, info.padInfo.left],
  };
}

const filterWindow = ({ input, output, filter, stride, dilation, before }: Geometry) => ({
  input: input.slice(1, 3),
  output: output.slice(1, 3),
  size: filter.slice(0, 2),
  stride,
  dilation,
  before,
});

/** A convolution's input, its channels contiguous, with the zeros that its windows reach. */
interface PaddedInput {
  readonly whole: Stored;
  /** The input where it stands from now on; undefined where it stays. */
  readonly settled?: Operand;
}

const settledInput = ({ settled }: PaddedInput): ReadonlyMap<number, Operand> => new Map(settled && [[0, settled]]);

/** The input with zeros around it. From then on its own value is the inside of that, so that what computes it writes it there. */
function padInput(to: Lowering, x: Operand, g: Geometry): PaddedInput {
  const window = filterWindow(g);
  const around = [[0, 0], windowReach(window, 0), windowReach(window, 1), [0, 0]] as [number, number][];
  if (around.every(([a, b]) => a === 0 && b === 0)) return { whole: to.contiguous(x) };
  const paddings = around.join();
  if (x.padded?.paddings === paddings) return { whole: x.padded.whole };
  const shape = x.shape.map(
    (size, d) => size + (around[d] as [number, number])[0] + (around[d] as [number, number])[1],
  );
  const whole = to.room(shape, 'float32', { permanent: true, zeroed: true });
  const { strides } = whole.expression;
  const offset = around.reduce((sum, [before], d) => sum + before * (strides[d] as number), 0);
  const inside: View = { ...whole.expression, offset };
  if (!x.shape.includes(0)) to.map(x.shape, x.expression, inside);
  const expression = x.expression.kind === 'view' ? x.expression : inside;
  return { whole, settled: { shape: x.shape, expression, padded: { paddings, whole } } };
}

/** Taps of the filter whose channels stand one behind the other in the input: a row, or where it is dilated a tap. */
interface Run {
  readonly top: number;
  readonly left: number;
  readonly taps: number;
}

function runsOfTaps({ filter, dilation }: Geometry): Run[] {
  const [height, width] = filter as [number, number];
  const taps = dilation[1] === 1 ? width : 1;
  return Array.from({ length: height * (width / taps) }, (_, i) => {
    const place = i * taps;
    return { top: Math.floor(place / width), left: place % width, taps };
  });
}

/** What a run of taps sees, [batch, height, width, taps · channels], as it stands in the padded input. */
function windowsOf({ shape, expression }: Stored, g: Geometry, { top, left, taps }: Run): Stored {
  const [batch, row, column] = expression.strides as [number, number, number];
  return {
    shape: [shape[0] as number, g.output[1] as number, g.output[2] as number, taps * (g.filter[2] as number)],
    expression: {
      ...expression,
      offset: expression.offset + top * g.dilation[0] * row + left * g.dilation[1] * column,
      strides: [batch, row * g.stride[0], column * g.stride[1], 1],
    },
  };
}

/** output (+)= windows · weights */
function contract(to: Lowering, windows: Stored, weights: Stored, output: Stored, accumulate: boolean): void {
  const [batch, height] = output.shape as [number, number];
  const filter = broadcastTo(weights, [batch, height, ...weights.shape]) as Stored;
  const order = batchOrder(height);
  multiply(to, permute(windows, order), permute(filter, order), permute(output, order), { accumulate });
}

/** In one dimension (height 1) samples and times are the rows of one product; in two, each sample has products of its own. */
const batchOrder = (height: number): readonly number[] => (height === 1 ? [1, 0, 2, 3] : [0, 1, 2, 3]);

/** gradient = Σ windowsᵀ · dy over samples and places. */
function sumOverWindows(to: Lowering, windows: Stored, dy: Stored, target: Stored, g: Geometry): void {
  const [batch, height, width] = g.output as [number, number, number];
  const rowsOf = ({ expression: { strides } }: Stored) => strides as [number, number, number, number];
  const [aBatch, aRow, aPlace] = rowsOf(windows);
  const [bBatch, bRow, bPlace] = rowsOf(dy);
  const taps = windows.shape[3] as number;
  const [, cRow] = target.expression.strides as [number, number, number];
  for (let h = 0; h < height; h++) {
    to.steps.push({
      kind: 'product',
      variant: 'TN',
      m: taps,
      n: dy.shape[3] as number,
      k: batch * width,
      a: {
        buffer: windows.expression.buffer,
        offset: windows.expression.offset + h * aRow,
        rows: { groups: batch, size: width, groupStride: aBatch, stride: aPlace },
      },
      b: {
        buffer: dy.expression.buffer,
        offset: dy.expression.offset + h * bRow,
        rows: { groups: batch, size: width, groupStride: bBatch, stride: bPlace },
      },
      c: {
        buffer: target.expression.buffer,
        offset: target.expression.offset,
        rows: { groups: 1, size: taps, groupStride: 0, stride: cRow },
      },
      loops: [],
      accumulate: h > 0,
      relu: false,
    });
  }
}

/**
 * dx: every tap adds dy · wᵀ to the places that it read. Places fall into phases by the stride; the first tap of a phase
 * that reaches all of it writes, the others add.
 */
function inputGradient(to: Lowering, given: Stored, filter: Stored, g: Geometry, shape: Shape): Value {
  const dx = to.room(shape, 'float32');
  const [batch, , , inChannels] = shape as [number, number, number, number];
  const outChannels = g.output[3] as number;
  const dy = given.expression.strides[3] === 1 || outChannels === 1 ? given : to.copy(given);
  const ranges = ([0, 1] as const).map((d) => tapRanges(filterWindow(g), d));
  const taps = (ranges[0] as TapRange[]).flatMap((h) => (ranges[1] as TapRange[]).map((w) => ({ h, w })));
  const written = new Set<string>();
  const phases = (g.stride[0] as number) * (g.stride[1] as number);
  const complete = taps.filter(({ h, w }) => h.complete && w.complete);
  const first = new Map(complete.map((tap) => [`${tap.h.phase},${tap.w.phase}`, tap] as const).reverse());
  const filled = first.size < phases;
  if (filled) to.map(shape, { kind: 'literal', value: 0, dtype: 'float32' }, dx.expression);
  const order = [...first.values(), ...taps.filter((tap) => first.get(`${tap.h.phase},${tap.w.phase}`) !== tap)];
  for (const { h, w } of order) {
    if (h.count === 0 || w.count === 0) continue;
    const phase = `${h.phase},${w.phase}`;
    const from = slice(dy, [0, h.from, w.from, 0], [batch, h.count, w.count, outChannels]) as Stored;
    const [xBatch, xRow, xPlace, xChannel] = dx.expression.strides as [number, number, number, number];
    const target: Stored = {
      shape: [batch, h.count, w.count, inChannels],
      expression: {
        ...dx.expression,
        offset: h.first * xRow + w.first * xPlace,
        strides: [xBatch, xRow * g.stride[0], xPlace * g.stride[1], xChannel],
      },
    };
    const [fRow, fPlace, fIn, fOut] = filter.expression.strides as [number, number, number, number];
    const weights: Stored = {
      shape: [batch, h.count, outChannels, inChannels],
      expression: {
        ...filter.expression,
        offset: filter.expression.offset + h.tap * fRow + w.tap * fPlace,
        strides: [0, 0, fOut, fIn],
      },
    };
    const rowsFirst = batchOrder(h.count);
    multiply(to, permute(from, rowsFirst), permute(weights, rowsFirst), permute(target, rowsFirst), {
      accumulate: filled || written.has(phase),
    });
    written.add(phase);
  }
  return dx;
}
