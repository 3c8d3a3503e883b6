/** Loop nests: the dimensions that strided views are walked over together. */

/** A loop nest: sizes and, per view, strides in elements. */
export interface Nest {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Leaves out dimensions of size 1 and joins neighbours that all views walk as one; `apart` keeps two dimensions from joining. */
export function collapse({ sizes, strides }: Nest, apart = -1): Nest & { readonly first: number } {
  const outSizes: number[] = [];
  const outStrides: number[][] = strides.map(() => []);
  let first = 0;
  let lastDim = -1;
  sizes.forEach((size, d) => {
    if (size === 1) return;
    const last = outSizes.length - 1;
    const joins =
      last >= 0 &&
      !(lastDim < apart && d >= apart) &&
      strides.every((s, v) => (outStrides[v] as number[])[last] === (s[d] as number) * size);
    if (joins) {
      outSizes[last] = (outSizes[last] as number) * size;
      strides.forEach((s, v) => {
        (outStrides[v] as number[])[last] = s[d] as number;
      });
    } else {
      outSizes.push(size);
      strides.forEach((s, v) => (outStrides[v] as number[]).push(s[d] as number));
      if (d < apart) first = outSizes.length;
    }
    lastDim = d;
  });
  return { sizes: outSizes, strides: outStrides, first };
}

/** The nest with its dimensions in another order. */
export function reorder({ sizes, strides }: Nest, order: readonly number[]): Nest {
  const sorted = (values: readonly number[]) => order.map((d) => values[d] as number);
  return { sizes: sorted(sizes), strides: strides.map(sorted) };
}
