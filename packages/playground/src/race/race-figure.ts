/** The curves of a race as a picture of its own. */
import { FONT_SIZE, type LinesOf, type Mark, marksOf } from '../charts/line-chart-marks.ts';

/** Pixels of each of the two charts; above them are their titles. */
const WIDTH = 480;
const HEIGHT = 280;
const HEAD = 28;

const anchors = { left: 'start', center: 'middle', right: 'end' } as const;

/**
 * @param color the value of a custom property of the style
 * @param widthOf the width of a text
 * @returns an SVG document
 */
export function raceFigure(
  { accuracy, loss }: { readonly accuracy: LinesOf; readonly loss: LinesOf },
  color: (name: string) => string,
  widthOf: (text: string) => number,
): string {
  const textOf = ([x, y]: readonly [number, number], text: string, attributes: string) =>
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" dominant-baseline="middle" ${attributes}>${escaped(text)}</text>`;
  const draw = (mark: Mark) => {
    const paint = escaped(color(mark.color));
    if (mark.kind === 'text') {
      const halo = mark.hasHalo
        ? ` paint-order="stroke" stroke="${escaped(color('--background'))}" stroke-width="4" stroke-linejoin="round"`
        : '';
      return textOf(mark.at, mark.text, `fill="${paint}" text-anchor="${anchors[mark.align]}"${halo}`);
    }
    const points = mark.points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    const dashes = mark.isDashed ? ' stroke-dasharray="4 4"' : '';
    const opacity = mark.opacity === undefined ? '' : ` stroke-opacity="${mark.opacity}"`;
    return `<polyline points="${points}" fill="none" stroke="${paint}" stroke-width="${mark.width}" stroke-linejoin="round"${dashes}${opacity}/>`;
  };
  const chart = (left: number, title: string, lines: LinesOf) =>
    `<g transform="translate(${left} 0)">${textOf([12, 16], title, `fill="${escaped(color('--text'))}"`)}
<g transform="translate(0 ${HEAD})">
${marksOf(lines, WIDTH, HEIGHT, widthOf).map(draw).join('\n')}
</g></g>`;
  const [width, height] = [2 * WIDTH, HEAD + HEIGHT];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="${FONT_SIZE}">
<rect width="100%" height="100%" fill="${escaped(color('--background'))}"/>
${chart(0, 'Accuracy over updates, % of the test signals (dashed: training)', accuracy)}
${chart(WIDTH, 'Loss of the batches over updates, nats', loss)}
</svg>
`;
}

/** An SVG document as PNG, so many times as large. */
export async function toPng(svg: string, times: number): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * times;
    canvas.height = image.height * times;
    const context = canvas.getContext('2d');
    context?.scale(times, times);
    context?.drawImage(image, 0, 0);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!png) throw new Error('this browser makes no PNG of it');
    return png;
  } finally {
    URL.revokeObjectURL(url);
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] as string);
}
