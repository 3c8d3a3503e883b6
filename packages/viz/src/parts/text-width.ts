/**
 * Widths of text without a canvas. Vega estimates 0.8 em per character where it has none, which pushes legends and titles
 * apart; this gives it the font's own widths, in browsers too, so that a layout does not depend on the fonts that are installed.
 */
import type * as Vega from 'vega';
import { bold, characters, regular } from './dejavu-widths.ts';

const UNITS_PER_EM = 2048;
/** For characters that the tables lack: about the width of a letter. */
const OTHER_WIDTH = 1300;

const positions = new Map([...characters].map((character, i) => [character, i]));

/** Width in pixels of one line of DejaVu Sans. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  const widths = isBold ? bold : regular;
  let units = 0;
  for (const character of text) units += widths[positions.get(character) ?? -1] ?? OTHER_WIDTH;
  return (units * fontSize) / UNITS_PER_EM;
}

/** Of a Vega text item, what its width depends on. */
interface TextItem {
  readonly font?: string;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  /** The width at which Vega cuts the text. */
  readonly limit?: number;
}

/** Vega's measuring, which its types leave out: a function in `width` replaces its own. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number;
}

const installed = new WeakSet<TextMetrics['width']>();

/** Makes Vega measure DejaVu Sans by its own widths. Text in other fonts is measured as before. Idempotent. */
export function installTextWidths(vega: typeof Vega): void {
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics };
  const otherFonts = textMetrics.width;
  if (installed.has(otherFonts)) return;
  const measure: TextMetrics['width'] = (item, text) => {
    if (text === null || text === undefined) return 0;
    const width = /^\s*["']?DejaVu Sans\b/.test(item.font ?? '')
      ? textWidth(String(text).trim(), item.fontSize ?? 11, isBold(item.fontWeight))
      : otherFonts({ ...item, limit: 0 }, text); // with a limit, Vega's own would measure here again to cut the text
    return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
  };
  installed.add(measure);
  textMetrics.width = measure;
}

function isBold(weight: string | number | undefined): boolean {
  return weight === 'bold' || weight === 'bolder' || Number(weight) >= 600;
}
