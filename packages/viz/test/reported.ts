/** What a report needs besides a made-up result's data. */
import { RESULT_SCHEMA } from '@mnist1d/results';
import type { ExperimentResult, Result } from '../src/index.ts';

export function reported(result: Result): ExperimentResult {
  return {
    ...(result as Result & Pick<ExperimentResult, 'preset' | 'data'>),
    schema: RESULT_SCHEMA,
    title: `About ${result.experiment}`,
    figure: 'Figure 0',
    config: { seeds: [1, 2], note: '<b>&"bold"</b>' },
    versions: { '@mnist1d/experiments': '1.2.3' },
    seconds: 5,
    runSeconds: [50, 30],
    digest: 'ab'.repeat(32),
    claims: [
      { id: 'a', text: 'First <claim>', holds: true, measured: 19.7333, published: 19.5, rule: '≥ 15 points' },
      { id: 'b', text: 'Second', holds: false, measured: -0.5, published: null, rule: '> 0' },
      { id: 'c', text: 'Third', holds: null, measured: null, published: 4, rule: '> 0' },
    ],
  };
}
