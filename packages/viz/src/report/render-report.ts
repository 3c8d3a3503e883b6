/** The report: results in, one HTML page out that needs nothing else. */
import { checkValue, type ExperimentResult, resultSchema, show } from '@mnist1d/results';
import { figures as figuresOf } from '../figures/index.ts';
import type { VegaLiteSpec } from '../parts/spec.ts';
import { legalText } from '../render/legal-text.ts';
import { renderSvg } from '../render/render-svg.ts';
import { reportStyle } from './report-style.ts';
import { figureHtml, sectionHtml } from './section.ts';
import { summaryHtml } from './summary.ts';

export interface ReportOptions {
  /** By experiment, its figures by name, the main one first. Default: those of {@link figures}. */
  readonly figures?: Readonly<Record<string, Readonly<Record<string, VegaLiteSpec>>>>;
  /** When the results were put together; left out where it is not said. */
  readonly date?: Date;
}

/**
 * One self-contained HTML page of experiments' results: for each its figures, its claims (measured, published, holds or not),
 * configuration, versions, digest and time. Figures are SVG within the page; it loads nothing and runs no script.
 *
 * @throws TypeError or RangeError that names the field if one is no result; what {@link renderSvg} throws for a figure
 */
export async function renderReport(results: readonly ExperimentResult[], options: ReportOptions = {}): Promise<string> {
  if (!Array.isArray(results) || results.length === 0) {
    throw new TypeError(`renderReport: results must be an array with at least one result, got ${show(results)}`);
  }
  for (const [i, result] of results.entries()) checkValue('renderReport', `results[${i}]`, resultSchema, result);
  const sections: string[] = [];
  for (const result of results) {
    const drawn = Object.entries(options.figures?.[result.experiment] ?? figuresOf(result));
    const svgs: string[] = [];
    for (const [name, spec] of drawn) svgs.push(figureHtml(name, spec, await renderSvg(spec)));
    sections.push(sectionHtml(result, svgs));
  }
  const date = options.date ? `<p>${options.date.toISOString().slice(0, 10)}</p>` : '';
  return legalText(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>MNIST-1D: experiments</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>Scaling Down Deep Learning with MNIST-1D</h1>
<p>The experiments of <a href="https://arxiv.org/abs/2011.14439">Greydanus &amp; Kobak (ICML 2024)</a>, made again.</p>
${date}
</header>
<nav aria-label="Summary">${summaryHtml(results)}</nav>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`);
}
