/** All exports but renderPng, which differs between Node and browsers. */
export { classificationFigure } from './classification-figure.ts';
export { figure } from './figure.ts';
export type { PngOptions } from './png-options.ts';
export { renderSvg } from './render-svg.ts';
export type * from './results.ts';
export type { VegaLiteSpec } from './spec.ts';
export type { FigureOptions, Theme } from './theme.ts';
