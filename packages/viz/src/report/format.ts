/** Numbers and times as the report shows them. */

/** As many digits as a run-to-run spread leaves. */
export function number(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const text = size < 0.1 ? value.toPrecision(2) : value.toFixed(digits);
  return String(Number(text)).replace('-', '−');
}

/** As coarse as times on another machine are. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
