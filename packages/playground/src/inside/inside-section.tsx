/** Inside of one network: what it takes for what, the signals it gets wrong, its first layer. */
import { ConfusionMatrix } from '../charts/confusion-matrix.tsx';
import { SignalPicture } from '../charts/signal-picture.tsx';
import { WeightsPicture } from '../charts/weights-picture.tsx';
import type { Look } from '../engine/messages.ts';
import type { Playground } from '../playground.ts';
import { titleOf } from '../race/network-card.tsx';

/** Signals that are shown of those that are wrong. */
const MOST_WRONG = 12;

export function InsideSection({ playground }: { readonly playground: Playground }) {
  const { racers, chosen, moment, state } = playground;
  const racer = racers.value[chosen.value];
  const ready = racer?.ready.value;
  const looks = racer?.looks.value ?? [];
  const at = moment.value;
  const look = at === undefined ? looks.at(-1) : looks.findLast(({ updates }) => updates <= at);
  if (!ready || !look) return null;
  const title = titleOf(state.value, chosen.value);
  const classes = Math.max(...ready.yTest) + 1;
  return (
    <section class="inside" aria-label="Inside a network">
      <h2>
        {title} <span class="quiet">after {look.updates.toLocaleString('en')} updates</span>
      </h2>
      <div class="columns">
        <ConfusionMatrix
          labels={ready.yTest}
          predicted={look.predicted}
          classes={classes}
          caption="Test signals: their class (rows), what they are taken for (columns)"
        />
        <Wrong ready={ready} look={look} />
        {look.filters && (
          <figure>
            <WeightsPicture filters={look.filters} />
            <figcaption>First layer: a row for each unit; blue below zero, orange above</figcaption>
          </figure>
        )}
      </div>
    </section>
  );
}

interface WrongProps {
  readonly ready: { readonly xTest: Float32Array; readonly yTest: Int32Array; readonly length: number };
  readonly look: Look;
}

function Wrong({ ready: { xTest, yTest, length }, look: { predicted } }: WrongProps) {
  const wrong = [...yTest.keys()].filter((row) => yTest[row] !== predicted[row]);
  return (
    <figure class="wrong">
      <figcaption>
        {wrong.length} of {yTest.length} test signals are taken for something else
      </figcaption>
      <div class="signals">
        {wrong.slice(0, MOST_WRONG).map((row) => (
          <div key={row}>
            <SignalPicture
              values={xTest.subarray(row * length, (row + 1) * length)}
              title={`A ${yTest[row]} that is taken for ${predicted[row]}`}
            />
            <small>
              {yTest[row]} → {predicted[row]}
            </small>
          </div>
        ))}
      </div>
    </figure>
  );
}
