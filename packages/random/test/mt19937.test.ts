import { expect, test } from 'vitest';
import { MT19937 } from '../src/index.ts';

/** The 10,000th output for seed 5489, fixed by the C++ standard for std::mt19937 (ISO C++ [rand.predef]). */
test('the 10,000th output for seed 5489 is the one of the C++ standard', () => {
  const generator = new MT19937(5489);
  for (let i = 1; i < 10_000; i++) generator.nextUint32();
  expect(generator.nextUint32()).toBe(4123659995);
});
