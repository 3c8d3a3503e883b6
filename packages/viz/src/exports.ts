/** All exports but renderPng, which differs between Node and browsers. */

export type { Claim, ExperimentResult } from '@mnist1d/results';
export * from './figures/index.ts';
export {
  type Drawing,
  defineFigure,
  defineFigures,
  type Figure,
  type FigureSet,
  type FigureSets,
  type Result,
} from './parts/define-figures.ts';
export type { Signal } from './parts/signals.ts';
export type { VegaLiteSpec } from './parts/spec.ts';
export type { FigureOptions, Palette, Theme } from './parts/theme.ts';
export type { PngOptions } from './render/png-options.ts';
export { renderSvg } from './render/render-svg.ts';
export { duration, verdictOf } from './report/format.ts';
export { type ReportOptions, renderReport } from './report/render-report.ts';
