/** A row of panels as a column. */

interface Part {
  readonly hconcat?: readonly object[];
  readonly concat?: readonly object[];
  readonly columns?: number;
}

/** A panel that leaves axis or title of y to the one before it gets them. What is no row of panels stays. */
export function stack({ hconcat, concat = hconcat, columns, ...spec }: Part): object {
  let axis: { readonly title?: unknown } | undefined;
  if (!concat) return spec;
  const text = JSON.stringify({ ...spec, spacing: 40, vconcat: concat.map(stack) });
  return JSON.parse(text, (key, value) => {
    if (key !== 'y' || value?.axis === undefined) return value;
    axis = value.axis ? { ...value.axis, title: value.axis.title ?? axis?.title ?? null } : axis;
    return axis ? { ...value, axis } : value;
  });
}
