/** One test signal on its way through a network: what each layer gives for it, and what it is taken for. */
import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import { HeatMap } from '../charts/heat-map.tsx';
import type { Layer } from '../engine/messages.ts';
import { probabilities } from '../engine/probabilities.ts';
import type { Racer } from '../race/race.ts';

export interface TraceProps {
  readonly racer: Racer;
  /** The test signal. */
  readonly row: ReadonlySignal<number>;
}

export function Trace({ racer, row }: TraceProps) {
  const layers = useSignal<readonly Layer[]>([]);
  const ready = racer.ready.value;
  // Asked again as the network learns.
  useSignalEffect(() => {
    const isLearned = racer.looks.value.length > 0;
    const given = racer.ready.value;
    if (!given || !isLearned) return;
    let isLatest = true;
    racer.trace(signalOf(given, row.value)).then((answer) => {
      if (isLatest && answer) layers.value = answer;
    });
    return () => {
      isLatest = false;
    };
  });
  if (!ready) return null;
  const logits = layers.value.at(-1)?.values;
  return (
    <ol class="trace">
      <li>
        The signal: a {ready.yTest[row.value]}
        <SignalOverTime values={signalOf(ready, row.value)} />
      </li>
      {layers.value.slice(0, -1).map((layer) => (
        <li key={layer.name}>
          {layer.name}{' '}
          <span class="quiet">
            {layer.isOverTime
              ? `${layer.rows} ${layer.rows === 1 ? 'channel' : 'channels'} × ${layer.columns} times`
              : `${layer.columns} ${layer.columns === 1 ? 'unit' : 'units'}`}
          </span>
          <HeatMap table={layer.isOverTime ? layer : folded(layer)} title={`What ${layer.name} gives`} />
        </li>
      ))}
      {logits && <Classes logits={logits} label={ready.yTest[row.value] as number} />}
    </ol>
  );
}

interface Signals {
  readonly xTest: Float32Array;
  readonly length: number;
}

function signalOf({ xTest, length }: Signals, row: number): Float32Array {
  return xTest.slice(row * length, (row + 1) * length);
}

/** Time goes to the right, as in the layers. */
function SignalOverTime({ values }: { readonly values: Float32Array }) {
  const points = Array.from(values, (value, i) => `${i + 0.5},${(10 - 3 * value).toFixed(2)}`);
  return (
    <svg viewBox={`0 0 ${values.length} 20`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}

/** Units in rows that fill a rectangle, where they can. */
function folded({ columns: units, values }: Layer) {
  let rows = Math.max(1, Math.floor(Math.sqrt(units / 4)));
  while (units % rows !== 0) rows--;
  return { rows, columns: units / rows, values };
}

function Classes({ logits, label }: { readonly logits: Float32Array; readonly label: number }) {
  const shares = probabilities(logits);
  const best = shares.indexOf(Math.max(...shares));
  return (
    <li>
      Taken for a {best} <span class="quiet">{best === label ? 'rightly' : 'wrongly'}</span>
      <table class="classes">
        <caption>The probability of each class</caption>
        <tbody>
          {shares.map((share, name) => (
            <tr key={`${name}`}>
              <th scope="row">{name}</th>
              <td class={name === label ? 'right' : 'wrong'}>
                <span style={{ width: `${100 * share}%` }} />
              </td>
              <td>{share < 0.005 ? '' : `${Math.round(100 * share)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </li>
  );
}
