/** From a Vega-Lite specification to a Vega view whose scene is computed and can be drawn. */
import type { View } from 'vega';
import { describe } from './check-numbers.ts';
import type { VegaLiteSpec } from './spec.ts';
import { installTextWidths } from './text-width.ts';

/**
 * Compiles and evaluates a specification. Vega loads on the first call, so that whoever only makes specifications never does.
 * @throws TypeError if `spec` is not a Vega-Lite specification; Error if Vega cannot evaluate it, its data cannot be loaded …
 */
export async function createView(where: string, spec: VegaLiteSpec): Promise<View> {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw new TypeError(`${where}: spec must be a Vega-Lite specification, got ${describe(spec)}`);
  }
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  installTextWidths(vega);
  const view = new vega.View(vega.parse(compileSpec(where, spec, compile)), { renderer: 'none' });
  // Vega reports a failing dataflow to its logger alone: what it says there is thrown here.
  const errors: unknown[] = [];
  const logger: Logger = {
    ...silent,
    error(...reasons) {
      errors.push(...reasons);
      return logger;
    },
  };
  view.logger(logger);
  await view.runAsync();
  if (errors.length > 0) {
    view.finalize();
    throw new Error(`${where}: ${message(errors[0])}`, { cause: errors[0] });
  }
  return view;
}

function compileSpec(where: string, spec: VegaLiteSpec, compile: typeof import('vega-lite').compile) {
  try {
    return compile(spec).spec;
  } catch (error) {
    throw new TypeError(`${where}: spec is not a Vega-Lite specification: ${message(error)}`, { cause: error });
  }
}

const message = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));

type Logger = ReturnType<View['logger']>;

const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
} as Logger;
