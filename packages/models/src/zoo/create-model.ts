/** Models by name. */
import { show } from '@mnist1d/checks';
import { unknownName } from '../check-arguments.ts';
import { type CnnOptions, type CnnParams, cnn } from './cnn.ts';
import { type GruOptions, type GruParams, gru } from './gru.ts';
import { type LogisticOptions, type LogisticParams, logistic } from './logistic.ts';
import { type MlpOptions, type MlpParams, mlp } from './mlp.ts';
import type { Classifier } from './model.ts';
import { plainMlp } from './plain-mlp.ts';
import { type PoolingCnnOptions, type PoolingCnnParams, poolingCnn } from './pooling-cnn.ts';

/** The options and parameters of each model. */
export interface Models {
  logistic: { options: LogisticOptions; params: LogisticParams };
  mlp: { options: MlpOptions; params: MlpParams };
  cnn: { options: CnnOptions; params: CnnParams };
  gru: { options: GruOptions; params: GruParams };
  'plain-mlp': { options: MlpOptions; params: MlpParams };
  'pooling-cnn': { options: PoolingCnnOptions; params: PoolingCnnParams };
}

export type ModelName = keyof Models;

const factories: { readonly [N in ModelName]: (options?: Models[N]['options']) => Classifier<Models[N]['params']> } = {
  logistic,
  mlp,
  cnn,
  gru,
  'plain-mlp': plainMlp,
  'pooling-cnn': poolingCnn,
};

/**
 * A model by its name, for programs that take the name from their user; otherwise import the model itself
 * ({@link logistic}, {@link mlp}, {@link cnn}, {@link gru}, {@link plainMlp}, {@link poolingCnn}), and a bundler can leave out the others.
 *
 * @throws TypeError on an unknown name or option, RangeError on a size that is not a positive integer
 */
export function createModel<N extends ModelName>(
  name: N,
  options: Models[N]['options'] = {},
): Classifier<Models[N]['params']> {
  if (!Object.hasOwn(factories, name)) {
    if (typeof name !== 'string') throw new TypeError(`createModel: name must be a string, got ${show(name)}`);
    throw unknownName('createModel', 'model', name, Object.keys(factories));
  }
  return factories[name](options);
}
