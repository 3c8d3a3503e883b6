/**
 * Imports modules that register experiments of users (Node only).
 * @module import-module
 */
import * as node from 'node:module';
import { pathToFileURL } from 'node:url';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';

type Resolved = { readonly url: string; readonly shortCircuit?: boolean };
type Next = (specifier: string, context: object) => Resolved;
/** In Node from 22.15 on. */
interface Hooks {
  readonly registerHooks?: (hooks: { resolve(specifier: string, context: object, next: Next): Resolved }) => void;
}

/** What is found beside this package where it is not found beside the module that imports it. */
const OURS = /^@(mnist1d|tensorflow)\//;

/**
 * Imports a module by its URL. It need not stand in a project that has `@mnist1d` installed: what it lacks of it, and of
 * TensorFlow.js, is that which belongs to this package, or else to the modules at `places`; in Node 20, of what it
 * imports, not of what it requires.
 *
 * @param places URLs of modules that have packages which this one has not, such as `@mnist1d/viz`; workers look there, too
 * @throws Error that says so where this Node does not run TypeScript
 */
export async function importModule(url: string, places: readonly string[] = []): Promise<void> {
  for (const place of places) known.add(place);
  // For the workers that this thread starts.
  setEnvironmentData(PLACES, [...known]);
  for (const place of known) findFrom(place);
  // A copy of TensorFlow.js that the module brings warns of this one, unless that is in production mode.
  const wasProduction = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  try {
    await import(url);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_UNKNOWN_FILE_EXTENSION' || !/\.[cm]?tsx?\b/.test(message)) throw cause;
    throw new Error(
      `${url}: Node ${process.versions.node} does not run TypeScript, or not this: take Node 22.18 or newer and an ending .ts or .mts, or compile it to JavaScript`,
      { cause },
    );
  } finally {
    tf.env().set('PROD', wasProduction);
  }
}

const PLACES = '@mnist1d/experiments: places';
/** Where our packages are looked for, the nearest first. */
const known = new Set([import.meta.url, ...((getEnvironmentData(PLACES) ?? []) as readonly string[])]);
const used = new Set<string>();

/** Lets what stands in no project find our packages as the module at `place` does, once in a thread. */
function findFrom(place: string): void {
  if (used.has(place)) return;
  used.add(place);
  const { registerHooks } = node as Hooks;
  // Node 20 has the older hooks alone, which run in a thread of their own; the newest warns of them.
  if (registerHooks) {
    const resolve = (specifier: string, context: object, next: Next): Resolved => {
      try {
        return next(specifier, context);
      } catch (error) {
        const { code } = error as { readonly code?: string };
        if (!OURS.test(specifier) || !/^(ERR_)?MODULE_NOT_FOUND$/.test(`${code}`)) throw error;
        // `require` does not look at the parent.
        if (code === 'MODULE_NOT_FOUND') {
          const path = node.createRequire(place).resolve(specifier);
          return { url: pathToFileURL(path).href, shortCircuit: true };
        }
        return next(specifier, { ...context, parentURL: place });
      }
    };
    registerHooks({ resolve });
  } else if (node.register) {
    const hook = `
      export async function resolve(specifier, context, next) {
        try {
          return await next(specifier, context);
        } catch (error) {
          if (!${OURS}.test(specifier) || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
          return next(specifier, { ...context, parentURL: ${JSON.stringify(place)} });
        }
      }`;
    node.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  }
}
