/**
 * The element `<mnist1d-playground>`: `state` holds what an address would (`model=cnn,mlp&shear=0`), `only` the controls that are
 * shown, `embed` leaves out what a page around it has. With `address` it reads the page's address, and keeps it up to date.
 * `theme` is `light` or `dark`; by default as the system has it. Networks train at once, unless `plays` is `false`: then `play()` begins.
 *
 * It tells of changes by the event `state-change`, whose `detail` is the query string, and of the last update of all networks by
 * `race-over`, whose `detail` are their {@link Outcome}s.
 *
 * The element `<mnist1d-experiment>` is defined here, too: experiment-element.ts tells of it.
 */
import { effect } from '@preact/signals';
import { render } from 'preact';
import type { PlaygroundElement as Declared, Outcome } from '../element.d.ts';
import { App } from './app.tsx';
import { ExperimentElement } from './experiment-element.ts';
import { createPlayground, type Playground } from './playground.ts';
import { titleOf } from './race/network-card.tsx';
import { formatQuery } from './state/play-state.ts';
import { openThemedRoot, type ThemedRoot } from './themed-root.ts';

export class PlaygroundElement extends HTMLElement implements Declared {
  static readonly observedAttributes = ['state', 'only', 'embed', 'theme'];
  #playground: Playground | undefined;
  #stop: (() => void) | undefined;
  #root: ThemedRoot | undefined;

  /** The state as a query string. */
  get query(): string {
    if (!this.#playground) return this.#given();
    const { state, view } = this.#playground;
    return formatQuery(state.value, view);
  }

  connectedCallback(): void {
    const root = openThemedRoot(this);
    const { place } = root;
    this.#root = root;
    // Who wants less motion starts it himself.
    const plays = !matchMedia('(prefers-reduced-motion: reduce)').matches && this.getAttribute('plays') !== 'false';
    const playground = createPlayground(this.#given(), plays);
    this.#playground = playground;
    render(<App playground={playground} theme={root.theme} />, place);
    let before: string | undefined;
    const stopTelling = effect(() => {
      const query = formatQuery(playground.state.value, playground.view);
      if (before !== undefined && query !== before) {
        this.dispatchEvent(new CustomEvent('state-change', { detail: query }));
        if (this.hasAttribute('address'))
          history.replaceState(history.state, '', query ? `?${query}` : location.pathname);
      }
      before = query;
    });
    const stopReporting = effect(() => {
      const outcomes = outcomesOf(playground);
      if (outcomes) this.dispatchEvent(new CustomEvent('race-over', { detail: outcomes }));
    });
    this.#stop = () => {
      root.close();
      stopTelling();
      stopReporting();
      render(null, place);
      playground.close();
    };
  }

  /** Trains on, from the start where the race is over. */
  play(): void {
    this.#playground?.play();
  }

  disconnectedCallback(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#playground = undefined;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#playground) return;
    if (name === 'theme') this.#root?.paint();
    else {
      this.disconnectedCallback();
      this.connectedCallback();
    }
  }

  #given(): string {
    const given = new URLSearchParams(this.getAttribute('state') ?? '');
    if (this.hasAttribute('address'))
      for (const [key, value] of new URLSearchParams(location.search)) given.set(key, value);
    const only = this.getAttribute('only');
    if (only !== null) given.set('only', only);
    if (this.hasAttribute('embed')) given.set('embed', '1');
    return given.toString();
  }
}

/** Of all networks once each has made its last update; undefined before. */
function outcomesOf({ racers, state }: Playground): Outcome[] | undefined {
  const outcomes = racers.value.map(({ status, looks, digest, speed }, i) => {
    const last = looks.value.at(-1);
    return status.value === 'done' && last && digest.value
      ? { title: titleOf(state.peek(), i), ...last, digest: digest.value, speed: speed.peek() }
      : undefined;
  });
  return outcomes.every((outcome) => outcome !== undefined)
    ? outcomes.map(({ title, updates, train, test, digest, speed }) => ({ title, updates, train, test, digest, speed }))
    : undefined;
}

if (!customElements.get('mnist1d-playground')) customElements.define('mnist1d-playground', PlaygroundElement);
// Experiments are not part of the page as one file.
if (import.meta.env.MODE !== 'single' && !customElements.get('mnist1d-experiment'))
  customElements.define('mnist1d-experiment', ExperimentElement);
