/** Numbers, times and verdicts as people read them, in the report and elsewhere. */
import type { Claim } from '@mnist1d/results';

/** As many digits as a run-to-run spread leaves; a dash for none. */
export function number(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const text = size < 0.1 ? value.toPrecision(2) : value.toFixed(digits);
  return String(Number(text)).replace('-', '−');
}

/** Seconds as 4.8 s, 48.3 s, 3 min, 2 h 5 min: as coarse as times on another machine are. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Whether a claim holds, or why that is not known. */
export function verdictOf({ holds, measured }: Pick<Claim, 'holds' | 'measured'>) {
  if (holds !== null) return holds ? 'yes' : 'no';
  return measured === null ? 'not measured' : 'too short to tell';
}
