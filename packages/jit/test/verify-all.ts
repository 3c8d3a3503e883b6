/** Set up for all tests of this package in Node: whatever is lowered is verified after each pass. */
import { vi } from 'vitest';

vi.mock(import('../src/run/passes.ts'), async (original) => {
  const passes = await original();
  const lowerSource: typeof passes.lowerSource = (source, there, options) =>
    passes.lowerSource(source, there, { ...options, verify: true });
  return { ...passes, lowerSource };
});
