/** NaN and infinities in what a compiled function gives: which operation has made them, and where it stands. */
import { countUses } from '../../graph/count-uses.ts';
import type { Numbers, Source } from '../../graph/graph.ts';
import { printType } from '../../graph/tensor-type.ts';
import type { BufferId } from '../../program/expression.ts';
import { ExecutionError } from '../../program/faults.ts';
import type { Program } from '../../program/program.ts';
import { type CompileOptions, compile } from '../../run/compile.ts';
import type { LoadedModule } from '../../run/loaded-module.ts';

/** Thrown under `checkFinite: true` when a result has a NaN, or an infinity that was made of finite numbers. */
export class NonFiniteError extends ExecutionError {
  override readonly name: string = 'NonFiniteError';
  /** The kernel of tfjs that made it; undefined where it came from outside. */
  readonly kernel: string | undefined;
  /** The line of the function that called the kernel, where it is known. */
  readonly line: string | undefined;

  constructor(message: string, { kernel, line }: { kernel?: string | undefined; line?: string | undefined } = {}) {
    super(message);
    this.kernel = kernel;
    this.line = line;
  }
}

/** What is looked at. */
export interface Watched {
  /** Who asks: the beginning of the error. */
  readonly where: string;
  readonly module: LoadedModule;
  /** The program's number, 0 unless given. */
  readonly program?: number;
  readonly source: Source;
  /** What the inputs are called. */
  readonly names: readonly string[];
  readonly options: CompileOptions;
}

/**
 * Runs a program once, and looks at its outputs where the options want that. When one is not finite, what is carried is as it was
 * before.
 *
 * @throws NonFiniteError
 */
export function runChecked(watched: Watched, run: () => void): void {
  const { module, program: p = 0, source, options } = watched;
  if (!options.checkFinite) {
    run();
    return;
  }
  const { inputs, outputs } = module.assembly.programs[p] as Program;
  const before = new Map(source.carried?.map(([i]) => [i, module.array(inputs[i] as BufferId).slice()]));
  run();
  if (outputs.every((id) => faultOf(module.array(id)) === FINITE)) return;
  const given = inputs.map((id, i) => before.get(i) ?? module.array(id));
  const error = findCause(watched, given);
  if (!error) return;
  before.forEach((values, i) => {
    module.array(inputs[i] as BufferId).set(values);
  });
  throw error;
}

const FINITE = 0;
const INFINITE = 1;
const NAN = 2;

/** The worst of the values. */
function faultOf(values: Numbers): number {
  let worst = FINITE;
  for (const value of values) {
    if (Number.isNaN(value)) return NAN;
    if (!Number.isFinite(value)) worst = INFINITE;
  }
  return worst;
}

/**
 * Computes every value again that the outputs need, and goes back from the outputs that are not finite: the first node on the
 * way whose values are worse than all that it was given is the cause. Infinities that were given and are only handed on have none.
 */
function findCause(
  { where, source, names, options: { numerics } }: Watched,
  given: readonly Numbers[],
): NonFiniteError | undefined {
  const { graph, inputs } = source;
  const { nodes } = graph;
  const uses = countUses(graph);
  const outputs = [...uses.keys()].filter((id) => uses[id]);
  const again = compile({ graph: { nodes, outputs }, inputs }, { numerics, threads: 1 });
  given.forEach((values, i) => {
    again.inputs[i]?.set(values);
  });
  again.run();
  const values = new Map(outputs.map((id, i) => [id, again.outputs[i] as Numbers]));
  const faults = new Map([...values].map(([id, numbers]) => [id, faultOf(numbers)]));
  const fault = (id: number) => faults.get(id) ?? FINITE;
  const blamed = new Set(graph.outputs.filter(fault));
  for (const { id, inputs: from } of [...nodes].reverse())
    if (blamed.has(id)) for (const input of from.filter(fault)) blamed.add(input);
  const bad = nodes.filter(({ id }) => blamed.has(id));
  const cause = bad.find(({ id, inputs: from }) => from.length > 0 && from.every((input) => fault(input) < fault(id)));
  if (cause) {
    const { id, kernel, line, inputs: from } = cause;
    const made = fault(id) === NAN ? 'NaN' : 'an infinity';
    const of = from.map((input) => `${printType(nodes[input])} in ${rangeOf(values.get(input) as Numbers)}`);
    const at = line ? `, at ${line}` : '';
    return new NonFiniteError(
      `${where}: ${kernel} made ${made} in ${printType(cause)} of ${of.join(' and ')}${at}`,
      cause,
    );
  }
  const known = bad.find(({ id }) => fault(id) === NAN);
  if (!known) return undefined;
  const name = names[inputs.indexOf(known.id)] ?? `a constant ${printType(known)}`;
  return new NonFiniteError(`${where}: ${name} has NaN`);
}

function rangeOf(values: Numbers): string {
  let low = Number.POSITIVE_INFINITY;
  let high = -low;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return `[${low}, ${high}]`;
}
