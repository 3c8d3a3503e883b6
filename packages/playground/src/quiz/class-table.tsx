/** A quiz of a class: the files of answers that all bring, in one table. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type ClassAnswers, readClassAnswers, type Scored, together } from './class-answers.ts';
import { ErrorsTable } from './errors-table.tsx';
import type { Quiz } from './quiz.ts';

export function ClassTable({ quiz: { racer } }: { readonly quiz: Quiz }) {
  const id = useId();
  const answers = useSignal<ClassAnswers>({ scored: [], refused: [] });
  const files = useSignal<readonly File[]>([]);
  // The labels may come after the files.
  useSignalEffect(() => {
    const labels = racer.ready.value?.yTest;
    const given = files.value;
    if (!labels || given.length === 0) return;
    readClassAnswers(given, labels).then((read) => {
      if (files.value === given) answers.value = read;
    });
  });
  const { scored, refused } = answers.value;
  const titleOf = ({ name, quiz, count }: Scored) => `${name.replace(/\.json$/, '')}, quiz ${quiz} (${count})`;
  const columns = [
    ...scored.map((own) => ({ name: titleOf(own), score: own })),
    ...(scored.length > 1 ? [{ name: 'together', score: together(scored) }] : []),
  ];
  return (
    <details>
      <summary>The answers of a class</summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the button that does the same */}
      <div
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          files.value = [...(event.dataTransfer?.files ?? [])];
        }}
      >
        <p class="file">
          <label for={id}>Choose or drop the answers that everybody took away, all at once:</label>{' '}
          <input
            id={id}
            type="file"
            multiple
            accept=".json,application/json"
            onChange={({ currentTarget }) => {
              files.value = [...(currentTarget.files ?? [])];
              // The same files may be chosen again.
              currentTarget.value = '';
            }}
          />
        </p>
        {refused.length > 0 && (
          <ul role="alert" class="refused">
            {refused.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
        {scored.length > 0 && (
          <ErrorsTable caption="Errors of each, in percent; in brackets the signals answered" columns={columns} />
        )}
      </div>
    </details>
  );
}
