/** Compilations, told to those who ask: what is compiled at every call is slower than what is not compiled at all. */
import { refuse } from '@mnist1d/checks';
import { type Graph, printGraph } from '../graph/graph.ts';
import { printType, type TensorType } from '../graph/tensor-type.ts';
import type { Assembly } from '../run/assemble.ts';
import type { CompileEvent, CompileOptions } from '../run/compile.ts';
import type { Flat } from './tracing/structure.ts';
import { typesOf } from './tracing/tensors.ts';

/** What a function has behind it. */
interface History {
  compilations: number;
  /** Calls since the last one that did not compile. */
  row: number;
  parts?: ReadonlyMap<string, string>;
  readonly text: Text;
}

/** Functions of one text, and so perhaps closures of one place, made anew for every call. */
interface Text {
  row: number;
  isWarned: boolean;
  lines: readonly string[];
}

const histories = new WeakMap<object, History>();
const texts = new Map<string, Text>();

/** Calls of a function that compile, one after another, before that is told; and functions of one text. */
const CALLS = 8;
const FUNCTIONS = 32;

type Named = (...args: never) => unknown;

/** A call of the function has found what was compiled before, or it is disposed of. */
export function noteReplay(fn: Named): void {
  const history = histories.get(fn);
  if (history) history.row = history.text.row = 0;
}

/** A compilation. */
interface Compiled {
  readonly by: 'jit' | 'compileLoop' | 'scan';
  readonly fn: Named;
  readonly parts: Parts;
  /** When it began. */
  readonly since: number;
  readonly assembly: Assembly;
  readonly graph: Graph;
  /** Whether it was for what the function reads besides its arguments. */
  readonly isOutside?: boolean;
  /** Whether it was asked for, before any call. */
  readonly isAhead?: boolean;
}

/** Tells of a compilation; where nobody wants to hear, warns once of a function that is compiled call by call. */
export function noteCompilation(compiled: Compiled, { onCompile }: CompileOptions): void {
  const { by, fn, since, assembly, graph, isOutside, isAhead } = compiled;
  const history = historyOf(fn);
  const { text } = history;
  const parts = new Map(compiled.parts);
  const changed = history.parts && changeOf(history.parts, parts);
  const reason = !history.parts ? 'first' : isOutside ? 'outside' : changed ? 'argument' : 'again';
  history.parts = parts;
  history.compilations++;
  const name = fn.name || String(fn).slice(0, 60);
  if (onCompile)
    onCompile({
      name,
      reason,
      ...(reason === 'argument' && changed && { changed }),
      compilations: history.compilations,
      milliseconds: performance.now() - since,
      steps: assembly.programs.reduce((sum, { steps }) => sum + steps.length, 0),
      codeBytes: assembly.bytes.length,
      memoryBytes: assembly.layout.bytes,
    });
  if (onCompile || isAhead || text.isWarned) return;
  const calls = ++history.row;
  const functions = reason === 'first' ? ++text.row : 0;
  const why = functions > FUNCTIONS - 2 ? changedLine(text, graph) : '';
  if (calls < CALLS && functions < FUNCTIONS) return;
  text.isWarned = true;
  const what =
    calls < CALLS
      ? `${functions} functions with the text of ${name} were compiled, and none of them called again${why}`
      : `${name} was compiled in each of its last ${calls} calls, ${
          reason === 'argument' && changed
            ? `now since ${changed.path} went from ${changed.from} to ${changed.to}`
            : reason === 'outside'
              ? 'now since an optimizer has another setting or a captured tensor was disposed'
              : `though its arguments are as before`
        }`;
  console.warn(
    `${by}: ${what}. Pass numbers that change as tensors, pad shapes that change, and keep what is compiled instead of making it anew. The option onCompile tells of each compilation, and ends this warning.`,
  );
}

function historyOf(fn: Named): History {
  const known = histories.get(fn);
  if (known) return known;
  const source = String(fn);
  const text = texts.get(source) ?? { row: 0, isWarned: false, lines: [] };
  texts.set(source, text);
  const history = { compilations: 0, row: 0, text };
  histories.set(fn, history);
  return history;
}

/** What arguments consist of: types of tensors, and values, by what they are called. */
type Parts = readonly (readonly [path: string, what: string])[];

export const partsOf = (flat: Flat, types: readonly TensorType[] = typesOf(flat)): Parts => [
  ...flat.names.map((name, i) => [name, printType(types[i])] as const),
  ...flat.literals,
];

function changeOf(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): CompileEvent['changed'] {
  const path = [...now.keys(), ...before.keys()].find((key) => before.get(key) !== now.get(key));
  return path === undefined ? undefined : { path, from: before.get(path) ?? 'nothing', to: now.get(path) ?? 'nothing' };
}

/** Where the graph differs from that of the function before. */
function changedLine(text: Text, graph: Graph): string {
  const before = text.lines;
  text.lines = printGraph(graph).split('\n');
  const at = text.lines.findIndex((line, i) => line !== before[i]);
  return at < 0 ? '' : `: ${before[at]} became ${text.lines[at]}`;
}

/** @throws TypeError when it is no function */
export function checkOnCompile(where: string, { onCompile = () => {} }: CompileOptions): void {
  if (typeof onCompile !== 'function') refuse(where, 'onCompile', 'a function', onCompile);
}
