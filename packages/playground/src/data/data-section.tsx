/** The data: signals of every class, how one of them is made, all options of the generator, and the dataset to take away. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { SignalPicture } from '../charts/signal-picture.tsx';
import { ControlField } from '../controls/control-field.tsx';
import { download } from '../controls/download.ts';
import type { SectionProps } from '../playground.ts';
import { datasetProgram } from '../programs/dataset-program.ts';
import { type DataKey, dataControls } from '../state/controls.ts';
import { datasetOptions } from '../state/networks.ts';
import type { DataFormat, Signals, Stage } from './messages.ts';

const PER_CLASS = 2;

export function DataSection({ playground, shows }: SectionProps) {
  const { state, data } = playground;
  const signals = useSignal<Signals | undefined>(undefined);
  const message = useSignal('');
  const options = useComputed(() => datasetOptions(state.value.data));
  useLatest(options, async (given, isLatest) => {
    try {
      const answer = await data.ask({ type: 'signals', options: given, perClass: PER_CLASS });
      if (!isLatest()) return;
      signals.value = answer;
      message.value = '';
    } catch (error) {
      if (isLatest()) message.value = (error as Error).message;
    }
  });
  const shown = Object.entries(dataControls).filter(([key]) => shows(key));
  return (
    <section class="data" aria-label="Data">
      <h2>Ten classes of signals</h2>
      {message.value && <p role="alert">{message.value}</p>}
      <div class="signals">
        {signals.value?.y.map((label, i) => {
          const { x, length } = signals.value as Signals;
          return (
            <div key={`${label}-${i % PER_CLASS}`} style={{ order: (i % PER_CLASS) * 10 + label }}>
              <b>{label}</b>
              <SignalPicture values={x.subarray(i * length, (i + 1) * length)} title={`A signal of class ${label}`} />
            </div>
          );
        })}
      </div>
      {shown.map(([key, control]) => (
        <ControlField
          key={key}
          name={key}
          control={control}
          value={state.value.data[key as DataKey]}
          onChange={(value) => playground.setData(key as DataKey, value)}
        />
      ))}
      {!playground.view.embed && <Construction playground={playground} />}
      {!playground.view.embed && <TakeData playground={playground} />}
    </section>
  );
}

/** Figure 1, alive: one signal after each stage. */
function Construction({ playground: { state, data } }: Pick<SectionProps, 'playground'>) {
  const digit = useSignal(2);
  const draw = useSignal(0);
  const isOpen = useSignal(false);
  const stages = useSignal<readonly Stage[]>([]);
  const asked = useComputed(() =>
    isOpen.value ? { options: datasetOptions(state.value.data), digit: digit.value, draw: draw.value } : undefined,
  );
  useLatest(asked, async (given, isLatest) => {
    if (!given) return;
    const answer = await data.ask({ type: 'stages', ...given }).catch(() => []);
    if (isLatest()) stages.value = answer;
  });
  return (
    <details onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>How a signal is made</summary>
      <div class="bar">
        <label>
          Digit{' '}
          <select value={digit.value} onChange={({ currentTarget }) => (digit.value = Number(currentTarget.value))}>
            {Array.from({ length: 10 }, (_, label) => (
              <option key={label} value={label}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => draw.value++}>
          Another one
        </button>
      </div>
      <ol class="stages">
        {stages.value.map(({ name, x }) => (
          <li key={name}>
            <SignalPicture values={x} most={0.6} title={`The signal: ${name}`} />
            {name}
          </li>
        ))}
      </ol>
    </details>
  );
}

function TakeData({ playground: { state, data } }: Pick<SectionProps, 'playground'>) {
  const language = useSignal<'TypeScript' | 'Python'>('TypeScript');
  const message = useSignal('');
  const take = async (format: DataFormat) => {
    try {
      const file = await data.ask({ type: 'file', options: datasetOptions(state.value.data), format });
      download(`mnist1d.${format}`, file);
    } catch (error) {
      message.value = (error as Error).message;
    }
  };
  return (
    <details>
      <summary>Take this dataset</summary>
      <div class="bar">
        {(['npz', 'csv', 'json'] as const).map((format) => (
          <button key={format} type="button" onClick={() => take(format)}>
            {format.toUpperCase()}
          </button>
        ))}
        <label>
          Code{' '}
          <select
            value={language.value}
            onChange={({ currentTarget }) => (language.value = currentTarget.value as 'Python')}
          >
            <option>TypeScript</option>
            <option>Python</option>
          </select>
        </label>
      </div>
      {message.value && <p role="alert">{message.value}</p>}
      <pre>
        <code>{datasetProgram(language.value, datasetOptions(state.value.data))}</code>
      </pre>
    </details>
  );
}

/** Calls `react` with each value; `isLatest` says whether another came meanwhile. */
function useLatest<T>(
  source: { readonly value: T },
  react: (value: T, isLatest: () => boolean) => Promise<void>,
): void {
  useSignalEffect(() => {
    let isLatest = true;
    react(source.value, () => isLatest);
    return () => {
      isLatest = false;
    };
  });
}
