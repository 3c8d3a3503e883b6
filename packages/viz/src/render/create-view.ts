/** From a Vega-Lite specification to a Vega view whose scene is computed and can be drawn. */
import { show } from '@mnist1d/results';
import type { View } from 'vega';
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
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  installTextWidths(vega);
  const parse = () => {
    try {
      return vega.parse(withoutLineBreaks(compile(spec).spec));
    } catch (error) {
      throw new TypeError(`${where}: spec must be a Vega-Lite specification: ${message(error)}`, { cause: error });
    }
  };
  const view = new vega.View(parse(), { renderer: 'none' });
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
 * Vega-Lite writes texts, such as the titles of axes, into Vega's expressions as they are; a line break ends a text there before
 * its quotes do. Outside of texts it means a space.
 */
function withoutLineBreaks<T>(node: T): T {
  if (Array.isArray(node)) return node.map(withoutLineBreaks) as T;
  if (node?.constructor !== Object) return node;
  const entries = Object.entries(node).map(([key, value]) => {
    if (key === 'values') return [key, value];
    const isExpression = expressionKeys.has(key) && typeof value === 'string';
    return [key, isExpression ? value.replace(/[\n\r\u2028\u2029]/g, ' ') : withoutLineBreaks(value)];
  });
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
