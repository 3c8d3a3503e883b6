/** A section of the page whose code is loaded when somebody opens it. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
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

export function LaterSection({ title, about, load, ...opened }: LaterSectionProps) {
  const content = useSignal<{ readonly Content: ComponentType<OpenedProps> } | undefined>(undefined);
  const message = useSignal('');
  const open = async () => {
    message.value = '';
    try {
      content.value ??= { Content: await load() };
    } catch (error) {
      message.value = `This part cannot be loaded: ${(error as Error).message}`;
    }
  };
  const Content = content.value?.Content;
  return (
    <section class="later" aria-label={title}>
      <style>{styles}</style>
      <details onToggle={({ currentTarget }) => currentTarget.open && open()}>
        <summary>
          <h2>{title}</h2> <span class="quiet">{about}</span>
        </summary>
        {Content ? <Content {...opened} /> : message.value ? <p role="alert">{message.value}</p> : <p>…</p>}
      </details>
    </section>
  );
}
