/** A worker that answers a result with the PNG of its figure. */
import { figure, type Result, renderPng } from '../src/index.ts';

globalThis.onmessage = async ({ data }: MessageEvent<Result>) => {
  try {
    globalThis.postMessage(await renderPng(figure(data)));
  } catch (error) {
    globalThis.postMessage(String(error));
  }
};
