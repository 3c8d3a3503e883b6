/** Every experiment in the page: choose one, run it, see its figure grow and its claims decided; or show a result file. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { download } from '../controls/download.ts';
import { ClaimsTable } from './claims-table.tsx';
import styles from './experiments.css?inline';
import { FiguresOf } from './figures-of.tsx';
import { type Lab, openLab } from './lab.ts';
import { RunBar } from './run-bar.tsx';

export function ExperimentsSection() {
  const dark = useMemo(() => matchMedia('(prefers-color-scheme: dark)'), []);
  const lab = useMemo(() => openLab(dark.matches ? 'dark' : 'light'), [dark]);
  useEffect(() => {
    const change = () => lab.setTheme(dark.matches ? 'dark' : 'light');
    dark.addEventListener('change', change);
    return () => {
      dark.removeEventListener('change', change);
      lab.close();
    };
  }, [lab, dark]);
  const isOver = useSignal(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) lab.read(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the button that does the same
    <div
      class={isOver.value ? 'experiments over' : 'experiments'}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={drop}
    >
      <style>{styles}</style>
      <RunBar lab={lab} />
      {lab.message.value && <p role="alert">{lab.message.value}</p>}
      <Remarks lab={lab} />
      <ResultOf lab={lab} />
    </div>
  );
}

function Remarks({ lab: { remarks } }: { readonly lab: Lab }) {
  if (remarks.value.length === 0) return null;
  return (
    <ul class="remarks">
      {remarks.value.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

function ResultOf({ lab }: { readonly lab: Lab }) {
  const outcome = lab.outcome.value;
  if (!outcome) return null;
  const { title, figure, preset, claims, finished, runs, file, experiment } = outcome;
  return (
    <article class="result" aria-label={title}>
      <h3>
        {title}{' '}
        <span class="quiet">
          {figure}; preset {preset}, {lab.isWhole.value ? `${runs} runs` : `${finished} of ${runs} runs so far`}
        </span>
      </h3>
      <div class="columns">
        <FiguresOf lab={lab} title={title} />
        <ClaimsTable claims={claims} />
      </div>
      {lab.isWhole.value && (
        <div class="bar">
          <button type="button" onClick={() => download(`${experiment}.json`, file)}>
            The result (JSON)
          </button>
        </div>
      )}
    </article>
  );
}
