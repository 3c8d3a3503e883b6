/** Figures in a narrow page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figure, figures, renderSvg, type VegaLiteSpec } from '../src/index.node.ts';
import { svgSize } from '../src/render/svg-size.ts';
import { compileWarnings } from './evaluate-spec.ts';
import { examplePooling } from './example-sweeps.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/results');

test('panels of a row stand one below another in a narrow page, each with the axis that it left to the first', () => {
  const wide = figure(examplePooling());
  const narrow = figure(examplePooling(), { stacked: true });
  expect(narrow).not.toHaveProperty('concat');
  expect(narrow).not.toHaveProperty('columns');
  const titles = (spec: object) =>
    [...JSON.stringify(spec).matchAll(/"y":\{[^}]*"axis":\{"title":(null|"[^"]*")/g)].map(([, title]) => title);
  const panels = (wide as unknown as { concat: unknown[] }).concat.length;
  expect(panels).toBeGreaterThan(1);
  expect((narrow as unknown as { vconcat: unknown[] }).vconcat).toHaveLength(panels);
  expect(titles(wide).filter((title) => title === 'null').length).toBeGreaterThan(0);
  expect(titles(narrow)).toEqual(Array.from({ length: panels }, () => '"Test accuracy (%)"'));
  expect(compileWarnings(narrow)).toEqual([]);
});

test.each(readdirSync(fixtures))('%s: stacked, it says the same in a narrower figure', async (file) => {
  const result = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
  const narrow = figures(result, { stacked: true });
  for (const [name, spec] of Object.entries(figures(result))) {
    const stacked = narrow[name] as VegaLiteSpec;
    // Construction, samples by rows and single panels stay as they are.
    if (!('hconcat' in spec || 'concat' in spec)) expect(JSON.stringify(stacked), name).toBe(JSON.stringify(spec));
    else {
      const svg = await renderSvg(stacked);
      expect(textsOf(svg), name).toEqual(expect.arrayContaining(textsOf(await renderSvg(spec))));
      expect(svgSize(svg).width, name).toBeLessThan(480);
    }
  }
});

const textsOf = (svg: string) => [...new Set([...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text))];
