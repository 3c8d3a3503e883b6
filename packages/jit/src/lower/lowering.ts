/** What a rule is, and what it builds with: values in and out of memory, and the steps of its kernel. */

import type { DType, Shape } from '../graph/graph.ts';
import { sizeOf } from '../graph/graph.ts';
import type { Kernel, NodeOf } from '../graph/kernels.ts';
import type { Support } from '../graph/supports.ts';
import { foldConstants } from '../program/arithmetic/fold-constants.ts';
import type { OperationName } from '../program/arithmetic/operations.ts';
import {
  broadcastTo,
  type Expression,
  operation,
  operationsIn,
  reshape,
  stridesOf,
  type Value,
  type View,
} from '../program/expression.ts';
import { permute } from '../program/move-views.ts';
import type { Buffer, Reducer, Step } from '../program/program.ts';

/** Values that are combined in one pass. */
const TERMS = 60;

/** A value that stands in memory as it is. */
export interface Stored extends Value {
  readonly expression: View;
}

/** A value in memory with zeros around it, as wide as `paddings` says. */
interface Padded {
  readonly paddings: string;
  readonly whole: Stored;
}

/** An input of a kernel: its value, and what else is known of it. */
export interface Operand extends Value {
  /** Where it may differ from zero. */
  readonly support?: Support | undefined;
  readonly padded?: Padded | undefined;
}

/** What a rule makes of a kernel: its value. */
export interface Lowered extends Value {
  /** Operands that stand somewhere better from now on, by their places: whoever reads them later reads them there. */
  readonly settled?: ReadonlyMap<number, Operand>;
}

/** Lowers one kernel. */
export type Rule<K extends Kernel = Kernel> = (to: Lowering, node: NodeOf<K>, operands: readonly Operand[]) => Lowered;

export type Rules<K extends Kernel = Kernel> = { readonly [P in K]: Rule<P> };

/** The steps of one kernel, while its rule makes them, and the buffers of the program. */
export class Lowering {
  readonly buffers: Buffer[];
  readonly steps: Step[] = [];
  readonly #line: Pick<Buffer, 'line'>;

  /**
   * @param buffers to which those that are needed are appended
   * @param line of the user's code, which those say then
   */
  constructor(buffers: Buffer[], line?: string) {
    this.buffers = buffers;
    this.#line = line ? { line } : {};
  }

  /** Room for a value, to be written by a step. */
  room(shape: Shape, dtype: DType, settings: Partial<Buffer> = {}): Stored {
    const buffer =
      this.buffers.push({ shape, size: sizeOf(shape), dtype, permanent: false, ...this.#line, ...settings }) - 1;
    return { shape, expression: { kind: 'view', buffer, offset: 0, strides: stridesOf(shape), dtype } };
  }

  /** Values known now, as a constant in memory. */
  table(values: Float32Array | Int32Array, shape: Shape, dtype: DType): Stored {
    return this.room(shape, dtype, { permanent: true, values });
  }

  map(shape: Shape, expression: Expression, output: View): void {
    this.steps.push({ kind: 'map', shape, stores: [{ expression, output }] });
  }

  /** Computes a value into memory of its own. */
  copy(value: Value, settings: Partial<Buffer> = {}): Stored {
    const stored = this.room(value.shape, value.expression.dtype, settings);
    this.map(value.shape, value.expression, stored.expression);
    return stored;
  }

  /** The value in memory, computed into it if it is not there. */
  inMemory(value: Value): Stored {
    return value.expression.kind === 'view' ? (value as Stored) : this.copy(value);
  }

  /** The value in memory, row-major without gaps. */
  contiguous(value: Value): Stored {
    const stored = this.inMemory(value);
    const plain = stridesOf(value.shape);
    const same = value.shape.every((size, d) => size === 1 || stored.expression.strides[d] === plain[d]);
    return same ? stored : this.copy(stored);
  }

  broadcast(value: Value, shape: Shape): Value {
    const repeats = sizeOf(shape) > sizeOf(value.shape);
    return broadcastTo(repeats && operationsIn(value.expression) > 0 ? this.copy(value) : value, shape);
  }

  reshape(value: Value, shape: Shape): Value {
    return reshape(value, shape) ?? (reshape(this.copy(value), shape) as Value);
  }

  literal(value: number, dtype: DType, shape: Shape = []): Value {
    return { shape, expression: { kind: 'literal', value, dtype } };
  }

  operation(op: OperationName, dtype: DType, args: readonly Value[], shape: Shape, alpha?: number): Value {
    const known = foldConstants(op, dtype, args);
    if (known) return { shape, expression: this.broadcast(known, shape).expression };
    const parts = args.map((arg) => this.broadcast(arg, shape).expression);
    return { shape, expression: operation(op, parts, dtype, alpha) };
  }

  /** Reduces some dimensions of a value away; they stay as dimensions of size 1 where `shape` says so. */
  reduce(reducer: Reducer, value: Value, axes: readonly number[], shape: Shape, dtype = value.expression.dtype): Value {
    const { expression } = value;
    if (expression.kind === 'literal' && reducer === 'sum' && dtype === 'float32') {
      const count = axes.reduce((product, axis) => product * (value.shape[axis] as number), 1);
      return this.literal(Math.fround(expression.value * count), dtype, shape);
    }
    const order = [...value.shape.keys()].filter((d) => !axes.includes(d)).concat(axes);
    const kept = order.length - axes.length;
    const domain = permute(value, order);
    const output = this.room(domain.shape.slice(0, kept), dtype);
    this.steps.push({
      kind: 'reduce',
      reducer,
      shape: domain.shape,
      kept,
      expression: domain.expression,
      output: output.expression,
    });
    return this.reshape(output, shape);
  }

  /** Combines values, one after the other; so many that no expression gets too long for a pass. */
  fold(values: readonly Value[], combine: (total: Value, value: Value) => Value): Value {
    return values.reduce((total, value, i) => {
      const combined = combine(total, value);
      return i % TERMS === 0 ? this.copy(combined) : combined;
    });
  }

  /** Writes values one behind the other along an axis. */
  join(parts: readonly Value[], axis: number, shape: Shape, dtype: DType): Stored {
    const whole = this.room(shape, dtype);
    let at = 0;
    for (const { shape: size, expression } of parts) {
      const { strides } = whole.expression;
      if (!size.includes(0))
        this.map(size, expression, { ...whole.expression, offset: at * (strides[axis] as number) });
      at += size[axis] as number;
    }
    return whole;
  }
}
