/** The package in browsers. */
export * from './common.ts';
export { renderPng } from './render/render-png.browser.ts';
