/** The size that Vega wrote on an SVG document, in pixels. */

/** @throws TypeError if the document does not say its size. */
export function svgSize(svg: string): { readonly width: number; readonly height: number } {
  const match = /<svg\b[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"/.exec(svg);
  if (!match) throw new TypeError('svgSize: the document has no width and height');
  return { width: Number(match[1]), height: Number(match[2]) };
}
