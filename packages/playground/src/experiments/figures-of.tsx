/** The figures of a result as pictures: an SVG document may hold what a stranger wrote, so that it never becomes part of the page. */
import { useSignal } from '@preact/signals';
import { download } from '../controls/download.ts';
import type { Lab } from './lab.ts';

interface FiguresOfProps {
  readonly lab: Lab;
  readonly title: string;
}

/** Pixels of a figure that is shrunk to the width of a phone, where a wider one is moved sideways. */
const WHOLE = 480;

export function FiguresOf({ lab, title }: FiguresOfProps) {
  const message = useSignal('');
  const takePng = async (name: string) => {
    try {
      download(`${name}.png`, await lab.png(name));
      message.value = '';
    } catch (error) {
      message.value = (error as Error).message;
    }
  };
  return (
    <div class="figures">
      {lab.pictures.value.map(({ name, url, svg, width }) => (
        <figure key={name}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide figure is moved by keys in a narrow page */}
          <section class="picture" aria-label={`The figure ${name}`} tabIndex={0}>
            <img
              class={width <= WHOLE ? 'whole' : ''}
              src={url}
              alt={`${title}, the figure ${name}; what it says is in the table of claims`}
            />
          </section>
          <figcaption class="bar">
            {name}
            {lab.isWhole.value && lab.isDrawn.value && (
              <>
                <button type="button" onClick={() => download(`${name}.svg`, svg)}>
                  SVG
                </button>
                <button type="button" onClick={() => takePng(name)}>
                  PNG
                </button>
              </>
            )}
          </figcaption>
        </figure>
      ))}
      {message.value && <p role="alert">{message.value}</p>}
    </div>
  );
}
