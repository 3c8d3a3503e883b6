/** A section of the page whose code is loaded when somebody opens it. */
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { LaterDetails } from './controls/later-details.tsx';
import type { Theme } from './experiments/messages.ts';
import styles from './later-section.css?inline';
import type { Playground } from './playground.ts';

export interface OpenedProps {
  readonly playground: Playground;
  readonly theme: ReadonlySignal<Theme>;
}

export interface LaterSectionProps extends OpenedProps {
  readonly title: string;
  /** What is there, in a few words. */
  readonly about: string;
  load(): Promise<ComponentType<OpenedProps>>;
}

export function LaterSection({ title, about, load, ...given }: LaterSectionProps) {
  return (
    <section class="later" aria-label={title}>
      <style>{styles}</style>
      <LaterDetails
        summary={
          <>
            <h2>{title}</h2> <span class="quiet">{about}</span>
          </>
        }
        load={load}
        given={given}
      />
    </section>
  );
}
