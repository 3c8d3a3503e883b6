/** A race to take away: its curves as a picture, and all that it found as a file, which can be brought back. */
import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { FONT_SIZE } from '../charts/line-chart-marks.ts';
import { download } from '../controls/download.ts';
import type { Playground } from '../playground.ts';
import { commandOf } from '../programs/training-program.ts';
import { formatQuery } from '../state/play-state.ts';
import { titleOf } from './network-card.tsx';
import { chartsOf } from './race-charts.ts';
import { raceFigure, toPng } from './race-figure.ts';
import { RACE_SCHEMA } from './recorded-race.ts';

export function TakeRace({ playground }: { readonly playground: Playground }) {
  const bar = useRef<HTMLDivElement>(null);
  const message = useSignal('');
  const id = useId();
  const figure = () => {
    const style = getComputedStyle(bar.current as Element);
    const context = document.createElement('canvas').getContext('2d');
    if (context) context.font = `${FONT_SIZE}px ${style.fontFamily}`;
    return raceFigure(
      chartsOf(playground),
      (name) => style.getPropertyValue(name).trim(),
      (text) => context?.measureText(text).width ?? 7 * text.length,
    );
  };
  const takePng = async () => {
    try {
      message.value = '';
      download('mnist1d-race.png', await toPng(figure(), 2));
    } catch (error) {
      message.value = `There is no PNG: ${(error as Error).message}`;
    }
  };
  return (
    <div class="bar" ref={bar}>
      <button type="button" onClick={() => download('mnist1d-race.svg', figure())}>
        Figure (SVG)
      </button>
      <button type="button" onClick={takePng}>
        Figure (PNG)
      </button>
      <button type="button" onClick={() => download('mnist1d-race.json', resultOf(playground))}>
        Result (JSON)
      </button>
      <span class="file">
        <label for={id}>or drop such a file on the race:</label>{' '}
        <input
          id={id}
          type="file"
          accept=".json,application/json"
          onChange={({ currentTarget }) => {
            playground.brought.value = currentTarget.files?.[0];
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
      </span>
      {message.value && <p role="alert">{message.value}</p>}
    </div>
  );
}

/** Settings, curves, and for those that rest the digest of their weights. */
function resultOf({ state, racers }: Playground): string {
  const networks = racers.value.map(({ spec, ready, updates, digest, looks, losses }, i) => ({
    title: titleOf(state.value, i),
    ...spec,
    parameters: ready.value?.parameters,
    updates: updates.value,
    digest: digest.value,
    command: commandOf(spec, updates.value),
    looks: looks.value.map(({ filters: _, predicted, ...look }, at) => ({
      ...look,
      // Of the last look alone: it is as long as the test set.
      ...(at === looks.value.length - 1 && { predicted: [...predicted] }),
    })),
    losses: losses.value,
  }));
  const result = {
    schema: RACE_SCHEMA,
    by: '@mnist1d/playground',
    address: `?${formatQuery(state.value)}`,
    networks,
  };
  return `${JSON.stringify(result, null, 1)}\n`;
}
