/** The networks as they train: curves, a card for each, and what moves them. */
import { useComputed } from '@preact/signals';
import { useId } from 'preact/hooks';
import { LineChart } from '../charts/line-chart.tsx';
import { ControlField } from '../controls/control-field.tsx';
import type { Playground, SectionProps } from '../playground.ts';
import { raceControls } from '../state/controls.ts';
import { type Example, examples } from '../state/examples.ts';
import { formatQuery, MOST_NETWORKS, type PlayState, parseQuery } from '../state/play-state.ts';
import { NetworkCard, titleOf } from './network-card.tsx';

/** Buttons and curves. */
export function RaceSection({ playground, shows }: SectionProps) {
  const { racers, isPlaying, moment, state } = playground;
  const most = useComputed(() => Math.max(...racers.value.map(({ updates }) => updates.value)));
  const xMax = Math.max(1, Math.min(state.value.race.steps, roundUp(Math.max(100, most.value))));
  const accuracy = racers.value.flatMap(({ looks }, i) => {
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
  const isStarting = racers.value.every(({ status }) => status.value === 'starting');
  return (
    <section class="race" aria-label="Race">
      <div class="bar">
        <button
          type="button"
          class="main"
          disabled={isStarting}
          onClick={isPlaying.value ? playground.pause : playground.play}
        >
          {isPlaying.value ? 'Pause' : 'Train'}
        </button>
        <button type="button" disabled={isStarting} onClick={playground.step}>
          One update
        </button>
        <button type="button" onClick={playground.restart} title="The same weights as at first">
          Back to the start
        </button>
        {shows('examples') && <Examples playground={playground} />}
        {Object.entries(raceControls).map(
          ([key, control]) =>
            shows(key) && (
              <ControlField
                key={key}
                name={key}
                control={control}
                value={state.value.race[key as keyof typeof raceControls]}
                onChange={(value) => playground.setRace(key as keyof typeof raceControls, value)}
              />
            ),
        )}
      </div>
      {shows('examples') && <p class="why">{exampleOf(state.value)?.why}</p>}
      <div class="charts">
        <figure>
          <figcaption>
            Accuracy, % of the test signals <span class="quiet">(dashed: of the training signals)</span>
          </figcaption>
          <LineChart hasNames label="Accuracy" unit="%" lines={accuracy} xMax={xMax} yMax={100} moment={moment.value} />
        </figure>
        <figure>
          <figcaption>
            Loss of the batches <span class="quiet">over updates</span>
          </figcaption>
          <LineChart label="Loss" unit="nats" lines={losses} xMax={xMax} yMax={2.5} moment={moment.value} />
        </figure>
      </div>
      <Scrub playground={playground} most={most.value} />
      <ul class="cards">
        {racers.value.map((_, i) => (
          <NetworkCard key={i} playground={playground} index={i} shows={shows} />
        ))}
      </ul>
      {shows('model') && (
        <button type="button" disabled={racers.value.length >= MOST_NETWORKS} onClick={playground.addNetwork}>
          Add a network
        </button>
      )}
    </section>
  );
}

/** The example that a state is. */
function exampleOf(state: PlayState): Example | undefined {
  const query = formatQuery(state);
  return examples.find((example) => example.query === query);
}

function Examples({ playground }: Pick<SectionProps, 'playground'>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Example</label>
      <select
        id={id}
        value={exampleOf(playground.state.value)?.query ?? '-'}
        onChange={({ currentTarget }) => playground.show(parseQuery(currentTarget.value).state)}
      >
        <option value="-" disabled>
          your own
        </option>
        {examples.map(({ title, query }) => (
          <option key={query} value={query}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A slider over what has been: the pictures show the networks as they were then. */
function Scrub({ playground: { moment }, most }: { readonly playground: Playground; readonly most: number }) {
  return (
    <label class="scrub">
      <span>Look back</span>
      <input
        type="range"
        min={0}
        max={Math.max(1, most)}
        value={moment.value ?? most}
        aria-valuetext={moment.value === undefined ? 'now' : `after ${moment.value} updates`}
        onInput={({ currentTarget }) => {
          const at = Number(currentTarget.value);
          moment.value = at >= most ? undefined : at;
        }}
      />
      <output>{moment.value === undefined ? 'now' : `after ${moment.value.toLocaleString('en')} updates`}</output>
    </label>
  );
}

/** 100, 200, 500, 1,000 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10) * power;
}
