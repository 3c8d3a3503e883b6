/** The types of the paper's kinds are those that an experiment is made of. */
import { expectTypeOf, test } from 'vitest';
import type { JsonObject, Kind, OutputOf, Run, RunOf, RunOutput, SpecOf } from '../src/index.ts';
import type { classificationKind } from '../src/kinds/classification.ts';
import type { constructionKind } from '../src/kinds/construction.ts';
import type { doubleDescentKind } from '../src/kinds/double-descent.ts';
import type { humanKind } from '../src/kinds/human.ts';
import type { lotteryKind } from '../src/kinds/lottery.ts';
import type { metalearnActivationKind } from '../src/kinds/metalearn-activation.ts';
import type { metalearnLrKind } from '../src/kinds/metalearn-lr.ts';
import type { poolingKind } from '../src/kinds/pooling.ts';
import type { selfSupervisedKind } from '../src/kinds/self-supervised.ts';
import type { tsneKind } from '../src/kinds/tsne.ts';

type Ours =
  | typeof classificationKind
  | typeof constructionKind
  | typeof doubleDescentKind
  | typeof humanKind
  | typeof lotteryKind
  | typeof metalearnActivationKind
  | typeof metalearnLrKind
  | typeof poolingKind
  | typeof selfSupervisedKind
  | typeof tsneKind;

test('specifications and outputs are JSON', () => {
  expectTypeOf<Ours>().toExtend<Kind>();
  expectTypeOf<SpecOf<Ours>>().toExtend<JsonObject>();
  expectTypeOf<OutputOf<Ours>>().toExtend<RunOutput>();
  expectTypeOf<RunOf<Ours>>().toExtend<Run>();
  expectTypeOf<Run<SpecOf<typeof lotteryKind, 'pruning'>, OutputOf<typeof lotteryKind, 'pruning'>>>().toExtend<
    RunOf<typeof lotteryKind>
  >();
});
