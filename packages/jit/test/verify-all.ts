/** Set up for all tests of this package in Node: whatever is lowered is verified after each pass. */
import { vi } from 'vitest';
import { atOnce } from '../src/run/turns.ts';

vi.mock(import('../src/run/passes.ts'), async (original) => {
  const passes = await original();
  const lowerInPieces: typeof passes.lowerInPieces = (source, there, options) =>
    passes.lowerInPieces(source, there, { ...options, verify: true });
  const lowerSource: typeof passes.lowerSource = (...args) => atOnce(lowerInPieces(...args));
  return { ...passes, lowerInPieces, lowerSource };
});
