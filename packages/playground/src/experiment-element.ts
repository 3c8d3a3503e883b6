/**
 * The element `<mnist1d-experiment>`: one recipe, `experiment` its name, with its progress, figure and claims. `preset` is chosen to
 * begin with, `quick` or `paper`; by default the shorter one.
 * `theme` is `light` or `dark`; by default as the system has it. `run()` runs it, once its code is there.
 *
 * It tells of a whole result by the event `experiment-over`, whose `detail` are the claims.
 */
import { BaseElement } from './base-element.ts';
import type { ShownExperiment } from './experiments/show-experiment.tsx';
import { openThemedRoot, type ThemedRoot } from './themed-root.ts';

export class ExperimentElement extends BaseElement {
  static readonly observedAttributes = ['experiment', 'preset', 'theme'];
  #root: ThemedRoot | undefined;
  #shown: ShownExperiment | undefined;
  /** Somebody called `run()` before there was anything to run. */
  #isWanted = false;

  connectedCallback(): void {
    const root = openThemedRoot(this);
    this.#root = root;
    this.#show(root).catch((error: unknown) => {
      root.place.textContent = `The experiment cannot be loaded: ${error instanceof Error ? error.message : error}`;
      root.place.setAttribute('role', 'alert');
    });
  }

  /** Makes the runs that are not kept from before. */
  run(): void {
    if (this.#shown) this.#shown.run();
    else this.#isWanted = true;
  }

  disconnectedCallback(): void {
    this.#shown?.close();
    this.#shown = undefined;
    this.#root?.close();
    this.#root = undefined;
    this.#isWanted = false;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#root) return;
    if (name === 'theme') this.#root.paint();
    else {
      this.disconnectedCallback();
      this.connectedCallback();
    }
  }

  async #show(root: ThemedRoot): Promise<void> {
    const { showExperiment } = await import('./experiments/show-experiment.tsx');
    // It may have been removed meanwhile.
    if (this.#root !== root) return;
    const first = {
      id: this.getAttribute('experiment') ?? '',
      preset: this.getAttribute('preset') ?? undefined,
    };
    this.#shown = showExperiment(root.place, first, root.theme, (claims) =>
      this.dispatchEvent(new CustomEvent('experiment-over', { detail: claims })),
    );
    if (this.#isWanted) this.#shown.run();
  }
}
