/** What came of a run or a file: its figures and claims, and what went wrong. */
import { download } from '../controls/download.ts';
import { ClaimsTable } from './claims-table.tsx';
import styles from './experiments.css?inline';
import { FiguresOf } from './figures-of.tsx';
import type { Lab } from './lab.ts';

interface LabProps {
  readonly lab: Lab;
}

interface LabResultProps extends LabProps {
  /** Of the result: below the heading that is above it. */
  readonly heading: 'h2' | 'h3';
}

export function LabResult({ lab, heading }: LabResultProps) {
  return (
    <>
      <style>{styles}</style>
      {lab.message.value && <p role="alert">{lab.message.value}</p>}
      <Remarks lab={lab} />
      <ResultOf lab={lab} heading={heading} />
    </>
  );
}

function Remarks({ lab: { remarks } }: LabProps) {
  if (remarks.value.length === 0) return null;
  return (
    <ul class="remarks">
      {remarks.value.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

function ResultOf({ lab, heading: Heading }: LabResultProps) {
  const outcome = lab.outcome.value;
  if (!outcome) return null;
  const { title, figure, preset, claims, finished, runs, file, experiment } = outcome;
  return (
    <article class="result" aria-label={title}>
      <Heading>
        {title}{' '}
        <span class="quiet">
          {figure}; preset {preset}, {lab.isWhole.value ? `${runs} runs` : `${finished} of ${runs} runs so far`}
        </span>
      </Heading>
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
