/** Figure 1: how a signal is made. A run for each stage. */
import * as v from 'valibot';
import { defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { described, finite, index, list, object, text } from '../values.ts';

const options = object({
  seed: index,
  padding: v.tuple([index, index], 'must be [min, max]'),
  scaleCoeff: finite,
  maxTranslation: index,
  corrNoiseScale: finite,
  iidNoiseScale: finite,
  shearScale: finite,
});

const run = object({
  spec: object({
    stage: text,
    options: described(v.nullable(options), 'Of the dataset; null for the templates as they are'),
  }),
  metrics: object({
    signals: described(
      list(list(finite)),
      'A signal for each digit, not standardised: 12 points of the template, 40 of what is made of it',
    ),
  }),
});

export const constructionKind = defineKind({ id: 'construction', run });

/** One row of Figure 1: a signal for each digit after a stage of its construction. */
export type ConstructionRun = RunOf<typeof constructionKind>;
/** Figure 1. */
export type ConstructionResult = ResultOf<typeof constructionKind>;
