/** Inside of one network: what it takes for what, the signals it gets wrong, its first layer, a signal on its way. */
import { type Signal, useSignal } from '@preact/signals';
import { ConfusionMatrix } from '../charts/confusion-matrix.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { SignalPicture } from '../charts/signal-picture.tsx';
import type { Look } from '../engine/messages.ts';
import type { Playground } from '../playground.ts';
import { titleOf } from '../race/network-card.tsx';
import styles from './inside.css?inline';
import { Trace } from './trace.tsx';

/** Signals that are shown of those that are wrong. */
const MOST_WRONG = 12;

export function InsideSection({ playground }: { readonly playground: Playground }) {
  const { racers, chosen, moment, state } = playground;
  const racer = racers.value[chosen.value];
  const row = useSignal(0);
  const isTracing = useSignal(false);
  const ready = racer?.ready.value;
  const looks = racer?.looks.value ?? [];
  const at = moment.value;
  const look = at === undefined ? looks.at(-1) : looks.findLast(({ updates }) => updates <= at);
  if (!racer || !ready || !look) return null;
  const title = titleOf(state.value, chosen.value);
  const classes = Math.max(...ready.yTest) + 1;
  return (
    <section class="inside" aria-label="Inside a network">
      <style>{styles}</style>
      <h2>
        {title} <span class="quiet">after {look.updates.toLocaleString('en')} updates</span>
      </h2>
      <div class="columns">
        <ConfusionMatrix
          labels={ready.yTest}
          predicted={look.predicted}
          classes={classes}
          caption="Test signals: their class (rows), what they are taken for (columns)"
        />
        <Wrong
          ready={ready}
          look={look}
          onChoose={(wrong) => {
            row.value = wrong;
            isTracing.value = true;
          }}
        />
        {look.filters && (
          <figure>
            <HeatMap table={look.filters} title="Weights of the first layer" />
            <figcaption>First layer: a row for each unit; blue below zero, orange above</figcaption>
          </figure>
        )}
      </div>
      <details open={isTracing.value} onToggle={({ currentTarget }) => (isTracing.value = currentTarget.open)}>
        <summary>A signal on its way through the network</summary>
        <RowBar row={row} rows={ready.yTest.length} />
        {isTracing.value && <Trace racer={racer} row={row} />}
      </details>
    </section>
  );
}

function RowBar({ row, rows }: { readonly row: Signal<number>; readonly rows: number }) {
  const move = (by: number) => () => {
    row.value = (row.value + by + rows) % rows;
  };
  return (
    <div class="bar">
      <button type="button" onClick={move(-1)}>
        The one before
      </button>
      <button type="button" onClick={move(1)}>
        Another signal
      </button>
      <span class="quiet">
        test signal {row.value + 1} of {rows}, by the latest weights
      </span>
    </div>
  );
}

interface WrongProps {
  readonly ready: { readonly xTest: Float32Array; readonly yTest: Int32Array; readonly length: number };
  readonly look: Look;
  onChoose(row: number): void;
}

function Wrong({ ready: { xTest, yTest, length }, look: { predicted }, onChoose }: WrongProps) {
  const wrong = [...yTest.keys()].filter((row) => yTest[row] !== predicted[row]);
  return (
    <figure class="wrong">
      <figcaption>
        {wrong.length} of {yTest.length} test signals are taken for something else
      </figcaption>
      <div class="signals">
        {wrong.slice(0, MOST_WRONG).map((row) => (
          <button key={row} type="button" title="On its way through the network" onClick={() => onChoose(row)}>
            <SignalPicture
              values={xTest.subarray(row * length, (row + 1) * length)}
              title={`A ${yTest[row]} that is taken for ${predicted[row]}`}
            />
            <small aria-hidden="true">
              {yTest[row]} → {predicted[row]}
            </small>
          </button>
        ))}
      </div>
    </figure>
  );
}
