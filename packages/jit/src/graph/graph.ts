/** The recorded function: a list of tfjs kernel calls in the order they ran, each value named by its place in the list. */

export type DType = 'float32' | 'int32' | 'bool';
export type Shape = readonly number[];
/** Values in memory: booleans are 0 and 1. */
export type Numbers = Float32Array | Int32Array;

/** A value of the graph: the output of a kernel, an input, or a constant. */
export interface Node {
  readonly id: number;
  /** tfjs's kernel name, or `Input`, or `Constant`. */
  readonly kernel: string;
  readonly inputs: readonly number[];
  readonly attrs: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The names of the inputs of a kernel that falls back to the cpu backend; there for those alone. */
  readonly names?: readonly string[];
  /** The line of the user's code that called the kernel, where that was wanted. */
  readonly line?: string | undefined;
  /** The values of a constant. */
  readonly values?: Numbers;
  /** Of a node that carries out other graphs: one node for each of its results, one behind the other. */
  readonly control?: Control;
}

/** Graphs inside of a graph. */
export interface Control {
  /**
   * `cond`: the first body if the first input is true, else the second. `while`: as long as the first body gives true, the
   * second from state to state; the state are the first inputs, and the results. `scan`: its body so many times, from carry and
   * x to carry and y; the first inputs are the carry, then come those that each x is a row of; results are carry, then ys.
   */
  readonly flow: 'cond' | 'while' | 'scan';
  readonly bodies: readonly Body[];
  /** Of a scan. */
  readonly scan?: {
    /** How many times. */
    readonly length: number;
    /** How many inputs are the carry, and how many those that each x is a row of. */
    readonly carried: number;
    readonly stacked: number;
    /** From the last row to the first. */
    readonly reverse: boolean;
  };
}

interface Body {
  readonly source: Source;
  /** Which input of the node each input of the body gets. */
  readonly takes: readonly number[];
}

export type Attributes = Readonly<Record<string, unknown>>;

export interface Graph {
  readonly nodes: readonly Node[];
  /** Nodes whose values the caller wants, in the caller's order. */
  readonly outputs: readonly number[];
}

/** A graph to compile. */
export interface Source {
  readonly graph: Graph;
  /** The nodes that are written from outside. */
  readonly inputs: readonly number[];
  /** Outputs, by their places, that are the inputs of the next run: they share memory where they can. */
  readonly carried?: readonly (readonly [input: number, output: number])[];
}

/** Attributes as text, one text for each value: JSON writes NaN and infinities as null, and −0 as 0. */
export const printAttributes = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0))
      ? { number: Object.is(part, -0) ? '-0' : String(part) }
      : part,
  );

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The graph as text, a line per node. */
export function printGraph({ nodes, outputs }: Graph): string {
  const name = (id: number) => `%${id}`;
  const lines = nodes.flatMap(({ id, kernel, inputs, attrs, shape, dtype, values, control, line }) => {
    const settings = Object.entries(attrs)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => `${k}=${printAttributes(v)}`);
    const literal = values && values.length === 1 ? [String(values[0])] : [];
    const text = `${name(id)} = ${kernel}(${[...inputs.map(name), ...literal, ...settings].join(', ')}) : ${dtype}[${shape}]${line ? `  ${line}` : ''}`;
    const bodies = attrs.output === 0 ? (control?.bodies ?? []) : [];
    return [
      text,
      ...bodies.flatMap(({ source }) =>
        printGraph(source.graph)
          .split('\n')
          .map((inner) => `    ${inner}`),
      ),
    ];
  });
  return [...lines, `return ${outputs.map(name).join(', ')}`].join('\n');
}
