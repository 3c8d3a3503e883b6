/** All exports but renderPng, which differs between Node and browsers. */
export { classErrorsFigure } from './class-errors-figure.ts';
export { classificationFigure } from './classification-figure.ts';
export { type Construction, type ConstructionStage, constructionFigure } from './construction-figure.ts';
export { figure } from './figure.ts';
export type { Gallery, GalleryOptions } from './gallery-figure.ts';
export type { PngOptions } from './png-options.ts';
export { renderSvg } from './render-svg.ts';
export type * from './results.ts';
export { samplesFigure } from './samples-figure.ts';
export type { Signal } from './signals.ts';
export type { VegaLiteSpec } from './spec.ts';
export { templatesFigure } from './templates-figure.ts';
export type { FigureOptions, Theme } from './theme.ts';
