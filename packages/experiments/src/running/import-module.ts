/** Imports modules that register experiments of users (Node only). */
import * as node from 'node:module';
import * as tf from '@tensorflow/tfjs-core';

type Resolved = { readonly url: string };
type Next = (specifier: string, context: object) => Resolved;
/** In Node from 22.15 on. */
interface Hooks {
  readonly registerHooks?: (hooks: { resolve(specifier: string, context: object, next: Next): Resolved }) => void;
}

/** What is found beside this package where it is not found beside the module that imports it. */
const OURS = /^@(mnist1d|tensorflow)\//;

/**
 * Imports a module by its URL. It need not stand in a project that has `@mnist1d` installed: what it lacks of it, and of
 * TensorFlow.js, is that which belongs to this package.
 *
 * @throws Error that says so where this Node does not run TypeScript
 */
export async function importModule(url: string): Promise<void> {
  findOurs();
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

let isFinding = false;

/** Lets what stands in no project find our packages, once in a thread. */
function findOurs(): void {
  if (isFinding) return;
  isFinding = true;
  const home = import.meta.url;
  const { registerHooks } = node as Hooks;
  // Node 20 has the older hooks alone, which run in a thread of their own; the newest warns of them.
  if (registerHooks) {
    const resolve = (specifier: string, context: object, next: Next): Resolved => {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!isOurs(specifier, error)) throw error;
        return next(specifier, { ...context, parentURL: home });
      }
    };
    registerHooks({ resolve });
  } else if (node.register) {
    const hook = `
      const OURS = ${OURS};
      ${isOurs}
      export async function resolve(specifier, context, next) {
        try {
          return await next(specifier, context);
        } catch (error) {
          if (!isOurs(specifier, error)) throw error;
          return next(specifier, { ...context, parentURL: ${JSON.stringify(home)} });
        }
      }`;
    node.register(`data:text/javascript,${encodeURIComponent(hook)}`);
  }
}

function isOurs(specifier: string, error: unknown): boolean {
  return OURS.test(specifier) && (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';
}
