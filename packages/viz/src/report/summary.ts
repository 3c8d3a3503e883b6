/** The report's table of experiments. */
import type { ExperimentResult } from '@mnist1d/results';
import { escape as escapeHtml } from 'html-escaper';
import { coreSeconds } from './core-seconds.ts';
import { duration } from './format.ts';
import { idOf } from './id-of.ts';

/** A line per experiment, with the way to it. */
export function summaryHtml(results: readonly ExperimentResult[]): string {
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
    return `<tr><td><a href="#${idOf(experiment)}">${escapeHtml(title)}</a></td><td>${escapeHtml(figure)}</td><td>${escapeHtml(preset)}</td><td class="${mark}">${count}</td><td class="number">${duration(coreSeconds(result))}</td></tr>`;
  });
  const total = results.reduce((sum, result) => sum + coreSeconds(result), 0);
  return `<div class="scroll"><table>
<thead><tr><th>Experiment</th><th>In the paper</th><th>Preset</th><th>Claims that hold</th><th class="number">Time of one core</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
<tfoot><tr><td colspan="4">Total</td><td class="number">${duration(total)}</td></tr></tfoot>
</table></div>`;
}
