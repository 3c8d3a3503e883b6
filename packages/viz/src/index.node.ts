/** The package in Node. */
export * from './common.ts';
export { renderPng } from './render/render-png.node.ts';
