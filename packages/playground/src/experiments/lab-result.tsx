/** What came of a run or a file: its figures and claims, and what went wrong. */
import { useEffect, useRef } from 'preact/hooks';
import { download } from '../controls/download.ts';
import { ClaimsTable } from './claims-table.tsx';
import styles from './experiments.css?inline';
import { FiguresOf } from './figures-of.tsx';
import type { Lab } from './lab.ts';

interface LabProps {
  readonly lab: Lab;
}

interface LabResultProps extends LabProps {
  /** Leaves its title to what is above it. */
  readonly isAlone?: boolean;
}

/** Pixels; what is narrower has no room for panels side by side. */
const NARROW = 560;

export function LabResult({ lab, isAlone = false }: LabResultProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) lab.isNarrow.value = entry.contentRect.width < NARROW;
    });
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, [lab]);
  return (
    <div ref={place}>
      <style>{styles}</style>
      {lab.message.value && <p role="alert">{lab.message.value}</p>}
      <Remarks lab={lab} />
      <ResultOf lab={lab} isAlone={isAlone} />
    </div>
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

function ResultOf({ lab, isAlone }: LabResultProps) {
  const outcome = lab.outcome.value;
  if (!outcome) return null;
  const { title, figure, preset, claims, finished, runs, file, experiment } = outcome;
  const about = `preset ${preset}, ${lab.isWhole.value ? `${runs} runs` : `${finished} of ${runs} runs so far`}`;
  return (
    <article class="result" aria-label={title}>
      {isAlone ? (
        <p class="quiet">{about}</p>
      ) : (
        <h3>
          {title}{' '}
          <span class="quiet">
            {figure}; {about}
          </span>
        </h3>
      )}
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
