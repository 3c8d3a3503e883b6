/** Errors by class of people and networks, a column each. */
import type { AnswersScore } from '@mnist1d/experiments/quiz';

interface ErrorsColumn {
  readonly name: string;
  readonly score: Pick<AnswersScore, 'accuracy' | 'errorByClass'> | undefined;
}

export interface ErrorsTableProps {
  readonly caption: string;
  readonly columns: readonly ErrorsColumn[];
}

export function ErrorsTable({ caption, columns }: ErrorsTableProps) {
  const classes = [...Array(10).keys()];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is moved by keys in a narrow page
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table class="errors">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Class</th>
            {columns.map(({ name }, i) => (
              <th key={`${name}-${i}`} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map((label) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {columns.map(({ name, score }, i) => (
                <td key={`${name}-${i}`}>{percent(score?.errorByClass[label])}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            {columns.map(({ name, score }, i) => (
              <td key={`${name}-${i}`}>{percent(score && 100 - score.accuracy)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** A class without signals has no errors. */
function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(1);
}
