/** Networks as safetensors files, with what is needed to evaluate them again in the metadata. */
import {
  type ArrayParameter,
  createModel,
  decodeSafetensors,
  encodeSafetensors,
  type ModelName,
  modelNames,
  safetensorsMetadata,
} from '@mnist1d/models';
import type { JsonObject } from '@mnist1d/results';

/** Where data come from: options of the dataset, none for the published data, or a file and the SHA-256 of its bytes. */
export type DataSource = { readonly options: JsonObject } | { readonly file: string; readonly sha256: string };

/** What a file says of its network. */
export interface Provenance {
  readonly schema: typeof schema;
  readonly model: ModelName;
  readonly options: JsonObject;
  /** Settings of the training, defaults included. */
  readonly training: JsonObject;
  readonly data: DataSource;
  readonly updates: number;
  /** Of the test rows, in percent and in nats. */
  readonly testAccuracy: number;
  readonly testLoss: number;
  /** What trained it: the package and its version. */
  readonly by: string;
}

export const schema = 'mnist1d.network/1';
const key = 'mnist1d';

export function encodeNetwork(
  params: Readonly<Record<string, ArrayParameter>>,
  provenance: Provenance,
): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(params, { [key]: JSON.stringify(provenance) });
}

/**
 * Parameters, buffers among them, and what the file says of them; undefined where it is another program's.
 *
 * @throws RangeError on a damaged file, tensors that are not float32, or metadata of ours that are not what they should be
 */
export function decodeNetwork(bytes: Uint8Array): {
  readonly params: Record<string, ArrayParameter>;
  readonly provenance: Provenance | undefined;
} {
  const [metadata, tensors] = decode(bytes);
  const other = Object.entries(tensors).find(([, { data }]) => !(data instanceof Float32Array));
  if (other) throw new RangeError(`its tensor '${other[0]}' is of integers, a network's are float32`);
  return {
    params: tensors as Record<string, ArrayParameter>,
    provenance: metadata === undefined ? undefined : parseProvenance(metadata),
  };
}

function decode(bytes: Uint8Array): [metadata: string | undefined, ReturnType<typeof decodeSafetensors>] {
  try {
    return [safetensorsMetadata(bytes)[key], decodeSafetensors(bytes)];
  } catch (cause) {
    const [, reason] = /: (.*)/s.exec((cause as Error).message) ?? [];
    throw new RangeError(`it is no whole safetensors file: ${reason}`, { cause });
  }
}

function parseProvenance(text: string): Provenance {
  try {
    const parsed = JSON.parse(text) as Partial<Provenance>;
    const { model, options, data, updates } = parsed;
    const isSource = data && ('options' in data ? isObject(data.options) : typeof data.file === 'string');
    const isModel = modelNames.some((name) => name === model) && isObject(options);
    if (parsed.schema === schema && isModel && isSource && Number.isSafeInteger(updates)) return parsed as Provenance;
  } catch {
    // Told below.
  }
  throw new RangeError(`its metadata '${key}' are not those of a network that \`mnist1d train\` wrote`);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The model of that name.
 *
 * @throws RangeError or TypeError on options that it refuses
 */
export function modelOf(name: ModelName, options: JsonObject) {
  return createModel(name, options as Parameters<typeof createModel>[1]);
}
