/** Ways to break a valid program, and that each is refused with its rule. */
import { describe, expect, test } from 'vitest';
import type { Buffer, ProductStep, Step } from '../../../src/program/program.ts';
import { verify } from '../../../src/program/verify/verify.ts';
import type { Case } from './valid-programs.ts';

/** Breaks a valid program. */
export type Break = (program: Case) => void;

/** Another step in its place. */
export const put =
  (step: Step, i = 0): Break =>
  (program) => {
    program.steps[i] = step;
  };
export const append =
  (step: Step): Break =>
  (program) => {
    program.steps.push(step);
  };
/** Another version of a step. */
export const change =
  <S extends Step>(settings: Partial<S> | ((step: S) => Partial<S>), i = 0): Break =>
  (program) => {
    const step = program.steps[i] as S;
    program.steps[i] = { ...step, ...(typeof settings === 'function' ? settings(step) : settings) };
  };
export const changeProduct = change<ProductStep>;
export const changeBuffer =
  (id: number, settings: Partial<Buffer>): Break =>
  (program) => {
    program.buffers[id] = { ...program.buffers[id]!, ...settings };
  };

/** A change of a valid program, by its name, and what the message says. */
type Broken = [name: string, valid: () => Case, breakIt: Break, message: string];

/** Tests them by the paragraph of the definition that they offend. */
export function testBroken(paragraphs: [string, Broken[]][]): void {
  describe.each(paragraphs)('%s', (_, breaks) => {
    test.each(breaks)('%s', (_, make, breakIt, message) => {
      const program = make();
      breakIt(program);
      const { buffers, ...rest } = program;
      expect(() => verify(rest, buffers)).toThrow(message);
    });
  });
}
