/** Threads in Chromium: where the page is cross-origin isolated, and one alone where it is not, or allows no workers of them. */
import { expect, test } from 'vitest';
import { chromiumPath } from '../../../../test/chromium-path.mjs';
import { isolating, postedWith } from './posted-by-worker.ts';

const script = 'threads-in-a-page.ts';

test.skipIf(!chromiumPath)('of an isolated page: two, the same bits', async () => {
  expect(await postedWith(script, isolating)).toEqual({ isIsolated: true, areEqual: true, isDivided: true });
});

test.skipIf(!chromiumPath)('of any other: one, and no error', async () => {
  expect(await postedWith(script, {})).toEqual({
    ...{ isIsolated: false, areEqual: true, isDivided: false },
    why: 'the page is not cross-origin isolated',
  });
});

test.skipIf(!chromiumPath)('of one whose policy has no blob: for workers: one, and no error', async () => {
  const policy = { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'" };
  expect(await postedWith(script, { ...isolating, ...policy })).toEqual({
    ...{ isIsolated: true, areEqual: true, isDivided: false },
    why: 'the others could not start, or ended',
  });
});
