/** The heading of a panel. */
import type { Layer } from './spec.ts';
import type { Palette } from './theme.ts';

/** A bold letter at the panel's upper left, as journals set it, and the title on the same line. */
export function heading(letter: string, title: string, width: number, { ink }: Palette): Layer[] {
  const text = { type: 'text', color: ink, baseline: 'alphabetic' } as const;
  const data = { values: [{}] };
  const y = { value: -14 };
  return [
    {
      data,
      mark: { ...text, text: letter, fontSize: 15, fontWeight: 'bold', align: 'right' },
      encoding: { x: { value: -24 }, y },
    },
    { data, mark: { ...text, text: title, fontSize: 13, align: 'center' }, encoding: { x: { value: width / 2 }, y } },
  ];
}
