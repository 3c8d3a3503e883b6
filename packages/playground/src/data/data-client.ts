/** The page's side of the worker that makes data. */
import DataWorker from './data-worker.ts?worker&inline';
import type { DataAnswers, DataReport, DataRequest } from './messages.ts';

export interface DataClient {
  /** @throws Error with what the dataset says of its options */
  ask<T extends DataRequest['type']>(request: Extract<DataRequest, { type: T }>): Promise<DataAnswers[T]>;
  close(): void;
}

export function openData(): DataClient {
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let worker: Worker | undefined;
  let next = 0;
  const die = (message: string) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
    worker?.terminate();
    worker = undefined;
  };
  const start = () => {
    const made = new DataWorker();
    made.onmessage = ({ data }: MessageEvent<DataReport>) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if ('error' in data) asked?.reject(new Error(data.error));
      else asked?.resolve(data.answer);
    };
    made.onerror = ({ message }) => die(message || 'the worker that makes data ended');
    return made;
  };
  return {
    ask(request) {
      return new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
        try {
          worker ??= start();
          worker.postMessage({ ...request, id });
        } catch (error) {
          die(error instanceof Error ? error.message : String(error));
        }
      });
    },
    close: () => die('the page is closed'),
  };
}
