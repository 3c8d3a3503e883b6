import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import manifest from 'dejavu-fonts-ttf/package.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { bold, characters, regular } from '../src/parts/dejavu-widths.ts';
import { textWidth } from '../src/parts/text-width.ts';

const fontFile = (name: string): string => fileURLToPath(new URL(`../dist/fonts/${name}.ttf`, import.meta.url));

describe.each([
  ['DejaVuSans', regular, 'normal'],
  ['DejaVuSans-Bold', bold, 'bold'],
] as const)('%s', (name, widths, weight) => {
  test('the table holds the advance widths of the font', () => {
    const advance = readAdvances(readFileSync(fontFile(name)));
    expect([...characters]).toHaveLength(widths.length);
    [...characters].forEach((character, i) => {
      expect(widths[i], character).toBe(advance(character.codePointAt(0)!));
    });
  });

  test('what resvg draws is as wide, to 3 per cent', () => {
    const text = 'After 6,000 steps (in %): accuracy – training & test';
    const size = 40;
    // Two bars of the same letter frame the text, so that its advance shows and not its ink.
    const box = (content: string) =>
      new Resvg(
        `<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="100"><text x="9" y="60" font-family="DejaVu Sans" font-weight="${weight}" font-size="${size}">${content}</text></svg>`,
        { font: { loadSystemFonts: false, fontFiles: [fontFile(name)], defaultFontFamily: 'DejaVu Sans' } },
      ).innerBBox()!.width;
    const drawn = box(`|${text.replace('&', '&amp;')}|`) - box('||');
    expect(textWidth(text, size, weight === 'bold') / drawn).toBeGreaterThan(0.97);
    expect(textWidth(text, size, weight === 'bold') / drawn).toBeLessThan(1.03);
  });
});

test('the fonts are those of DejaVu 2.37, unchanged, with their licence', () => {
  expect(manifest.version).toMatch(/^2\.37\./);
  const source = createRequire(import.meta.url);
  for (const [ours, theirs] of [
    ['DejaVuSans.ttf', 'ttf/DejaVuSans.ttf'],
    ['DejaVuSans-Bold.ttf', 'ttf/DejaVuSans-Bold.ttf'],
    ['DejaVu-LICENSE', 'LICENSE'],
  ]) {
    const copy = readFileSync(fileURLToPath(new URL(`../dist/fonts/${ours}`, import.meta.url)));
    expect(copy.equals(readFileSync(source.resolve(`dejavu-fonts-ttf/${theirs}`)))).toBe(true);
  }
});

test('characters that the table lacks count as a letter', () => {
  expect(textWidth('漢字', 10)).toBeGreaterThan(10);
  expect(textWidth('', 10)).toBe(0);
});

/** Advance width by code point, from a font's tables cmap (format 4), hhea and hmtx (OpenType specification). */
function readAdvances(font: Buffer): (codePoint: number) => number {
  const tables = new Map<string, number>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + 16 * i;
    tables.set(font.toString('latin1', at, at + 4), font.readUInt32BE(at + 8));
  }
  const [cmap, hhea, hmtx] = ['cmap', 'hhea', 'hmtx'].map((tag) => tables.get(tag)!) as [number, number, number];
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + 8 * i),
  );
  const table = subtables.find((at) => font.readUInt16BE(at) === 4)!;
  const segments2 = font.readUInt16BE(table + 6);
  const [ends, starts] = [table + 14, table + 16 + segments2];
  const [deltas, offsets] = [starts + segments2, starts + 2 * segments2];
  const glyph = (codePoint: number): number => {
    let i = 0;
    while (font.readUInt16BE(ends + i) < codePoint) i += 2;
    const start = font.readUInt16BE(starts + i);
    if (start > codePoint) return 0;
    const offset = font.readUInt16BE(offsets + i);
    const index = offset === 0 ? codePoint : font.readUInt16BE(offsets + i + offset + 2 * (codePoint - start));
    return (index + font.readUInt16BE(deltas + i)) & 0xffff;
  };
  const last = font.readUInt16BE(hhea + 34) - 1;
  return (codePoint) => {
    const index = glyph(codePoint);
    if (index === 0) throw new Error(`the font lacks U+${codePoint.toString(16)}`);
    return font.readUInt16BE(hmtx + 4 * Math.min(index, last));
  };
}
