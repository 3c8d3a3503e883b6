/** A signal drawn by hand, and what every network sees in it. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { probabilities } from '../engine/probabilities.ts';
import type { Playground } from '../playground.ts';
import { titleOf } from '../race/network-card.tsx';
import styles from './drawing.css?inline';

const WIDTH = 120;
const HEIGHT = 160;
/** The value at the edge, of standardised signals. */
const MOST = 3;

export function DrawingSection({ playground }: { readonly playground: Playground }) {
  const { state, racers } = playground;
  const length = state.value.data.length;
  const values = useSignal(new Float32Array(length));
  const cursor = useSignal(Math.floor(length / 2));
  const seen = useSignal<readonly (Float32Array | undefined)[]>([]);
  if (values.value.length !== length) values.value = new Float32Array(length);
  const surface = useRef<HTMLDivElement>(null);
  const last = useRef<{ index: number; value: number } | undefined>(undefined);

  // Asked again as the networks learn.
  useSignalEffect(() => {
    const drawn = values.value;
    let isLatest = true;
    const answers = racers.value.map((racer) => {
      // Each look is a reason to ask.
      return racer.looks.value.length > 0 && racer.ready.value?.length === drawn.length ? racer.see(drawn) : undefined;
    });
    Promise.all(answers).then((logits) => {
      if (isLatest) seen.value = logits;
    });
    return () => {
      isLatest = false;
    };
  });

  const set = (index: number, value: number) => {
    const next = Float32Array.from(values.value);
    // What lies between two events is drawn, too.
    const from = last.current ?? { index, value };
    const count = Math.max(1, Math.abs(index - from.index));
    for (let i = 0; i <= count; i++) {
      const at = Math.round(from.index + ((index - from.index) * i) / count);
      next[at] = from.value + ((value - from.value) * i) / count;
    }
    last.current = { index, value };
    values.value = next;
  };
  const point = (event: PointerEvent) => {
    const box = surface.current?.getBoundingClientRect();
    if (!box) return;
    const index = Math.round(((event.clientY - box.top) / box.height) * (length - 1));
    const value = (((event.clientX - box.left) / box.width) * 2 - 1) * MOST;
    set(Math.max(0, Math.min(length - 1, index)), Math.max(-MOST, Math.min(MOST, value)));
  };
  const key = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ...{ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -0.25], ArrowRight: [0, 0.25] },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    cursor.value = Math.max(0, Math.min(length - 1, cursor.value + step[0]));
    last.current = undefined;
    if (step[1] !== 0) {
      const value = (values.value[cursor.value] ?? 0) + step[1];
      set(cursor.value, Math.max(-MOST, Math.min(MOST, value)));
      last.current = undefined;
    }
  };
  const points = Array.from(
    values.value,
    (value, i) => `${((value / MOST + 1) / 2) * WIDTH},${(i / (length - 1)) * HEIGHT}`,
  );
  return (
    <section class="drawing" aria-label="Draw a signal">
      <style>{styles}</style>
      <h2>Draw a signal</h2>
      <p class="quiet">
        From top to bottom, as a digit. With keys: up and down choose a point, left and right move it.
      </p>
      <div class="columns">
        <div>
          <div
            ref={surface}
            class="surface"
            role="slider"
            tabIndex={0}
            aria-label="A signal to draw"
            aria-orientation="vertical"
            aria-valuemin={-MOST}
            aria-valuemax={MOST}
            aria-valuenow={values.value[cursor.value] ?? 0}
            aria-valuetext={`point ${cursor.value + 1} of ${length}: ${(values.value[cursor.value] ?? 0).toFixed(2)}`}
            onKeyDown={key}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              last.current = undefined;
              point(event);
            }}
            onPointerMove={(event) => event.buttons > 0 && point(event)}
          >
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <line x1={WIDTH / 2} x2={WIDTH / 2} y1={0} y2={HEIGHT} />
              <polyline points={points.join(' ')} />
              <circle
                cx={(((values.value[cursor.value] ?? 0) / MOST + 1) / 2) * WIDTH}
                cy={(cursor.value / (length - 1)) * HEIGHT}
                r={3}
              />
            </svg>
          </div>
          <div class="bar">
            <button type="button" onClick={() => (values.value = new Float32Array(length))}>
              Clear
            </button>
          </div>
        </div>
        <table class="seen">
          <thead>
            <tr>
              <th scope="col">Network</th>
              <th scope="col">sees</th>
              <th scope="col">sure</th>
            </tr>
          </thead>
          <tbody>
            {racers.value.map((_, i) => {
              const [best, share] = mostLikely(seen.value[i]);
              return (
                <tr key={i}>
                  <th scope="row">{titleOf(state.value, i)}</th>
                  <td>{best ?? '–'}</td>
                  <td>{share === undefined ? '' : `${Math.round(100 * share)} %`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The likeliest class, and its probability. */
function mostLikely(logits: Float32Array | undefined): [best?: number, share?: number] {
  if (!logits) return [];
  const shares = probabilities(logits);
  const share = Math.max(...shares);
  return [shares.indexOf(share), share];
}
