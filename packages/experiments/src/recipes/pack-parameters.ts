/** Parameters as JSON has them, for checkpoints. */
import type { ArrayParameter } from '@mnist1d/models';
import { floatsFromBase64, floatsToBase64 } from './base64.ts';

type Parameters = Readonly<Record<string, ArrayParameter>>;

export const packParameters = (params: Parameters) => mapValues(params, ({ data }) => floatsToBase64(data));

/** @param like parameters of the same names and shapes */
export const unpackParameters = (
  packed: Readonly<Record<string, string>>,
  like: Parameters,
): Record<string, ArrayParameter> => mapParameters(like, (_, key) => floatsFromBase64(packed[key] as string));

/** Parameters of the same shapes, with other values. */
export const mapParameters = (
  params: Parameters,
  fn: (parameter: ArrayParameter, key: string) => Float32Array,
): Record<string, ArrayParameter> =>
  Object.fromEntries(
    Object.entries(params).map(([key, parameter]) => [key, { shape: parameter.shape, data: fn(parameter, key) }]),
  );

export const mapValues = <T, U>(values: Readonly<Record<string, T>>, fn: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fn(value)]));
