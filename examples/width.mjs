/** An experiment of one's own: how wide must the MLP be? Run it with `mnist1d run width --import examples/width.mjs`. */
import { makeDataset } from '@mnist1d/dataset';
import { defineExperiment, register, train } from '@mnist1d/experiments';
import { mlp } from '@mnist1d/models';

const accuracyAt = (runs, width) => runs.find(({ spec }) => spec.width === width)?.metrics.testAccuracy;

register(
  defineExperiment({
    id: 'width',
    module: import.meta.url, // so that workers find it
    recipeVersion: 1,
    title: 'How wide must the MLP be?',
    figure: 'not in the paper',
    defaultPreset: 'quick',
    presets: {
      quick: { description: 'three widths, 501 updates', time: '2 s', config: { widths: [5, 20, 80], steps: 501 } },
      paper: {
        description: 'five widths, 6,001 updates',
        time: '10 s',
        config: { widths: [5, 10, 20, 40, 80], steps: 6001 },
      },
    },
    runs: ({ widths, steps }) => widths.map((width) => ({ width, steps })),
    label: ({ width }) => `${width} units`,
    cost: ({ width, steps }) => steps * (1e-5 + 2e-6 * width),
    async run({ width, steps }, { signal, onProgress }) {
      const options = { steps, signal, onProgress: ({ updates }) => onProgress?.(updates / steps) };
      const { testAccuracy } = await train(mlp({ hiddenSize: width }), makeDataset(), options);
      return { metrics: { testAccuracy: testAccuracy.at(-1) } };
    },
    claims: [
      {
        id: 'wider-is-better',
        text: '80 units beat 5, in points of test accuracy',
        rule: '≥ 5 points',
        published: null,
        measure: (runs) => accuracyAt(runs, 80) - accuracyAt(runs, 5),
        holds: (points) => points >= 5,
        decidable: ({ steps }) => steps >= 501,
      },
    ],
    figures: (runs) => ({
      width: {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        data: { values: runs.map(({ spec, metrics }) => ({ ...spec, ...metrics })) },
        mark: { type: 'line', point: true },
        encoding: {
          x: { field: 'width', type: 'quantitative', title: 'Hidden units' },
          y: { field: 'testAccuracy', type: 'quantitative', title: 'Test accuracy (%)' },
        },
      },
    }),
  }),
);
