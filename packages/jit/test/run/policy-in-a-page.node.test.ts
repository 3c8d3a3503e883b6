/** A Content-Security-Policy that forbids WebAssembly is named. */
import { expect, test } from 'vitest';
import { chromiumPath } from '../../../../test/chromium-path.mjs';
import { postedWith } from './posted-by-worker.ts';

const postedUnder = (policy: string) => postedWith('policy-in-a-page.ts', { 'content-security-policy': policy });

test.skipIf(!chromiumPath)('without wasm-unsafe-eval', async () => {
  const reason = "the page's Content-Security-Policy forbids WebAssembly; let its script-src have 'wasm-unsafe-eval'";
  const forbidden = [true, `ExecutionError: jit: ${reason}`];
  expect(await postedUnder("script-src 'self'")).toEqual([
    ...[forbidden, forbidden, forbidden, false],
    [false, `Error: jit: numerics 'fused' cannot be computed here: ${reason}; 'exact' can`],
  ]);
});

test.skipIf(!chromiumPath)('with it all is well', async () => {
  const [square, compiled, position] = (await postedUnder("script-src 'self' 'wasm-unsafe-eval'")) as unknown[];
  expect([square, compiled, position]).toEqual([9, 'compiled', 0]);
});
