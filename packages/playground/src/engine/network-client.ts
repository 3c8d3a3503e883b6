/** The page's side of a worker that trains one network. A worker that dies is told of, and another takes its place on `start`. */

import type { Report, Request } from './messages.ts';
import TrainingWorker from './training-worker.ts?worker&inline';

export interface NetworkClient {
  post(request: Request): void;
  close(): void;
}

/** What an error event of a worker says, and what may be the matter where it says nothing. */
const SILENT = 'The worker ended; this browser may have run out of memory, or forbids workers here.';

export function openNetwork(onReport: (report: Report) => void): NetworkClient {
  let worker: Worker | undefined;
  const die = (message: string) => {
    worker?.terminate();
    worker = undefined;
    onReport({ type: 'failed', message });
  };
  const start = () => {
    const made = new TrainingWorker();
    made.onmessage = ({ data }: MessageEvent<Report>) => {
      if (worker === made) onReport(data);
    };
    made.onerror = ({ message }) => die(message || SILENT);
    made.onmessageerror = () => die('The worker sent what cannot be read.');
    return made;
  };
  return {
    post(request) {
      if (!worker && request.type !== 'start') return;
      try {
        worker ??= start();
        worker.postMessage(request);
      } catch (error) {
        die(error instanceof Error ? error.message : String(error));
      }
    },
    close() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
