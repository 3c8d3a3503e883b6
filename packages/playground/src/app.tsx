/** The playground as a person sees it. */
import { DataSection } from './data/data-section.tsx';
import { DrawingSection } from './drawing/drawing-section.tsx';
import { InsideSection } from './inside/inside-section.tsx';
import { LaterSection } from './later-section.tsx';
import type { Playground } from './playground.ts';
import { RaceSection } from './race/race-section.tsx';

const experiments = {
  title: 'Experiments',
  about: 'every one of the paper, with its figure and its claims',
  load: async () => (await import('./experiments/experiments-section.tsx')).ExperimentsSection,
};

const quiz = {
  title: 'You against the machine',
  about: 'the paper’s quiz, while a CNN learns',
  load: async () => (await import('./quiz/quiz-section.tsx')).QuizSection,
};

export function App({ playground }: { readonly playground: Playground }) {
  const { view, objections } = playground;
  const shows = (key: string) => view.only === undefined || view.only.includes(key);
  return (
    <div class={view.embed ? 'playground embed' : 'playground'}>
      {objections.length > 0 && (
        <ul role="alert" class="objections">
          {objections.map((objection) => (
            <li key={objection}>{objection}</li>
          ))}
        </ul>
      )}
      <RaceSection playground={playground} shows={shows} />
      <DataSection playground={playground} shows={shows} />
      <InsideSection playground={playground} />
      {!view.embed && <DrawingSection playground={playground} />}
      {!view.embed && <LaterSection {...quiz} playground={playground} />}
      {!view.embed && <LaterSection {...experiments} playground={playground} />}
    </div>
  );
}
