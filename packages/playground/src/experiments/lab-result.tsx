/** What came of a run or a file: its figures and claims, and what went wrong. */
import { download } from '../controls/download.ts';
import { ClaimsTable } from './claims-table.tsx';
import styles from './experiments.css?inline';
import { FiguresOf } from './figures-of.tsx';
import type { Lab } from './lab.ts';

interface LabResultProps {
  readonly lab: Lab;
}

export function LabResult({ lab }: LabResultProps) {
  return (
    <>
      <style>{styles}</style>
      {lab.message.value && <p role="alert">{lab.message.value}</p>}
      <Remarks lab={lab} />
      <ResultOf lab={lab} />
    </>
  );
}

function Remarks({ lab: { remarks } }: LabResultProps) {
  if (remarks.value.length === 0) return null;
  return (
    <ul class="remarks">
      {remarks.value.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

function ResultOf({ lab }: LabResultProps) {
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
