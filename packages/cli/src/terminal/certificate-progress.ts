/** Progress of the certificate on standard error: a bar on a terminal, a line per model elsewhere. */
import type { CertificateProgress } from '@mnist1d/experiments/certificate';
import { barOf, hasBar, percentOf, progressLine } from './progress-line.ts';

export interface CertificateDisplay {
  update(progress: CertificateProgress): void;
  stop(): void;
}

export function certificateDisplay(): CertificateDisplay {
  if (hasBar()) {
    const line = progressLine();
    return { update: ({ model, fraction }) => line.draw(`${barOf(fraction)}, ${model}`), stop: line.stop };
  }
  let last: string | undefined;
  return {
    update({ model, fraction }) {
      if (model !== last) process.stderr.write(`[${percentOf(fraction)}] ${model}\n`);
      last = model;
    },
    stop() {},
  };
}
