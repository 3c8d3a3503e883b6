/** The curves of a race: accuracies and losses. */
import type { LinesOf } from '../charts/line-chart-marks.ts';
import type { Playground } from '../playground.ts';
import { titleOf } from './network-card.tsx';

export function chartsOf({ racers, state, recorded }: Playground): {
  readonly accuracy: LinesOf;
  readonly loss: LinesOf;
} {
  const old = recorded.value?.networks ?? [];
  const most = Math.max(100, ...racers.value.map(({ updates }) => updates.value), ...old.map(({ updates }) => updates));
  const xMax = Math.max(1, Math.min(state.value.race.steps, roundUp(most)));
  const accuracies = racers.value.flatMap(({ looks }, i) => {
    const name = titleOf(state.value, i);
    const color = `--line-${i}`;
    return [
      { name, color, points: looks.value.map(({ updates, test }) => [updates, test] as const) },
      {
        ...{ name: `${name} on its training signals`, color, isDashed: true },
        points: looks.value.map(({ updates, train }) => [updates, train] as const),
      },
    ];
  });
  const losses = racers.value.map(({ losses }, i) => ({
    name: titleOf(state.value, i),
    color: `--line-${i}`,
    points: losses.value.map(({ updates, loss }) => [updates, loss] as const),
  }));
  return {
    accuracy: {
      lines: [...old.map((one, i) => paleLine(i, one.looks, 'test')), ...accuracies],
      unit: '%',
      xMax,
      yMax: 100,
      hasNames: true,
    },
    loss: {
      lines: [...old.map((one, i) => paleLine(i, one.losses, 'loss')), ...losses],
      unit: 'nats',
      xMax,
      yMax: 2.5,
    },
  };
}

/** A curve of a race from a file, behind those that are drawn now. */
function paleLine<Key extends string>(
  i: number,
  rows: readonly ({ readonly updates: number } & { readonly [key in Key]: number })[],
  key: Key,
) {
  const points = rows.map((row) => [row.updates, row[key]] as const);
  return { name: `network ${i + 1} of the file`, color: `--line-${i}`, isPale: true, points };
}

/** 100, 200, 500, 1,000 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
