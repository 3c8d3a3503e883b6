/** Workers for threads, made of a function's text: no file to serve, whatever bundles the package. */
import { type ThreadStart, threadMain } from './thread-main.ts';

/** A worker, in Node or in a page. */
export interface Thread {
  /** Ends it, whatever it does. */
  end(): void;
}

/** Of Node, what is used. */
interface NodeWorker {
  unref(): void;
  on(event: 'error' | 'exit', listener: () => void): void;
  postMessage(message: ThreadStart): void;
  terminate(): void;
}
interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): {
    readonly Worker: new (source: string, options: { readonly eval: true }) => NodeWorker;
  };
}

/** @param onEnd is called where there is no such thread, or no longer */
export function startThread(start: ThreadStart, onEnd: () => void): Thread {
  // Asked for as it runs, so that a page's bundler finds nothing to resolve.
  const node = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:worker_threads');
  if (node) {
    const source = `require('node:worker_threads').parentPort.once('message', ${threadMain})`;
    const worker = new node.Worker(source, { eval: true });
    // It does not keep the process alive.
    worker.unref();
    worker.on('error', onEnd);
    worker.on('exit', onEnd);
    worker.postMessage(start);
    return { end: () => worker.terminate() };
  }
  const source = `onmessage = ({ data }) => (${threadMain})(data)`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onerror = onEnd;
  worker.postMessage(start);
  return {
    end() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
