/** The networks as they train: curves, a card for each, and what moves them. */
import { useComputed } from '@preact/signals';
import { useId } from 'preact/hooks';
import { LineChart } from '../charts/line-chart.tsx';
import { ControlField } from '../controls/control-field.tsx';
import { LaterDetails } from '../controls/later-details.tsx';
import type { Playground, SectionProps } from '../playground.ts';
import { raceControls } from '../state/controls.ts';
import { type Example, examples } from '../state/examples.ts';
import { formatQuery, MOST_NETWORKS, type PlayState, parseQuery } from '../state/play-state.ts';
import { NetworkCard } from './network-card.tsx';
import { chartsOf } from './race-charts.ts';

/** Buttons and curves. */
export function RaceSection({ playground, shows }: SectionProps) {
  const { racers, isPlaying, moment, state } = playground;
  const most = useComputed(() => Math.max(...racers.value.map(({ updates }) => updates.value)));
  const { accuracy, loss } = chartsOf(playground);
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file || playground.view.embed) return;
    event.preventDefault();
    playground.brought.value = file;
  };
  const isStarting = racers.value.every(({ status }) => status.value === 'starting');
  return (
    <section class="race" aria-label="Race" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
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
          <LineChart label="Accuracy" {...accuracy} moment={moment.value} />
        </figure>
        <figure>
          <figcaption>
            Loss of the batches <span class="quiet">over updates</span>
          </figcaption>
          <LineChart label="Loss" {...loss} moment={moment.value} />
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
      {!playground.view.embed && (
        <LaterDetails
          summary="Take the race away, or bring one back"
          load={async () => (await import('./take-race.tsx')).TakeRace}
          given={{ playground }}
        />
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
