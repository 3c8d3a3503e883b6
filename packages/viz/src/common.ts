/** All exports but renderPng, which differs between Node and browsers. */

export type * from './checks/results.ts';
export { classErrorsFigure } from './figures/class-errors.ts';
export { classificationFigure } from './figures/classification.ts';
export { type Construction, type ConstructionStage, constructionFigure } from './figures/construction.ts';
export { doubleDescentFigure } from './figures/double-descent.ts';
export type { Gallery, GalleryOptions } from './figures/gallery.ts';
export { humanFigure } from './figures/human.ts';
export { figure, figures } from './figures/index.ts';
export { lotteryFigure } from './figures/lottery.ts';
export { lotteryAdjacencyFigure } from './figures/lottery-adjacency.ts';
export { lotteryTransferFigure } from './figures/lottery-transfer.ts';
export { metalearnActivationFigure } from './figures/metalearn-activation.ts';
export { metalearnLrFigure } from './figures/metalearn-lr.ts';
export { poolingFigure } from './figures/pooling.ts';
export { samplesFigure } from './figures/samples.ts';
export { selfSupervisedFigure, selfSupervisedTrainingFigure } from './figures/self-supervised.ts';
export { templatesFigure } from './figures/templates.ts';
export { tsneFigure } from './figures/tsne.ts';
export type { Signal } from './parts/signals.ts';
export type { VegaLiteSpec } from './parts/spec.ts';
export type { FigureOptions, Theme } from './parts/theme.ts';
export type { PngOptions } from './render/png-options.ts';
export { renderSvg } from './render/render-svg.ts';
export { type ReportOptions, renderReport } from './report/render-report.ts';
