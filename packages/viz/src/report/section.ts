/** The report's section about an experiment. */
import type { Claim, ExperimentResult } from '@mnist1d/results';
import { escape as escapeHtml } from 'html-escaper';
import type { VegaLiteSpec } from '../parts/spec.ts';
import { coreSeconds } from './core-seconds.ts';
import { duration, number, verdictOf } from './format.ts';
import { idOf } from './id-of.ts';

export function sectionHtml(result: ExperimentResult, svgs: readonly string[]): string {
  const { experiment, title, figure, preset, claims, config, versions, digest, data, numerics } = result;
  const facts: readonly (readonly [string, string])[] = [
    ['Preset', escapeHtml(preset)],
    ...(numerics ? ([['Arithmetic', numerics]] as const) : []),
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
  return `<section id="${idOf(experiment)}">
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
  const rows = claims.map((claim) => {
    const { text, measured, published, rule } = claim;
    const verdict = verdictOf(claim);
    const mark = claim.holds === null ? 'short' : verdict;
    return `<tr><td>${escapeHtml(text)}</td><td class="number">${number(measured)}</td><td class="number">${number(published)}</td><td>${escapeHtml(rule)}</td><td class="${mark}">${verdict}</td></tr>`;
  });
  return `<div class="scroll"><table>
<thead><tr><th>Claim</th><th class="number">Measured</th><th class="number">Published</th><th>Rule</th><th>Holds</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

/** Ids are the document's, not the picture's: each picture gets its own. They stand in tags, what looks like one in a text stays. */
export function figureHtml(name: string, spec: VegaLiteSpec, svg: string): string {
  const prefix = idOf(name);
  const own = svg
    .replace(/^<\?xml[^>]*>\s*/, '')
    .replace(/<!DOCTYPE[^>]*>\s*/, '')
    // XML may refer to a carriage return, HTML may not.
    .replaceAll('&#xD;', ' ')
    .replace(/<\w(?:"[^"]*"|[^">])*>/g, (tag) =>
      tag
        .replace(/\bid="([^"]+)"/g, (_, id) => `id="${prefix}-${id}"`)
        .replace(/(?<!aria-label=)"url\(#([^)"]+)\)"/g, (_, id) => `"url(#${prefix}-${id})"`),
    );
  const caption =
    typeof spec.description === 'string' ? `<figcaption>${escapeHtml(spec.description)}</figcaption>` : '';
  return `<figure><div class="scroll picture">${own}</div>${caption}</figure>`;
}
