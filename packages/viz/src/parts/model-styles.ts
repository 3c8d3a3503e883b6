/** How the models of the zoo look in figures that have more of them than the paper. */
import { type ZooModelName, zooModels } from '@mnist1d/results/kinds/zoo';
import { modelLabels, type Palette } from './theme.ts';

const labels: Readonly<Record<ZooModelName, string>> = {
  ...modelLabels,
  resnet: 'ResNet',
  tcn: 'TCN',
  'dilated-cnn': 'Dilated CNN',
};

/** The name that a figure prints, and the model's colour. */
export function modelStyle(
  model: ZooModelName,
  { models, others }: Palette,
): { readonly label: string; readonly colour: string } {
  return { label: labels[model], colour: { ...models, ...others }[model] };
}

/** The models that there are runs of, in the zoo's order. */
export function modelsOf(runs: readonly { readonly spec: { readonly model: ZooModelName } }[]): ZooModelName[] {
  return zooModels.filter((model) => runs.some(({ spec }) => spec.model === model));
}
