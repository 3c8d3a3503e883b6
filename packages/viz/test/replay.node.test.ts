/**
 * Every figure in both themes, and the report, have the digests that they had before; two small figures stand whole in replay/.
 * They are drawn from small results that real runs wrote: fixtures/results, made by test/make-results.mjs.
 * After a change that means to change pictures: npx --yes pnpm@12 --filter @mnist1d/viz replay. To see one, before and after:
 * npx mnist1d figure fixtures/results/lottery.json --out /tmp/figures
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type ConstructionResult,
  type ExperimentResult,
  figures,
  renderReport,
  renderSvg,
  samplesFigure,
  templatesFigure,
  type VegaLiteSpec,
} from '../src/index.ts';

const folder = new URL('../../../fixtures/results/', import.meta.url);
const results = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ExperimentResult);

/** All that can be drawn, by file name. The galleries show the first and the last row of the construction. */
function everyFigure(theme: 'light' | 'dark'): Record<string, VegaLiteSpec> {
  const construction = results.find(({ experiment }) => experiment === 'construction') as unknown as ConstructionResult;
  const [templates, samples] = [0, -1].map((i) => construction.data.runs.at(i)!.metrics.signals);
  const labels = templates!.map((_, digit) => digit);
  return {
    templates: templatesFigure({ signals: templates!, labels }, { theme }),
    samples: samplesFigure({ signals: samples!, labels }, { theme }),
    ...Object.assign({}, ...results.map((result) => figures(result, { theme }))),
  };
}

test.each(['light', 'dark'] as const)('every figure, %s', async (theme) => {
  const digests: Record<string, string> = {};
  for (const [name, spec] of Object.entries(everyFigure(theme))) digests[name] = sha256Of(await renderSvg(spec));
  await expect(`${JSON.stringify(digests, null, 2)}\n`).toMatchFileSnapshot(`replay/${theme}.json`);
});

test.each(['classification-errors-by-class', 'double-descent'])('%s, whole', async (name) => {
  const svg = await renderSvg(everyFigure('light')[name]!);
  await expect(`${settled(svg).replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(`replay/${name}.svg`);
});

test('the report', async () => {
  const html = await renderReport(results, { date: new Date('2026-01-02') });
  await expect(`${sha256Of(html)}\n`).toMatchFileSnapshot('replay/report.sha256');
});

function sha256Of(picture: string): string {
  return createHash('sha256').update(settled(picture)).digest('hex');
}

/**
 * A picture without what nobody sees: Vega numbers its ids through all pictures of a process, here they count from one in each
 * text; and coordinates are rounded to a thousandth of a pixel, for logarithmic scales take the engine's own Math.log.
 */
function settled(picture: string): string {
  const ids = new Map<string, string>();
  return picture
    .replace(/\b(clip|gradient_)\d+\b/g, (id, kind: string) => {
      if (!ids.has(id)) ids.set(id, `${kind}${ids.size + 1}`);
      return ids.get(id)!;
    })
    .replace(/-?\d+\.\d{4,}(e[-+]\d+)?/g, (number) => String(Number(Number(number).toFixed(3)) + 0));
}
