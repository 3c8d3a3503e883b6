/** What is chosen and what is done with it: its preset, run, go on, start anew, cancel, and a result file that is brought. */
import { useId } from 'preact/hooks';
import type { Lab } from './lab.ts';
import type { ListedPreset } from './messages.ts';
import { inWords, workersFor } from './time-left.ts';

const sources = { paper: 'The paper', book: 'Understanding Deep Learning', ours: 'Our own' };

interface RunBarProps {
  readonly lab: Lab;
}

/** @param isAlone leaves no other experiment or file to choose */
export function RunBar({ lab, isAlone = false }: RunBarProps & { readonly isAlone?: boolean }) {
  const { chosen, preset, phase } = lab;
  const experiment = chosen.value;
  if (phase.value === 'opening') return <p>Loading the experiments …</p>;
  return (
    <>
      {isAlone && experiment && <h2>{experiment.title}</h2>}
      <div class="bar">
        {!isAlone && <Choice lab={lab} />}
        <Buttons lab={lab} />
        {!isAlone && <FileButton lab={lab} />}
      </div>
      {experiment && preset.value && (
        <>
          <Presets lab={lab} />
          <p class="quiet">
            {[experiment.figure, experiment.left, severally(preset.value)].filter((text) => text !== '').join('. ')}.
          </p>
        </>
      )}
      <Kept lab={lab} />
      <ProgressOf lab={lab} />
    </>
  );
}

/** Runs and time, as far as they are known before. */
function Presets({ lab: { chosen, preset, phase, choose } }: RunBarProps) {
  const name = useId();
  const experiment = chosen.value;
  if (!experiment) return null;
  return (
    <fieldset class="presets" disabled={phase.value !== 'resting'}>
      <legend>Preset</legend>
      {experiment.presets.map((listed) => (
        <label key={listed.name}>
          <input
            type="radio"
            name={name}
            checked={listed === preset.value}
            onChange={() => choose(experiment.id, listed.name)}
          />
          <span>
            <b>{listed.name}</b>: {listed.runs} {listed.runs === 1 ? 'run' : 'runs'}, {timeOf(listed)};{' '}
            <span class="quiet">{listed.description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function timeOf({ runs, seconds, longest }: ListedPreset): string {
  const expected = Math.max(longest, seconds / workersFor(runs));
  return `${expected < 1 ? '' : 'about '}${inWords(expected)}`;
}

function severally({ runs }: ListedPreset): string {
  const workers = workersFor(runs);
  return workers > 1 ? `${workers} runs are made at a time, each in a worker` : '';
}

function Choice({ lab: { list, chosen, phase, choose } }: RunBarProps) {
  const id = useId();
  return (
    <>
      <label for={id}>Experiment</label>
      <select
        id={id}
        class="experiment"
        value={chosen.value?.id ?? ''}
        disabled={phase.value !== 'resting'}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {Object.entries(sources).map(([source, label]) => (
          <optgroup key={source} label={label}>
            {list.value.map(
              (listed) =>
                listed.source === source && (
                  <option key={listed.id} value={listed.id}>
                    {listed.title}
                  </option>
                ),
            )}
          </optgroup>
        ))}
      </select>
    </>
  );
}

function Buttons({ lab }: RunBarProps) {
  const { phase, kept, preset } = lab;
  const isRunning = phase.value === 'running';
  if (isRunning || phase.value === 'reading')
    return (
      <button type="button" class="main" onClick={lab.cancel}>
        Cancel
      </button>
    );
  const hasKept = (kept.value ?? 0) > 0;
  const isWhole = kept.value === preset.value?.runs;
  return (
    <>
      <button type="button" class="main" disabled={kept.value === undefined} onClick={() => lab.run(false)}>
        {!hasKept ? 'Run' : isWhole ? 'Show' : 'Go on'}
      </button>
      {hasKept && (
        <button
          type="button"
          title="Forgets the runs of this preset that are kept here and makes all again"
          onClick={() => lab.run(true)}
        >
          Start anew
        </button>
      )}
    </>
  );
}

function FileButton({ lab }: RunBarProps) {
  const id = useId();
  return (
    <span class="file">
      <label for={id}>or drop a result file here:</label>{' '}
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        disabled={lab.phase.value !== 'resting'}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file may be chosen again.
          currentTarget.value = '';
          if (file) lab.read(file);
        }}
      />
    </span>
  );
}

function Kept({ lab: { kept, preset, phase, isWhole } }: RunBarProps) {
  if (!kept.value || phase.value !== 'resting' || isWhole.value) return null;
  return (
    <p role="status">
      {kept.value} of {preset.value?.runs} runs are kept here; “Start anew” forgets them.
    </p>
  );
}

function ProgressOf({ lab: { phase, progress, left } }: RunBarProps) {
  if (phase.value === 'reading') return <p role="status">Reading the file …</p>;
  if (phase.value !== 'running') return null;
  const now = progress.value;
  return (
    <div class="progress">
      <progress aria-label="Share that is done" max={1} value={now?.fraction ?? 0} />
      <p>
        {now ? `${now.finished} of ${now.runs} runs` : 'beginning …'}
        {left.value !== undefined && `; about ${inWords(left.value)} left`}
      </p>
      <p class="quiet running">{now?.running.join(' · ')}</p>
    </div>
  );
}
