/** Details whose code is loaded when somebody opens them. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, ComponentType } from 'preact';

export interface LaterDetailsProps<P> {
  readonly class?: string;
  readonly summary: ComponentChildren;
  load(): Promise<ComponentType<P>>;
  /** What is loaded is given. */
  readonly given: P;
}

export function LaterDetails<P extends object>({ class: name, summary, load, given }: LaterDetailsProps<P>) {
  const loaded = useSignal<{ readonly Content: ComponentType<P> } | undefined>(undefined);
  const message = useSignal('');
  const open = async () => {
    message.value = '';
    try {
      loaded.value ??= { Content: await load() };
    } catch (error) {
      message.value = `This part cannot be loaded: ${(error as Error).message}`;
    }
  };
  const Content = loaded.value?.Content;
  return (
    <details class={name} onToggle={({ currentTarget }) => currentTarget.open && open()}>
      <summary>{summary}</summary>
      {Content ? <Content {...given} /> : message.value ? <p role="alert">{message.value}</p> : <p>…</p>}
    </details>
  );
}
