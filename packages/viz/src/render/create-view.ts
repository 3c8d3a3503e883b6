/** From a Vega-Lite specification to a Vega view whose scene is computed and can be drawn. */
import { show } from '@mnist1d/results';
import type { Spec, View } from 'vega';
import type { VegaLiteSpec } from '../parts/spec.ts';
import { installTextWidths } from '../parts/text-width.ts';

/** Where a Vega specification has expressions. */
const expressionKeys = new Set(['signal', 'expr', 'test', 'update']);

type Logger = ReturnType<View['logger']>;

/**
 * Compiles and evaluates a specification. Vega loads on the first call, so that whoever only makes specifications never does.
 * @throws TypeError if `spec` is not a Vega-Lite specification; Error if its data cannot be loaded or Vega cannot evaluate it.
 */
export async function createView(where: string, spec: VegaLiteSpec): Promise<View> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw new TypeError(`${where}: spec must be a Vega-Lite specification, got ${show(spec)}`);
  }
  const [vega, { compile }, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ]);
  installTextWidths(vega);
  const parse = () => {
    try {
      // Interpreted, not compiled: a page may forbid to make code of texts.
      return vega.parse(compiled(spec, compile), {}, { ast: true });
    } catch (error) {
      throw new TypeError(`${where}: spec must be a Vega-Lite specification: ${message(error)}`, { cause: error });
    }
  };
  const view = new vega.View(parse(), { renderer: 'none', expr: expressionInterpreter });
  const errors: unknown[] = [];
  view.logger(collectErrors(view.logger(), errors));
  await view.runAsync();
  if (errors.length > 0) {
    view.finalize();
    throw new Error(`${where}: ${message(errors[0])}`, { cause: errors[0] });
  }
  return view;
}

/**
 * Vega-Lite writes the titles of axes and legends into Vega's expressions with their quotes escaped, but as they are otherwise. A
 * backslash begins an escape there, so a mark stands for it on the way; a line break ends a text before its quotes do, and means
 * a space elsewhere.
 */
function compiled(spec: VegaLiteSpec, compile: (spec: VegaLiteSpec) => { spec: Spec }): Spec {
  let mark = '\ufdd0';
  for (const text = JSON.stringify(spec); text.includes(mark); ) mark += '\ufdd1';
  const marked = (text: string) => text.replaceAll('\\', () => mark);
  const titled = mapTexts(spec, (text, key) => (key === 'title' ? marked(text) : text));
  return mapTexts(compile(titled).spec, (text, key) =>
    expressionKeys.has(key)
      ? text.replaceAll(mark, () => '\\\\').replace(/[\n\r\u2028\u2029]/g, ' ')
      : text.replaceAll(mark, () => '\\'),
  );
}

/** The texts of a specification changed, each by the key that it, or the list that it is in, stands under; data as they are. */
function mapTexts<T>(node: T, change: (text: string, key: string) => string, key = ''): T {
  if (typeof node === 'string') return change(node, key) as T;
  if (Array.isArray(node)) return node.map((item) => mapTexts(item, change, key)) as T;
  if (node?.constructor !== Object || key === 'datasets') return node;
  const entries = Object.entries(node).map(([k, value]) => [k, k === 'values' ? value : mapTexts(value, change, k)]);
  return Object.fromEntries(entries) as T;
}

/** Vega reports a failing dataflow, and data that it cannot load, to its logger alone; the rest goes on to its own. */
function collectErrors(vegas: Logger, errors: unknown[]): Logger {
  const logger: Logger = {
    level: ((level?: number) => (level === undefined ? vegas.level() : logger)) as Logger['level'],
    error(...reasons) {
      errors.push(...reasons);
      return logger;
    },
    warn(...reasons) {
      if (reasons[0] === 'Loading failed' || reasons[0] === 'Data ingestion failed')
        errors.push(reasons.map(message).join(' '));
      else vegas.warn(...reasons);
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

const message = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
