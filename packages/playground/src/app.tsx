/** The playground as a person sees it: curves at once, and what is around them when there are some. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { LaterSection, type OpenedProps } from './later-section.tsx';
import type { SectionProps } from './playground.ts';
import { RaceSection } from './race/race-section.tsx';

const quiz = {
  title: 'You against the machine',
  about: 'the paper’s quiz, while a CNN learns',
  load: async () => (await import('./quiz/quiz-section.tsx')).QuizSection,
};
/** Not where the page is one file: they and their figures are six times as large as all the rest. */
const hasExperiments = import.meta.env.MODE !== 'single';
const experiments = {
  title: 'Experiments',
  about: 'those of the paper and of the book, each with its figure and its claims',
  load: async () => (await import('./experiments/experiments-section.tsx')).ExperimentsSection,
};

export function App({ playground, theme }: OpenedProps) {
  const { view, objections, racers } = playground;
  const shows = (key: string) => view.only === undefined || view.only.includes(key);
  const hasBegun = useComputed(() =>
    racers.value.some(({ looks, status }) => looks.value.length > 0 || status.value === 'failed'),
  );
  const hasFile = useComputed(() => playground.brought.value !== undefined);
  const props = { playground, shows };
  return (
    <div class={view.embed ? 'playground embed' : 'playground'}>
      {objections.length > 0 && (
        <ul role="alert" class="objections">
          {objections.map((objection) => (
            <li key={objection}>{objection}</li>
          ))}
        </ul>
      )}
      <Later when={hasFile} load={() => import('./race/brought-race.tsx').then((m) => m.BroughtRace)} {...props} />
      <RaceSection {...props} />
      <Later when={hasBegun} load={() => import('./data/data-section.tsx').then((m) => m.DataSection)} {...props} />
      {!view.embed && (
        <Later
          when={hasBegun}
          load={() => import('./inside/inside-section.tsx').then((m) => m.InsideSection)}
          {...props}
        />
      )}
      {!view.embed && (
        <Later
          when={hasBegun}
          load={() => import('./drawing/drawing-section.tsx').then((m) => m.DrawingSection)}
          {...props}
        />
      )}
      {!view.embed && <LaterSection {...quiz} playground={playground} theme={theme} />}
      {hasExperiments && !view.embed && <LaterSection {...experiments} playground={playground} theme={theme} />}
    </div>
  );
}

interface LaterProps extends SectionProps {
  readonly when: { readonly value: boolean };
  load(): Promise<ComponentType<SectionProps>>;
}

/** A section that is loaded when `when` has become true. */
function Later({ when, load, ...props }: LaterProps) {
  const section = useSignal<ComponentType<SectionProps> | undefined>(undefined);
  useSignalEffect(() => {
    if (when.value && !section.peek())
      load().then((loaded) => {
        section.value = loaded;
      });
  });
  const Section = section.value;
  return Section ? <Section {...props} /> : null;
}
