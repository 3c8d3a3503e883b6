/** The zoo: the list of the models, each by itself and by its name. */
import { checkName, show } from '@mnist1d/checks';
import type { Classifier, Params } from '../model.ts';
import { cnn } from './cnn.ts';
import { dilatedCnn } from './dilated-cnn.ts';
import { gru } from './gru.ts';
import { logistic } from './logistic.ts';
import { mlp, plainMlp } from './mlp.ts';
import { poolingCnn } from './pooling-cnn.ts';
import { resnet } from './resnet.ts';
import { tcn } from './tcn.ts';

export * from './cnn.ts';
export * from './conv-encoder.ts';
export * from './define-classifier.ts';
export * from './dilated-cnn.ts';
export * from './gru.ts';
export type { SizePerLayer } from './layer-options.ts';
export * from './logistic.ts';
export * from './mlp.ts';
export * from './pooling-cnn.ts';
export * from './resnet.ts';
export * from './tcn.ts';

const factories = {
  logistic,
  mlp,
  cnn,
  gru,
  'plain-mlp': plainMlp,
  'pooling-cnn': poolingCnn,
  resnet,
  'dilated-cnn': dilatedCnn,
  tcn,
};

export type ModelName = keyof typeof factories;

/** The names that {@link createModel} knows. */
export const modelNames = /* @__PURE__ */ Object.keys(factories) as readonly ModelName[];

/** The options and parameters of each model. */
export type Models = {
  [N in ModelName]: (typeof factories)[N] extends (options?: infer O) => Classifier<infer P extends Params>
    ? { options: NonNullable<O>; params: P }
    : never;
};

/**
 * A model by its name, for programs that take the name from their user; otherwise import the model itself, like {@link cnn},
 * and a bundler can leave out the others.
 *
 * @throws RangeError on an unknown name or option, or a size that is not a positive integer
 */
export function createModel<N extends ModelName>(
  name: N,
  options: Models[N]['options'] = {},
): Classifier<Models[N]['params']> {
  if (typeof name !== 'string') throw new TypeError(`createModel: name must be a string, got ${show(name)}`);
  checkName('createModel', 'model', name, modelNames);
  const create = factories[name] as (options: Models[N]['options']) => Classifier<Models[N]['params']>;
  return create(options);
}
