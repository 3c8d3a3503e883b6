/** A network of the race: how it does, what it is, and all that can be set of it. */
import { useSignal } from '@preact/signals';
import { ControlField } from '../controls/control-field.tsx';
import { LaterDetails } from '../controls/later-details.tsx';
import type { Playground } from '../playground.ts';
import { type NetworkKey, networkControls, sizeOptions } from '../state/controls.ts';
import { defaultNetwork, type PlayState } from '../state/play-state.ts';
import type { Racer } from './race.ts';

const names: Readonly<Record<string, string>> = {
  ...{ logistic: 'Logistic regression', mlp: 'MLP', cnn: 'CNN', gru: 'GRU', 'plain-mlp': 'MLP without shortcut' },
  ...{ 'pooling-cnn': 'Pooling CNN', resnet: 'ResNet', 'dilated-cnn': 'Dilated CNN', tcn: 'TCN' },
};

/** The name of a network, and what sets it apart from others of its kind. */
export function titleOf({ networks }: PlayState, index: number): string {
  const own = networks[index];
  if (!own) return '';
  const same = networks.filter(({ model }) => model === own.model);
  const differences = Object.entries(own).flatMap(([key, value]) => {
    const isSpecial = same.some((other) => other[key as NetworkKey] !== value);
    if (key === 'model' || !(isSpecial || (key === 'shuffled' && value))) return [];
    if (key === 'shuffled') return value ? ['shuffled'] : ['plain'];
    return [`${key} ${value}`];
  });
  return [names[own.model] ?? own.model, ...differences].join(', ');
}

export interface NetworkCardProps {
  readonly playground: Playground;
  readonly index: number;
  shows(key: string): boolean;
}

export function NetworkCard({ playground, index, shows }: NetworkCardProps) {
  const { state, racers, chosen } = playground;
  const values = state.value.networks[index];
  const racer = racers.value[index];
  const isOpen = useSignal(false);
  if (!values || !racer) return null;
  const title = titleOf(state.value, index);
  const shown = Object.entries(networkControls).filter(
    ([key]) => shows(key) && !(key === 'size' && sizeOptions[values.model] === undefined),
  );
  return (
    <li class="card" style={{ '--own': `var(--line-${index})` }}>
      <h2>
        <button
          type="button"
          class="title"
          aria-pressed={chosen.value === index}
          onClick={() => {
            chosen.value = index;
          }}
        >
          {title}
        </button>
      </h2>
      <Score racer={racer} moment={playground.moment.value} />
      {shown.length > 0 && (
        <details open={isOpen.value} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
          <summary>Settings</summary>
          {shown.map(([key, control]) => (
            <ControlField
              key={key}
              name={key}
              control={control}
              value={values[key as NetworkKey] ?? defaultNetwork[key as NetworkKey]}
              onChange={(value) => playground.setNetwork(index, key as NetworkKey, value)}
            />
          ))}
          {state.value.networks.length > 1 && (
            <button type="button" onClick={() => playground.removeNetwork(index)}>
              Remove
            </button>
          )}
        </details>
      )}
      <LaterDetails
        class="exact"
        summary="Exact"
        load={async () => (await import('./exact.tsx')).Exact}
        given={{ racer, title }}
      />
    </li>
  );
}

function Score({ racer, moment }: { readonly racer: Racer; readonly moment: number | undefined }) {
  const { status, message, looks, speed, updates, ready } = racer;
  if (status.value === 'failed')
    return (
      <div role="alert" class="failure">
        <p>{message.value}</p>
        <button type="button" onClick={racer.restart}>
          Start it again
        </button>
      </div>
    );
  const look = moment === undefined ? looks.value.at(-1) : looks.value.findLast((past) => past.updates <= moment);
  return (
    <>
      <p class="score">
        <strong>{look ? look.test.toFixed(1) : '–'}</strong> %
      </p>
      <p class="quiet">
        {(look?.updates ?? updates.value).toLocaleString('en')} updates
        {speed.value > 0 && `, ${Math.round(speed.value).toLocaleString('en')} a second`}
        <br />
        {ready.value ? `${ready.value.parameters.toLocaleString('en')} parameters` : 'compiling …'}
      </p>
    </>
  );
}
