/** Which way a program goes: with all threads, or in one alone. */
import { expect, test } from 'vitest';
import { Pace } from '../../src/run/pace.ts';

/** The ways of so many calls of ten steps, where a step takes so long either way. */
function ways(calls: number, times: { readonly alone: number; readonly together: number }, pace = new Pace()) {
  return Array.from({ length: calls }, () => {
    const way = pace.choose(10);
    pace.note(way, 10 * times[way], 10);
    return way;
  });
}

test('together first, alone once, then whichever is faster', () => {
  const faster = ways(40, { alone: 2, together: 1 });
  expect(faster.indexOf('alone')).toBe(20);
  expect(faster.filter((way) => way === 'alone')).toHaveLength(1);
  const slower = ways(60, { alone: 1, together: 2 });
  expect(slower.slice(0, 10)).not.toContain('alone');
  expect(slower.slice(10, 35)).not.toContain('together');
});

test('what is slower is tried again, and chosen once it is faster: little time is lost by it', () => {
  const pace = new Pace();
  const busy = ways(1000, { alone: 1, together: 3 }, pace);
  const again = busy.slice(10).filter((way) => way === 'together').length;
  expect(again).toBeGreaterThan(5);
  expect(again).toBeLessThan(20);
  const quiet = ways(200, { alone: 2, together: 1 }, pace);
  expect(quiet.slice(40).filter((way) => way === 'alone').length).toBeLessThan(6);
});

test('a clock that does not move decides for all threads', () => {
  expect(new Set(ways(50, { alone: 0, together: 0 }))).toEqual(new Set(['together']));
});
