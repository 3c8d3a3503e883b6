import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import {
  classErrorsFigure,
  classificationFigure,
  figure,
  renderPng,
  renderSvg,
  samplesFigure,
  type VegaLiteSpec,
} from '../src/index.node.ts';
import { palettes } from '../src/parts/theme.ts';
import { svgSize } from '../src/render/svg-size.ts';
import { countPixels } from './count-pixels.ts';
import { decodePng } from './decode-png.ts';
import { exampleResult } from './example-result.ts';

describe('renderPng in Node', () => {
  test.each([1, 2, 1.5])('gives an image %d times as large as the SVG', async (scale) => {
    const spec = figure(exampleResult());
    const { width, height } = svgSize(await renderSvg(spec));
    const image = decodePng(await renderPng(spec, { scale }));
    expect(Math.abs(image.width - width * scale)).toBeLessThanOrEqual(1);
    expect(Math.abs(image.height - height * scale)).toBeLessThanOrEqual(1);
  });

  test.each(['light', 'dark'] as const)('shows the four models in their colours (%s)', async (theme) => {
    const palette = palettes[theme];
    const image = decodePng(await renderPng(classificationFigure(exampleResult(), { theme })));
    for (const colour of Object.values(palette.models)) expect(countPixels(image, colour)).toBeGreaterThan(500);
    expect(countPixels(image, palette.background)).toBeGreaterThan(image.width * image.height * 0.7);
  });

  test('writes its text with its own font, without any of the system', async () => {
    const spec = figure(exampleResult());
    const image = decodePng(await renderPng(spec));
    // Above the panels stand their letters and titles, and nothing else.
    expect(countPixels(image, '#000000', 0, 52)).toBeGreaterThan(300);
    // The same without a font is blank there: the test above can fail.
    const bare = new Resvg(await renderSvg(spec), {
      fitTo: { mode: 'zoom', value: 2 },
      font: { loadSystemFonts: false },
    });
    expect(countPixels(decodePng(bare.render().asPng()), '#000000', 0, 52)).toBe(0);
  });

  test('has bold letters too', async () => {
    const letter = (fontWeight: 'bold' | 'normal'): VegaLiteSpec => ({
      data: { values: [{}] },
      width: 60,
      height: 60,
      background: '#ffffff',
      mark: { type: 'text', text: 'a', font: 'DejaVu Sans', fontSize: 50, fontWeight, color: '#000000' },
    });
    const ink = async (weight: 'bold' | 'normal') => countPixels(decodePng(await renderPng(letter(weight))), '#000000');
    expect(await ink('bold')).toBeGreaterThan(1.3 * (await ink('normal')));
  });

  test('is the same every time', async () => {
    const spec = classErrorsFigure(exampleResult());
    expect(Buffer.from(await renderPng(spec)).equals(Buffer.from(await renderPng(spec)))).toBe(true);
  });

  test('several at once do not disturb each other', async () => {
    const specs = [
      figure(exampleResult()),
      classErrorsFigure(exampleResult()),
      samplesFigure({ signals: [[0, 1, 0]], labels: [0] }),
    ];
    const alone: Uint8Array[] = [];
    for (const spec of specs) alone.push(await renderPng(spec));
    const together = await Promise.all(specs.map((spec) => renderPng(spec)));
    expect(together.map((image, i) => Buffer.from(image).equals(alone[i]!))).toEqual([true, true, true]);
  });

  test('leaves the specification as it was', async () => {
    const spec = figure(exampleResult());
    const before = JSON.stringify(spec);
    await renderPng(spec);
    expect(JSON.stringify(spec)).toBe(before);
  });
});
