/** What every project does: the data, 100 compiled steps, an experiment over two workers, its figure. */
import { makeDataset } from '@mnist1d/dataset';
import { runExperiment, train } from '@mnist1d/experiments';
import { createModel } from '@mnist1d/models';
import { digestOf, sha256 } from '@mnist1d/results';
import { figure, renderSvg } from '@mnist1d/viz';

export async function measure({ workers } = {}) {
  const data = makeDataset();
  const { trainLosses, params } = await train(createModel('mlp'), data, { steps: 100 });
  const weights = Object.entries(params).map(([name, { data: values }]) => [name, Array.from(values)]);
  const config = { models: ['logistic', 'mlp'], steps: 6, evalEvery: 5, classErrorSteps: 2, seeds: [7] };
  const result = await runExperiment('classification', { preset: 'quick', config, ...(workers && { workers }) });
  const svg = await renderSvg(figure(result));
  return {
    data: await sha256(new Uint8Array(data.x.buffer, data.x.byteOffset, data.x.byteLength)),
    steps: await digestOf({ trainLosses, weights }),
    experiment: result.digest,
    figure: await sha256(new TextEncoder().encode(svg)),
  };
}
