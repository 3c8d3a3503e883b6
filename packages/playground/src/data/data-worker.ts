/** The script of a worker: makes data, so that the page does not wait. */
import { type DatasetOptions, makeDataset, RandomState, toCsv, toJson, toNpz } from '@mnist1d/dataset';
import { constructionStages } from '@mnist1d/dataset/construction';
import type { DataAnswers, DataReport, DataRequest, Signals } from './messages.ts';

interface WorkerScope {
  postMessage(report: DataReport): void;
  onmessage: (event: { readonly data: DataRequest & { readonly id: number } }) => void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = ({ data }) => {
  try {
    scope.postMessage({ id: data.id, answer: answer(data) });
  } catch (error) {
    scope.postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) });
  }
};

function answer(request: DataRequest): DataAnswers[DataRequest['type']] {
  const options = request.options as Partial<DatasetOptions>;
  switch (request.type) {
    case 'signals':
      return firstOfEach(options, request.perClass);
    case 'stages': {
      const { numSamples: _, shuffleSeq: __, ...own } = options;
      const random = new RandomState(own.seed ?? 42);
      for (let i = 0; i < request.draw; i++) constructionStages(request.digit, own, random);
      return constructionStages(request.digit, own, random).map(({ name, x }) => ({ name, x }));
    }
    case 'file': {
      const dataset = makeDataset(options);
      return { npz: toNpz, csv: toCsv, json: toJson }[request.format](dataset) as Uint8Array<ArrayBuffer> | string;
    }
  }
}

function firstOfEach(options: Partial<DatasetOptions>, perClass: number): Signals {
  const { x, y, length, numClasses } = makeDataset(options);
  const rows = Array.from({ length: numClasses }, (_, label) =>
    [...y.keys()].filter((row) => y[row] === label).slice(0, perClass),
  ).flat();
  const signals = new Float32Array(rows.length * length);
  for (const [i, row] of rows.entries()) signals.set(x.subarray(row * length, (row + 1) * length), i * length);
  return { x: signals, y: rows.map((row) => y[row] as number), length };
}
