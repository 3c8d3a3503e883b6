import { expect, test } from 'vitest';
import { figure, renderPng, renderSvg } from '../src/index.ts';
import { palettes } from '../src/parts/theme.ts';
import { svgSize } from '../src/render/svg-size.ts';
import { countPixels, type Pixels } from './count-pixels.ts';
import { exampleResult } from './example-result.ts';

async function decode(png: Uint8Array): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return { width, height, pixels: context.getImageData(0, 0, width, height).data };
}

test('renderPng in a browser draws lines, colours and text, as large as asked', async () => {
  const spec = figure(exampleResult());
  const { width, height } = svgSize(await renderSvg(spec));
  const image = await decode(await renderPng(spec, { scale: 2 }));
  expect([image.width, image.height]).toEqual([2 * width, 2 * height]);
  for (const colour of Object.values(palettes.light.models)) expect(countPixels(image, colour)).toBeGreaterThan(500);
  expect(countPixels(image, '#ffffff')).toBeGreaterThan(image.width * image.height * 0.7);
  expect(countPixels(image, '#000000', 0, 52)).toBeGreaterThan(200);
});

test('renderPng works in a worker', async () => {
  const worker = new Worker(new URL('./render-in-worker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      worker.onmessage = ({ data }) => (data instanceof Uint8Array ? resolve(data) : reject(new Error(String(data))));
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.postMessage(exampleResult());
    const image = await decode(await answer);
    for (const colour of Object.values(palettes.light.models)) expect(countPixels(image, colour)).toBeGreaterThan(500);
    expect(countPixels(image, '#000000', 0, 52)).toBeGreaterThan(200);
  } finally {
    worker.terminate();
  }
});

test('the size does not depend on the pixel ratio of the screen', async () => {
  const spec = figure(exampleResult([42], 3));
  const ratio = Object.getOwnPropertyDescriptor(window, 'devicePixelRatio')!;
  const at1 = await decode(await renderPng(spec, { scale: 1 }));
  Object.defineProperty(window, 'devicePixelRatio', { value: 3, configurable: true });
  try {
    const at3 = await decode(await renderPng(spec, { scale: 1 }));
    expect([at3.width, at3.height]).toEqual([at1.width, at1.height]);
  } finally {
    Object.defineProperty(window, 'devicePixelRatio', ratio);
  }
});

test('the SVG of a browser is a document that it can show', async () => {
  const svg = await renderSvg(figure(exampleResult()));
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  const texts = [...document.querySelectorAll('text')].map(({ textContent }) => textContent);
  for (const label of ['Training accuracy', 'Test accuracy', 'Human', 'Logistic', 'Shuffled'])
    expect(texts).toContain(label);
});
