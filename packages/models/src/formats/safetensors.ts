/** Parameters to and from safetensors files, which PyTorch, JAX and others read. */
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { checkParams } from '../check-arguments.ts';
import type { Classifier, Params } from '../model.ts';
import { decodeSafetensors, encodeSafetensors, type SafetensorsArray } from './safetensors-format.ts';

/**
 * Writes parameters, buffers among them, as a safetensors file; Python's `safetensors.torch.load` gives a state_dict of it, which
 * `load_state_dict` takes.
 *
 * @param params float32 or int32 tensors; they are not disposed
 * @throws TypeError on a tensor of another type
 */
export async function saveSafetensors(params: Params): Promise<Uint8Array<ArrayBuffer>> {
  const entries = Object.entries(params).map(async ([name, values]): Promise<[string, SafetensorsArray]> => {
    if (values.dtype !== 'float32' && values.dtype !== 'int32') {
      throw new TypeError(`saveSafetensors: '${name}' must be float32 or int32, got ${values.dtype}`);
    }
    return [name, { shape: values.shape, data: (await values.data()) as Float32Array | Int32Array }];
  });
  return encodeSafetensors(Object.fromEntries(await Promise.all(entries)));
}

/**
 * Reads parameters, buffers among them, from a safetensors file of float32 and int32 tensors. PyTorch's `num_batches_tracked` are left
 * out.
 *
 * @returns tensors the caller owns, in the order of the file's header
 * @throws RangeError on a damaged file
 */
export function loadSafetensors(bytes: Uint8Array): Params;
/**
 * Reads the parameters of a model.
 *
 * @param model which they must fit
 * @returns tensors the caller owns, in the order of the model's
 * @throws RangeError on a damaged file, RangeError or TypeError on parameters that do not fit the model
 */
export function loadSafetensors<P extends Params>(bytes: Uint8Array, model: Classifier<P>): P;
export function loadSafetensors(bytes: Uint8Array, model?: Classifier<Params>): Params {
  const arrays = decodeSafetensors(bytes);
  if (model) checkParams('loadSafetensors', model.shapes, arrays);
  const tensors = Object.keys(model?.shapes ?? arrays).map((name): [string, Tensor] => {
    const { shape, data } = arrays[name] as SafetensorsArray;
    return [name, tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32')];
  });
  return Object.fromEntries(tensors);
}
