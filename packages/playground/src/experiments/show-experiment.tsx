/** A single experiment: what runs it, its figure and its claims. */
import type { Claim } from '@mnist1d/results';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { render } from 'preact';
import { openLab } from './lab.ts';
import { LabResult } from './lab-result.tsx';
import type { Theme } from './messages.ts';
import { RunBar } from './run-bar.tsx';

export interface ShownExperiment {
  /** At once, or as soon as it is known what is kept from before. */
  run(): void;
  close(): void;
}

/** @param onOver is told the claims of every whole result */
export function showExperiment(
  place: HTMLElement,
  first: { readonly id: string; readonly preset: string | undefined },
  theme: ReadonlySignal<Theme>,
  onOver: (claims: readonly Claim[]) => void,
): ShownExperiment {
  const lab = openLab(theme, first);
  const isWanted = signal(false);
  const stopRunning = effect(() => {
    if (!isWanted.value || lab.kept.value === undefined) return;
    isWanted.value = false;
    lab.run(false);
  });
  const stopTelling = effect(() => {
    if (lab.isWhole.value && lab.outcome.value) onOver(lab.outcome.value.claims);
  });
  render(
    <div class="experiments">
      <RunBar lab={lab} isAlone />
      <LabResult lab={lab} isAlone />
    </div>,
    place,
  );
  return {
    run: () => (isWanted.value = true),
    close() {
      stopRunning();
      stopTelling();
      render(null, place);
      lab.close();
    },
  };
}
