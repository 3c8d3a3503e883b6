/** What our elements extend: HTMLElement, or nothing where pages are rendered before there is a document. */
export const BaseElement = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;
