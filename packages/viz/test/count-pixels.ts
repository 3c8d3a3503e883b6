/** Counting pixels of a colour, to tell what a picture shows. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly pixels: ArrayLike<number>;
}

/** Pixels within 6 of the colour in each channel, between the given rows. */
export function countPixels({ width, height, pixels }: Pixels, colour: string, top = 0, bottom = height): number {
  const wanted = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
  let count = 0;
  for (let p = top * width; p < bottom * width; p++) {
    if (wanted.every((value, c) => Math.abs(pixels[4 * p + c]! - value) <= 6)) count++;
  }
  return count;
}
