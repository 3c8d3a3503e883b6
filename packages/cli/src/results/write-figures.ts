/** Figures as files: SVG to scale, PNG to show. */
import { join } from 'node:path';
import { checkName } from '@mnist1d/checks';
import { writeWhole } from '@mnist1d/experiments/storage';
import { renderPng, renderSvg, type VegaLiteSpec } from '@mnist1d/viz';
import { parseArguments } from '../options/argument-error.ts';
import type { Figures, OnFailure } from './figures-of.ts';

const renderers = {
  svg: renderSvg,
  png: (spec: VegaLiteSpec) => renderPng(spec, { scale: 2 }),
} satisfies Record<string, (spec: VegaLiteSpec) => Promise<string | Uint8Array>>;
export type FigureFormat = keyof typeof renderers;
export const figureFormats = Object.keys(renderers) as FigureFormat[];

/** The formats named in a list like `svg,png`. */
export function parseFormats(text: string): FigureFormat[] {
  return parseArguments(() =>
    text.split(',').map((name) => checkName('--format', 'format', name.trim(), figureFormats)),
  );
}

/** Draws figures into a folder and returns the files. Of one that cannot be drawn in every format there is none. */
export async function writeFigures(
  dir: string,
  figures: Figures,
  onError: OnFailure,
  formats: readonly FigureFormat[] = figureFormats,
): Promise<string[]> {
  const files: string[] = [];
  for (const [name, spec] of Object.entries(figures)) {
    let pictures: (string | Uint8Array)[];
    try {
      pictures = await Promise.all(formats.map((format) => renderers[format](spec)));
    } catch (error) {
      onError(name, error);
      continue;
    }
    for (const [i, picture] of pictures.entries()) {
      const file = join(dir, `${name}.${formats[i]}`);
      await writeWhole(file, picture);
      files.push(file);
    }
  }
  return files;
}
