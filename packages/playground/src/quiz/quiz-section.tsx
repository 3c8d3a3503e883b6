/** You against the machine: the paper's quiz, by keys or taps, while a CNN learns the same. */
import { publishedAnswers, QUIZ_LENGTH, scoreAnswers } from '@mnist1d/experiments/quiz';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import { LineChart } from '../charts/line-chart.tsx';
import { SignalPicture } from '../charts/signal-picture.tsx';
import { download } from '../controls/download.ts';
import type { OpenedProps } from '../later-section.tsx';
import { ClassTable } from './class-table.tsx';
import { ErrorsTable } from './errors-table.tsx';
import { QUIZZES, SHORT_LENGTH } from './kept-quiz.ts';
import styles from './quiz.css?inline';
import { createQuiz, firstRow, type Quiz } from './quiz.ts';
import { Templates } from './templates.tsx';

const digits = [...Array(10).keys()];

interface QuizProps {
  readonly quiz: Quiz;
}

export function QuizSection({ playground }: OpenedProps) {
  const quiz = useMemo(createQuiz, []);
  useEffect(() => () => quiz.close(), [quiz]);
  const place = useRef<HTMLDivElement>(null);
  const stage = quiz.stage.value;
  // Keys are heard where the quiz is, and nowhere else in the page; what was pressed may be gone.
  const before = useRef(stage);
  useEffect(() => {
    if (stage !== 'choosing' || stage !== before.current) place.current?.focus();
    before.current = stage;
  }, [stage]);
  const key = (event: KeyboardEvent) => {
    if (stage !== 'asking' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) quiz.answer(Number(event.key));
    else if (event.key === 'Backspace') quiz.undo();
    else return;
    event.preventDefault();
  };
  const { status, message } = quiz.racer;
  return (
    <div class="quiz">
      <style>{styles}</style>
      {status.value === 'failed' && <p role="alert">The CNN failed: {message.value}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the buttons inside */}
      <div ref={place} class="place" tabIndex={-1} onKeyDown={key}>
        {stage === 'choosing' && <Choice quiz={quiz} />}
        {stage === 'asking' && <Question quiz={quiz} />}
        {stage === 'done' && <Score quiz={quiz} />}
      </div>
      {stage !== 'done' && <Templates playground={playground} />}
      <ClassTable quiz={quiz} />
    </div>
  );
}

function Choice({ quiz }: QuizProps) {
  const { number } = quiz;
  const left = quiz.left.value;
  const id = useId();
  return (
    <>
      {left && (
        <div class="bar">
          <button type="button" class="main" onClick={quiz.resume}>
            Go on with quiz {left.number}
          </button>
          <span role="status">
            {left.answers.length} of {left.length} signals are answered; a new quiz forgets that.
          </span>
        </div>
      )}
      <p>Which digit was this signal before it was stretched, moved and blurred? The authors took the same quizzes.</p>
      <div class="bar">
        <label for={id}>Quiz</label>
        <select
          id={id}
          value={number.value}
          onChange={({ currentTarget }) => (number.value = Number(currentTarget.value))}
        >
          {Array.from({ length: QUIZZES }, (_, i) => (
            <option key={i} value={i + 1}>
              {i + 1}
            </option>
          ))}
        </select>
        <button type="button" class={left ? '' : 'main'} onClick={() => quiz.begin(QUIZ_LENGTH)}>
          {QUIZ_LENGTH} signals
        </button>
        <button type="button" onClick={() => quiz.begin(SHORT_LENGTH)}>
          {SHORT_LENGTH} signals
        </button>
      </div>
    </>
  );
}

