/** The report: results in, one HTML page out that needs nothing else. */
import { describe } from '../checks/check-values.ts';
import type { Claim, ReportedResult } from '../checks/results.ts';
import { figures as figuresOf } from '../figures/index.ts';
import type { VegaLiteSpec } from '../parts/spec.ts';
import { renderSvg } from '../render/render-svg.ts';
import { reportStyle } from './report-style.ts';

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
 * @throws TypeError if a result lacks what the report shows; what {@link renderSvg} throws for a figure
 */
export async function renderReport(results: readonly ReportedResult[], options: ReportOptions = {}): Promise<string> {
  if (!Array.isArray(results) || results.length === 0) {
    throw new TypeError(`renderReport: results must be an array with at least one result, got ${describe(results)}`);
  }
  results.forEach(checkResult);
  const sections: string[] = [];
  for (const result of results) {
    const drawn = Object.entries(options.figures?.[result.experiment] ?? figuresOf(result));
    const svgs: string[] = [];
    for (const [name, spec] of drawn) svgs.push(figureHtml(name, spec, await renderSvg(spec)));
    sections.push(sectionHtml(result, svgs));
  }
  const date = options.date ? `<p>${options.date.toISOString().slice(0, 10)}</p>` : '';
  return `<!doctype html>
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
`;
}

function checkResult(result: ReportedResult, i: number): void {
  const name = `results[${i}]`;
  if (typeof result !== 'object' || result === null || typeof result.experiment !== 'string') {
    throw new TypeError(`renderReport: ${name} must be an experiment's result, got ${describe(result)}`);
  }
  const arrays = { claims: result.claims, runSeconds: result.runSeconds, 'data.runs': result.data?.runs };
  for (const [key, value] of Object.entries(arrays)) {
    if (!Array.isArray(value)) {
      throw new TypeError(`renderReport: ${name}.${key} must be an array, got ${describe(value)}`);
    }
  }
}

/** A line per experiment, with the way to it. */
function summaryHtml(results: readonly ReportedResult[]): string {
  const rows = results.map((result) => {
    const { experiment, title, figure, preset, claims } = result;
    const decided = claims.filter(({ holds }) => holds !== null);
    const held = decided.filter(({ holds }) => holds);
    const open = claims.length - decided.length;
    const parts = [
      ...(decided.length > 0 ? [`${held.length} of ${decided.length}`] : []),
      ...(open > 0 ? [`${open} open`] : []),
    ];
    const count = parts.join(', ') || '–';
    const mark = claims.length === 0 ? '' : held.length < decided.length ? 'no' : open > 0 ? 'short' : 'yes';
    return `<tr><td><a href="#${escapeHtml(experiment)}">${escapeHtml(title)}</a></td><td>${escapeHtml(figure)}</td><td>${escapeHtml(preset)}</td><td class="${mark}">${count}</td><td class="number">${duration(coreSeconds(result))}</td></tr>`;
  });
  const total = results.reduce((sum, result) => sum + coreSeconds(result), 0);
  return `<div class="scroll"><table>
<thead><tr><th>Experiment</th><th>In the paper</th><th>Preset</th><th>Claims that hold</th><th class="number">Time of one core</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
<tfoot><tr><td colspan="4">Total</td><td class="number">${duration(total)}</td></tr></tfoot>
</table></div>`;
}

function sectionHtml(result: ReportedResult, svgs: readonly string[]): string {
  const { experiment, title, figure, preset, claims, config, versions, digest, data } = result;
  const facts: readonly (readonly [string, string])[] = [
    ['Preset', escapeHtml(preset)],
    ['Runs', String(data.runs.length)],
    ['Time of one core', duration(coreSeconds(result))],
    ['Time of the call that made it', duration(result.seconds)],
    ['SHA-256 of the runs', `<code>${escapeHtml(digest)}</code>`],
    [
      'Versions',
      escapeHtml(
        Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
      ),
    ],
  ];
  return `<section id="${escapeHtml(experiment)}">
<h2>${escapeHtml(title)} <small>${escapeHtml(figure)}</small></h2>
${svgs.join('\n')}
${claims.length > 0 ? claimsHtml(claims) : ''}
<details><summary>Configuration, versions, digest</summary>
<dl>${facts.map(([term, value]) => `<dt>${term}</dt><dd>${value}</dd>`).join('')}</dl>
<pre>${escapeHtml(JSON.stringify(config, null, 1))}</pre>
</details>
</section>`;
}

function claimsHtml(claims: readonly Claim[]): string {
  const verdictOf = ({ holds, measured }: Claim) => {
    if (holds === null) return ['short', measured === null ? 'not measured' : 'too short to tell'];
    return holds ? ['yes', 'yes'] : ['no', 'no'];
  };
  const rows = claims.map((claim) => {
    const { text, measured, published, rule } = claim;
    const [mark, verdict] = verdictOf(claim);
    return `<tr><td>${escapeHtml(text)}</td><td class="number">${number(measured)}</td><td class="number">${number(published)}</td><td>${escapeHtml(rule)}</td><td class="${mark}">${verdict}</td></tr>`;
  });
  return `<div class="scroll"><table>
<thead><tr><th>Claim</th><th class="number">Measured</th><th class="number">Published</th><th>Rule</th><th>Holds</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

/** Ids are the document's, not the picture's: each picture gets its own. */
function figureHtml(name: string, spec: VegaLiteSpec, svg: string): string {
  const own = svg
    .replace(/^<\?xml[^>]*>\s*/, '')
    .replace(/<!DOCTYPE[^>]*>\s*/, '')
    .replace(/\bid="([^"]+)"/g, `id="${escapeHtml(name)}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${escapeHtml(name)}-$1)`);
  const caption =
    typeof spec.description === 'string' ? `<figcaption>${escapeHtml(spec.description)}</figcaption>` : '';
  return `<figure><div class="scroll picture">${own}</div>${caption}</figure>`;
}

const coreSeconds = ({ runSeconds }: ReportedResult): number => runSeconds.reduce((sum, seconds) => sum + seconds, 0);

/** As many digits as a run-to-run spread leaves. */
function number(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const text = size < 0.1 ? value.toPrecision(2) : value.toFixed(digits);
  return String(Number(text)).replace('-', '−');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (character) => entities[character] as string);
