/** What every consumer does with the packages: the data, 100 compiled updates, an experiment over two workers, a figure, the certificate. */
import { makeDataset } from '@mnist1d/dataset';
import { adam, createTrainer, runExperiment } from '@mnist1d/experiments';
import { certify } from '@mnist1d/experiments/certificate';
import { createModel } from '@mnist1d/models';
import { digestOf } from '@mnist1d/results';
import { figure, renderSvg } from '@mnist1d/viz';

const config = { models: ['logistic', 'mlp'], steps: 51, evalEvery: 50, classErrorSteps: 0, seeds: [7] };

/** The digest of each part, whether the published ones agree, or the sentence that refuses it. */
export async function walk() {
  const data = makeDataset();
  const part = async (make) => {
    try {
      return await make();
    } catch (error) {
      return `refused: ${error.message}`;
    }
  };
  const result = await part(() => runExperiment('classification', { preset: 'quick', config, workers: 2 }));
  return {
    data: await digestOf([...data.x, ...data.y]),
    training: await part(() => hundredUpdates(data)),
    experiment: result.digest ?? result,
    // The figure of what was made by one worker is the same.
    figure: await part(async () => {
      const drawn = result.digest ? result : await runExperiment('classification', { preset: 'quick', config });
      return digestOf(await renderSvg(figure({ ...drawn, runSeconds: undefined, seconds: undefined })));
    }),
    certificate: await part(disagreeing),
  };
}

/** The lines of the certificate that are not as published. */
async function disagreeing() {
  const lines = (await certify()).filter(({ agrees }) => !agrees);
  return lines.map(({ what }) => what).join(', ') || 'agrees';
}

async function hundredUpdates(data) {
  const trainer = await createTrainer(createModel('cnn'), data, { start: 42, optimizer: adam(), steps: 100 });
  try {
    await trainer.advance(100);
    const weights = await trainer.parameters();
    return await digestOf(Object.values(weights).map(({ data }) => [...data]));
  } finally {
    trainer.dispose();
  }
}
