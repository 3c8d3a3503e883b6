/** The package in browsers. */
export * from './exports.ts';
export { renderPng } from './render/render-png.browser.ts';
