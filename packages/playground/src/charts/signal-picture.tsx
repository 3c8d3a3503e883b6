/** A signal as the paper draws it: time goes down, so that a digit looks like a digit. */

export interface SignalPictureProps {
  readonly values: ArrayLike<number>;
  /** The value at the edges; by default 3, as of standardised signals. */
  readonly most?: number;
  readonly title: string;
}

export function SignalPicture({ values, most = 3, title }: SignalPictureProps) {
  const last = values.length - 1;
  const points = Array.from(values, (value, i) => {
    const x = 30 + (Math.max(-most, Math.min(most, value)) / most) * 28;
    return `${x.toFixed(1)},${((i / last) * 76 + 2).toFixed(1)}`;
  });
  return (
    <svg class="signal" viewBox="0 0 60 80" role="img" aria-label={title}>
      <polyline points={points.join(' ')} />
    </svg>
  );
}
