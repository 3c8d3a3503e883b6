/** Every experiment in the page: choose one, run it, see its figure grow and its claims decided; or show a result file. */
import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { openLab } from './lab.ts';
import { LabResult } from './lab-result.tsx';
import type { Theme } from './messages.ts';
import { RunBar } from './run-bar.tsx';

export function ExperimentsSection({ theme }: { readonly theme: ReadonlySignal<Theme> }) {
  const lab = useMemo(() => openLab(theme), [theme]);
  useEffect(() => () => lab.close(), [lab]);
  const isOver = useSignal(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) lab.read(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the button that does the same
    <div
      class={isOver.value ? 'experiments over' : 'experiments'}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => (isOver.value = false)}
      onDrop={drop}
    >
      <RunBar lab={lab} />
      <LabResult lab={lab} />
    </div>
  );
}
