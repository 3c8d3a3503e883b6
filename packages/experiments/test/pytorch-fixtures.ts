/** PyTorch's runs of the paper's recipe, recorded once. */
import { type Dataset, makeDataset, shuffleFeatures } from '@mnist1d/dataset';
import type { ModelName } from '@mnist1d/models';
import training from '../../../fixtures/torch-training.json' with { type: 'json' };

export interface RecordedRun {
  readonly key: string;
  readonly model: Extract<ModelName, 'logistic' | 'mlp' | 'cnn' | 'gru'>;
  readonly features: 'plain' | 'shuffled';
  readonly seed: number;
  readonly losses: readonly number[];
  readonly testAccuracy: readonly number[];
  readonly trainAccuracy: readonly number[];
  readonly testLoss: readonly number[];
}

export const recordedRuns: readonly RecordedRun[] = Object.entries(training.runs).map(([key, run]) => {
  const [model, features, seed] = key.split('/') as [string, RecordedRun['features'], string];
  return {
    key,
    model: (model === 'linear' ? 'logistic' : model) as RecordedRun['model'],
    features,
    seed: Number(seed.replace('seed', '')),
    losses: run.train_loss_first_100,
    testAccuracy: run.test_acc_every_250,
    trainAccuracy: run.train_acc_every_250,
    testLoss: run.test_loss_every_250,
  };
});

const plain = makeDataset();
/** The default dataset, its columns shuffled as in Figure 2 on request. */
export const data: Readonly<Record<RecordedRun['features'], Dataset>> = { plain, shuffled: shuffleFeatures(plain, 42) };
