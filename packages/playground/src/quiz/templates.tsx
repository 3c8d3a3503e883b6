/** What the signals are made from: ten digits, undisturbed. */
import { useSignal } from '@preact/signals';
import { SignalPicture } from '../charts/signal-picture.tsx';
import type { OpenedProps } from '../later-section.tsx';

export function Templates({ playground: { data } }: Pick<OpenedProps, 'playground'>) {
  const templates = useSignal<readonly ArrayLike<number>[]>([]);
  const open = async () => {
    if (templates.value.length > 0) return;
    const digits = [...Array(10).keys()];
    const stages = await Promise.all(
      digits.map((digit) => data.ask({ type: 'stages', options: {}, digit, draw: 0 })),
    ).catch(() => []);
    templates.value = stages.flatMap(([first]) => (first ? [first.x] : []));
  };
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && open()}>
      <summary>The ten digits, undisturbed</summary>
      <div class="signals">
        {templates.value.map((x, digit) => (
          <div key={digit}>
            <b>{digit}</b>
            <SignalPicture values={x} most={0.6} title={`The digit ${digit}`} />
          </div>
        ))}
      </div>
    </details>
  );
}
