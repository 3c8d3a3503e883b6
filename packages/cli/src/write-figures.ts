/** Figures as files: SVG to scale, PNG to show. */
import { join } from 'node:path';
import { checkName, type ExperimentResult } from '@mnist1d/experiments';
import { writeWhole } from '@mnist1d/experiments/storage';
import {
  type ClassificationResult,
  classErrorsFigure,
  type FigureOptions,
  figure,
  renderPng,
  renderSvg,
  type VegaLiteSpec,
} from '@mnist1d/viz';

const renderers = {
  svg: renderSvg,
  png: (spec: VegaLiteSpec) => renderPng(spec, { scale: 2 }),
} satisfies Record<string, (spec: VegaLiteSpec) => Promise<string | Uint8Array>>;
export type FigureFormat = keyof typeof renderers;
export const figureFormats = Object.keys(renderers) as FigureFormat[];

/** The formats named in a list like `svg,png`. */
export function parseFormats(text: string): FigureFormat[] {
  return text.split(',').map((name) => checkName('--format', 'format', name.trim(), figureFormats));
}

/** All figures of a result, by file name without ending. */
export function resultFigures(
  result: ExperimentResult,
  options: FigureOptions = {},
): Readonly<Record<string, VegaLiteSpec>> {
  const figures: Record<string, VegaLiteSpec> = { [result.experiment]: figure(result, options) };
  if (result.experiment === 'classification' && result.data.runs.some(({ spec }) => spec.kind === 'class-errors')) {
    figures['classification-errors-by-class'] = classErrorsFigure(result as unknown as ClassificationResult, options);
  }
  return figures;
}

/** Draws figures into a folder and returns the files. */
export async function writeFigures(
  dir: string,
  figures: Readonly<Record<string, VegaLiteSpec>>,
  formats: readonly FigureFormat[] = figureFormats,
): Promise<string[]> {
  const files: string[] = [];
  for (const [name, spec] of Object.entries(figures)) {
    for (const format of formats) {
      const file = join(dir, `${name}.${format}`);
      await writeWhole(file, await renderers[format](spec));
      files.push(file);
    }
  }
  return files;
}