function Question({ quiz }: QuizProps) {
  const { racer, number, answers, length } = quiz;
  const ready = racer.ready.value;
  if (!ready) return racer.status.value === 'failed' ? null : <p role="status">The signals are made …</p>;
  const asked = answers.value.length;
  const row = firstRow(number.value) + asked;
  return (
    <div class="columns">
      <div>
        <p role="status">
          Quiz {number.value}, signal {asked + 1} of {length.value}
        </p>
        <progress aria-label="Signals answered" max={length.value} value={asked} />
        <SignalPicture
          values={ready.xTest.subarray(row * ready.length, (row + 1) * ready.length)}
          title={`Signal ${asked + 1}: which digit is it?`}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: they are no fields of a form */}
        <div class="digits" role="group" aria-label="Which digit is it?">
          {digits.map((digit) => (
            <button key={digit} type="button" onClick={() => quiz.answer(digit)}>
              {digit}
            </button>
          ))}
        </div>
        <div class="bar">
          <button type="button" disabled={asked === 0} onClick={quiz.undo}>
            Undo
          </button>
          <button type="button" onClick={quiz.leave}>
            Leave
          </button>
          <span class="quiet keys">Keys: 0 … 9 answer, backspace undoes. Take your time.</span>
        </div>
      </div>
      <Rival quiz={quiz} />
    </div>
  );
}

/** The CNN as it learns. */
function Rival({ quiz: { racer } }: QuizProps) {
  const { looks, updates, spec } = racer;
  const points = looks.value.map(({ updates, test }) => [updates, test] as const);
  return (
    <figure class="rival">
      <figcaption>
        Meanwhile a CNN learns from 4,000 other signals: accuracy, % of the test signals, after{' '}
        {updates.value.toLocaleString('en')} updates
      </figcaption>
      <LineChart
        label="Accuracy of the CNN"
        unit="%"
        lines={[{ name: 'CNN', color: '--line-0', points }]}
        xMax={Number(spec.training.steps)}
        yMax={100}
      />
    </figure>
  );
}

function Score({ quiz }: QuizProps) {
  const { racer, number, answers } = quiz;
  const ready = racer.ready.value;
  const look = racer.looks.value.at(-1);
  if (!ready) return null;
  const first = firstRow(number.value);
  const last = first + answers.value.length;
  const labels = ready.yTest.subarray(first, last);
  const own = scoreAnswers(labels, answers.value);
  const cnn = look && scoreAnswers(labels, [...look.predicted.subarray(first, last)]);
  const wrong = answers.value.flatMap((answer, i) => (answer === labels[i] ? [] : [{ answer, i }]));
  return (
    <>
      <h3>
        You: {own.accuracy.toFixed(0)} % right. The CNN after {look?.updates.toLocaleString('en')} updates:{' '}
        {cnn?.accuracy.toFixed(0)} %. The paper’s human: {publishedAnswers.accuracy} %.
      </h3>
      <div class="columns">
        <ErrorsTable
          caption={`Errors by class, in percent; yours and the CNN’s of the same ${answers.value.length} signals`}
          columns={[
            { name: 'You', score: own },
            { name: 'CNN', score: cnn },
            { name: 'The paper’s human', score: publishedAnswers },
          ]}
        />
        <Rival quiz={quiz} />
      </div>
      {wrong.length > 0 && (
        <details>
          <summary>Those you took for something else ({wrong.length})</summary>
          <div class="signals">
            {wrong.map(({ answer, i }) => (
              <div key={i}>
                <SignalPicture
                  values={ready.xTest.subarray((first + i) * ready.length, (first + i + 1) * ready.length)}
                  title={`A ${labels[i]} that you took for ${answer}`}
                />
                <small>
                  {labels[i]} → {answer}
                </small>
              </div>
            ))}
          </div>
        </details>
      )}
      <div class="bar">
        <button type="button" onClick={() => download('human-answers.json', quiz.file())}>
          Take the answers (JSON)
        </button>
        <button type="button" onClick={quiz.undo}>
          Undo the last answer
        </button>
        <button type="button" onClick={quiz.leave}>
          Another quiz
        </button>
      </div>
      <p class="quiet">
        <code>mnist1d human</code> goes on from that file in its folder, and a teacher puts those of a class together
        below.
      </p>
    </>
  );
}
