/** The page's side of the worker that draws: the latest result is drawn, those that came while it was busy are not. */
import { effect, type ReadonlySignal } from '@preact/signals';
import type { DrawingReport, DrawingRequest, Figure, Look } from './messages.ts';

export interface Drawer {
  draw(file: Blob): void;
  /** The figure of the last result as PNG. */
  png(name: string): Promise<Blob>;
  /** What was asked for is no longer wanted. */
  forget(): void;
  close(): void;
}

export interface DrawerEvents {
  /** `isLast` where nothing else is to be drawn. */
  onFigures(figures: readonly Figure[], isLast: boolean): void;
  onError(message: string): void;
}

/** @param look of the figures; with another one they are drawn again */
export function openDrawer(look: ReadonlySignal<Look>, { onFigures, onError }: DrawerEvents): Drawer {
  let script: Promise<{ readonly default: new () => Worker }> | undefined;
  let worker: Worker | undefined;
  let last: Blob | undefined;
  /** The request for figures that is under way, and whether another is to follow. */
  let under: number | undefined;
  let isStale = false;
  let next = 0;
  const waiting = new Map<number, { resolve(png: Blob): void; reject(error: Error): void }>();

  const stop = (reason: string) => {
    worker?.terminate();
    worker = undefined;
    under = undefined;
    isStale = false;
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };
  const hear = (report: DrawingReport) => {
    const { id } = report;
    if ('png' in report) waiting.get(id)?.resolve(report.png);
    else if ('error' in report) waiting.get(id)?.reject(new Error(report.error));
    waiting.delete(id);
    if (id !== under) return;
    under = undefined;
    if ('figures' in report) onFigures(report.figures, !isStale);
    if ('error' in report) onError(`The figure cannot be drawn: ${report.error}`);
    if (isStale) ask();
  };
  const post = async (request: DrawingRequest) => {
    try {
      // What draws is larger than what runs, and not needed before.
      script ??= import('./drawing-worker.ts?worker&inline');
      const { default: DrawingWorker } = await script;
      // Nobody waits for it any more.
      if (request.id !== under && !waiting.has(request.id)) return;
      worker ??= start(DrawingWorker);
      worker.postMessage(request);
    } catch (error) {
      script = undefined;
      fail((error as Error).message);
    }
  };
  const fail = (message: string) => {
    stop(message);
    onError(`The figure cannot be drawn: ${message}`);
  };
  const start = (DrawingWorker: new () => Worker) => {
    const made = new DrawingWorker();
    made.onmessage = ({ data }: MessageEvent<DrawingReport>) => {
      if (worker === made) hear(data);
    };
    made.onerror = ({ message }) => fail(message || 'the worker ended');
    return made;
  };
  const ask = () => {
    isStale = under !== undefined;
    if (isStale || !last) return;
    under = next++;
    post({ id: under, type: 'svg', file: last, look: look.peek() });
  };
  const stopListening = effect(() => {
    if (look.value) ask();
  });
  return {
    draw(file) {
      last = file;
      ask();
    },
    png: (name) =>
      new Promise((resolve, reject) => {
        if (!last) return reject(new Error('there is no figure'));
        const id = next++;
        waiting.set(id, { resolve, reject });
        post({ id, type: 'png', name, file: last, look: look.peek() });
      }),
    forget() {
      last = undefined;
      // It may be at it for long.
      if (under !== undefined) stop('another experiment was chosen');
    },
    close() {
      stopListening();
      stop('the page is closed');
    },
  };
}
