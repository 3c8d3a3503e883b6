/** The package in Node. */
export * from './exports.ts';
export { renderPng } from './render/render-png.node.ts';
