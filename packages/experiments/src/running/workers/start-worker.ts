/** Starts worker threads: Node's, or the browser's module workers. One that cannot start says why. */
import {
  isNode,
  nodeOnly,
  type RunReport,
  type RunRequest,
  type Thread,
  type WorkerEvents,
  type WorkerMessage,
} from './worker-messages.ts';

/** A worker ended before its run was done. */
export interface Death {
  readonly type: 'died';
  readonly reason: string;
  readonly cause?: unknown;
}

export interface WorkerThread {
  /** Asks for a run once the worker listens; rejects with why it cannot start. */
  post(request: RunRequest): Promise<void>;
  /** Hands on what the worker reports of its run, and its death. */
  listen(onReport: (report: RunReport | Death) => void): void;
  isDead(): boolean;
  terminate(): void;
}

/** Milliseconds. A script that is not ours never says that it listens. */
const PATIENCE = 60_000;

/** Starts a worker. Never throws: who asks it for a run hears what is wrong. */
export function startWorker(): WorkerThread {
  let report: (report: RunReport | Death) => void = () => {};
  let isReady = false;
  let isDead = false;
  let settle: { readonly resolve: () => void; readonly reject: (error: Error) => void };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const terminate = () => {
    clearTimeout(timer);
    thread.then(
      ({ terminate }) => terminate(),
      () => {},
    );
  };
  const onDeath = (reason: string, cause?: unknown, how = 'died: ') => {
    if (isDead) return;
    isDead = true;
    if (isReady) report({ type: 'died', reason: how + reason, cause });
    else settle.reject(new Error(`a worker cannot start: ${reason}`, { cause }));
    // In browsers it would go on.
    terminate();
  };
  const onMessage = (message: WorkerMessage) => {
    if (isDead) return;
    if (message.type !== 'ready') return report(message);
    isReady = true;
    clearTimeout(timer);
    settle.resolve();
  };
  // Node tells when a thread ends.
  const timer = isNode() ? undefined : setTimeout(() => onDeath(`no answer in ${PATIENCE / 1000} s`), PATIENCE);
  const thread = start({ onMessage, onDeath });
  thread.catch((error: Error) => onDeath(error.message, error));
  return {
    async post(request) {
      await ready;
      (await thread).post(request);
    },
    listen(onReport) {
      report = onReport;
    },
    isDead: () => isDead,
    terminate,
  };
}

async function start(events: WorkerEvents): Promise<Thread> {
  return ((await nodeOnly()).startInNode ?? startInBrowser)(events);
}

function startInBrowser({ onMessage, onDeath }: WorkerEvents): Thread {
  const [worker, url] = withUrl(
    // Bundlers see this form alone.
    () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  );
  worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => onMessage(data);
  worker.onmessageerror = () => onDeath('sent what cannot be read');
  worker.onerror = async ({ message }) => onDeath(message || `${url}: ${await whyNot(url)}`);
  return { post: (request) => worker.postMessage(request), terminate: () => worker.terminate() };
}

/**
 * What `make` makes, and the URL of the worker that it starts: a bundler has put it there, and no event names it.
 *
 * @throws the browser's error with that URL
 */
function withUrl(make: () => Worker): [worker: Worker, url: string] {
  const { Worker: original } = globalThis;
  if (!original) throw new Error('there are none here; leave out `workers`');
  let url = '';
  globalThis.Worker = class extends original {
    constructor(script: string | URL, options?: WorkerOptions) {
      url = String(script);
      super(script, options);
    }
  };
  try {
    return [make(), url];
  } catch (cause) {
    throw new Error(`${url}: ${(cause as Error).message}`, { cause });
  } finally {
    globalThis.Worker = original;
  }
}

/** Why a script does not run of which the browser says nothing. */
async function whyNot(url: string): Promise<string> {
  const answer = await fetch(url).catch((error) => error as Error);
  if (answer instanceof Error) return answer.message;
  const { ok, status, headers } = answer;
  const type = headers.get('content-type');
  if (!ok) return `the server answers ${status}; tell the bundler of it`;
  if (!type?.includes('script')) return `the server sends it as ${type}`;
  return 'what it imports cannot be loaded, not by an import map either, or the Content-Security-Policy forbids it';
}
