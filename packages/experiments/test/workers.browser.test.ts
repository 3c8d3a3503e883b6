/** A worker of the browser that is declared dead: the browser itself would let it go on. */
import { afterEach, expect, test, vi } from 'vitest';
import { startWorker } from '../src/running/workers/start-worker.ts';
import type { RunRequest } from '../src/running/workers/worker-messages.ts';

const request: RunRequest = {
  experiment: 'any',
  module: undefined,
  spec: {},
  state: undefined,
  needed: [],
  numerics: undefined,
  threads: 1,
};
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Real workers, whose script is this one. Returns what shows how many were ended. */
function serve(script: string) {
  const url = `data:text/javascript,${encodeURIComponent(script)}`;
  const { Worker: original } = globalThis;
  vi.stubGlobal(
    'Worker',
    class extends original {
      constructor() {
        super(url);
      }
    },
  );
  return vi.spyOn(original.prototype, 'terminate');
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('by an error that nobody caught: it is ended, and nothing more is heard of it', async () => {
  const terminate = serve(`
    postMessage({ type: 'ready' });
    onmessage = () => {
      setInterval(() => postMessage({ type: 'checkpoint', state: {} }), 5);
      setTimeout(() => { throw new Error('out of nowhere'); }, 50);
      setTimeout(() => { throw new Error('once more'); }, 55);
    };`);
  const worker = startWorker();
  const heard: string[] = [];
  const died = new Promise((resolve) =>
    worker.listen((report) => {
      heard.push(report.type === 'died' ? report.reason : report.type);
      if (report.type === 'died') resolve(report);
    }),
  );
  await worker.post(request);
  await died;
  const before = [...heard];
  expect(before.at(-1)).toMatch(/^died: .*out of nowhere$/);
  expect(before).toContain('checkpoint');
  await sleep(200);
  expect(heard).toEqual(before);
  expect(worker.isDead()).toBe(true);
  expect(terminate).toHaveBeenCalledTimes(1);
});

test('because it never answers: it is ended', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const terminate = serve('');
  const worker = startWorker();
  const posted = expect(worker.post(request)).rejects.toThrow('a worker cannot start: no answer in 60 s');
  await vi.advanceTimersByTimeAsync(60_000);
  await posted;
  expect(terminate).toHaveBeenCalledTimes(1);
});
