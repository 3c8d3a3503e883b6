import * as vega from 'vega';
import { expect, test } from 'vitest';
import { installTextWidths, textWidth } from '../src/parts/text-width.ts';
import { createView } from '../src/render/create-view.ts';

interface TextMetrics {
  width(item: object, text: string): number;
}
const { textMetrics } = vega as unknown as { textMetrics: TextMetrics };

test('Vega measures DejaVu Sans by the font, here as everywhere, and other fonts as before', () => {
  const other = { font: 'Georgia', fontSize: 20 };
  const before = textMetrics.width(other, 'Training step');
  installTextWidths(vega);
  installTextWidths(vega);
  const ours = { font: 'DejaVu Sans, Verdana, sans-serif', fontSize: 20 };
  expect(textMetrics.width(ours, 'Training step')).toBe(textWidth('Training step', 20));
  expect(textMetrics.width({ ...ours, fontWeight: 'bold' }, 'Training step')).toBe(
    textWidth('Training step', 20, true),
  );
  expect(textMetrics.width(other, 'Training step')).toBe(before);
});

test('a text that Vega cuts is as wide as its limit at most', () => {
  installTextWidths(vega);
  const item = { font: 'DejaVu Sans', fontSize: 20 };
  expect(textMetrics.width({ ...item, limit: 50 }, 'Training step')).toBe(50);
  expect(textMetrics.width({ ...item, limit: 500 }, 'Training step')).toBe(textWidth('Training step', 20));
  expect(textMetrics.width({ ...item, limit: 0 }, 'Training step')).toBe(textWidth('Training step', 20));
});

test('text in another font is cut at its limit too', async () => {
  const view = await createView('test', {
    data: { values: [{ x: 1, y: 1 }] },
    mark: 'point',
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: { title: 'A title that is far too long', titleLimit: 60 } },
    },
  });
  expect(await view.toSVG()).toContain('…</text>');
  view.finalize();
});
