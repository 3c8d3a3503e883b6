/** Runs a tfjs function once on a backend that computes nothing, and keeps the list of kernels that it calls. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attributes, Graph, Node, Shape } from './graph.ts';
import { inferTypes, recordable, recordableType, type TensorType } from './infer-shape.ts';
import { withOrderedTape } from './ordered-tape.ts';

const BACKEND = 'mnist1d-recorder';

/** A recorded function of tensors. */
export interface Recording {
  readonly graph: Graph;
  /** The nodes that stand for the arguments. */
  readonly inputs: readonly number[];
}

/** Thrown when a function does what cannot be recorded. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** The parts of tfjs's engine that are used here; they are not in its types. */
interface Engine {
  backendName: string;
  backendInstance: tf.KernelBackend;
  readonly state: {
    readonly gradientDepth: number;
    readonly tensorInfo: { get(dataId: object): { readonly backend: tf.KernelBackend } | undefined };
  };
  findBackend(name: string): tf.KernelBackend;
}

/**
 * Records `fn` for arguments of the given types. Gradients and optimisers inside it become part of the graph, in the order
 * that second-order gradients need. Tensors that it reads from outside become constants.
 *
 * @param fn a synchronous function of tensors that returns tensors
 * @throws RecordingError when `fn` reads values, is asynchronous, or calls a kernel that cannot be recorded
 */
export function record(fn: (...args: tf.Tensor[]) => readonly tf.Tensor[], types: readonly TensorType[]): Recording {
  const engine = tf.engine() as unknown as Engine;
  if (engine.state.gradientDepth > 0)
    throw new RecordingError(
      'record: a function cannot be recorded inside tf.grad; put the gradient into the function',
    );
  const outside = { name: tf.getBackend(), backend: tf.backend() };
  const recorder = useRecorder();
  recorder.begin();
  engine.backendName = BACKEND;
  engine.backendInstance = recorder;
  try {
    return tf.tidy(() => {
      const inputs = types.map(({ shape, dtype }) => recorder.add('Input', [], {}, shape, dtype));
      const args = inputs.map((id) => recorder.tensorOf(id));
      const results = withOrderedTape(() => fn(...args));
      if (recorder.refusal) throw recorder.refusal;
      if (!Array.isArray(results))
        throw new RecordingError(
          `record: the function must return tensors at once, got ${results instanceof Promise ? 'a promise' : typeof results}`,
        );
      const outputs = results.map((tensor) => recorder.idOf(tensor));
      return { graph: { nodes: recorder.nodes, outputs }, inputs } as unknown as tf.TensorContainer;
    }) as unknown as Recording;
  } finally {
    engine.backendName = outside.name;
    engine.backendInstance = outside.backend;
  }
}

/** The backend: its tensors are names of nodes. */
class Recorder extends tf.KernelBackend {
  nodes: Node[] = [];
  /** Set once the function has done what cannot be recorded. */
  refusal: RecordingError | undefined;
  #ids = new WeakMap<object, number>();
  #captured = new Map<object, number>();

  begin(): void {
    this.nodes = [];
    this.refusal = undefined;
    this.#ids = new WeakMap();
    this.#captured = new Map();
  }

  add(
    kernel: string,
    inputs: readonly number[],
    attrs: Attributes,
    shape: Shape,
    dtype: Node['dtype'],
    values?: Node['values'],
  ): number {
    const id = this.nodes.length;
    this.nodes.push({ id, kernel, inputs, attrs, shape, dtype, ...(values && { values }) });
    return id;
  }

  /** A data identifier that stands for a node. */
  dataIdOf(id: number): object {
    const dataId = {};
    this.#ids.set(dataId, id);
    return dataId;
  }

  tensorOf(id: number): tf.Tensor {
    const { shape, dtype } = this.nodes[id] as Node;
    return tf.engine().makeTensorFromTensorInfo({ dataId: this.dataIdOf(id), shape: [...shape], dtype });
  }

  /** The node of a tensor; one from outside becomes a constant. */
  idOf(tensor: tf.TensorInfo): number {
    const id = this.#ids.get(tensor.dataId) ?? this.#captured.get(tensor.dataId);
    if (id !== undefined) return id;
    const owner = (tf.engine() as unknown as Engine).state.tensorInfo.get(tensor.dataId)?.backend;
    if (!owner)
      throw new RecordingError(
        'record: the function uses a tensor that is disposed, or was made while another was recorded',
      );
    const values = owner.readSync(tensor.dataId) as Float32Array | Int32Array;
    const constant = this.#constant(values, tensor.shape, tensor.dtype);
    this.#captured.set(tensor.dataId, constant);
    return constant;
  }

  #constant(values: tf.BackendValues, shape: Shape, dtype: tf.DataType): number {
    const type = recordableType(dtype);
    const copy = type === 'float32' ? Float32Array.from(values as Float32Array) : Int32Array.from(values as Int32Array);
    return this.add('Constant', [], {}, [...shape], type, copy);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.dataIdOf(this.#constant(values, shape, dtype));
  }

  override readSync(): never {
    throw this.#refuse('dataSync, arraySync, print');
  }

  override read(): never {
    throw this.#refuse('data, array');
  }

  /** tfjs turns what `read` throws into a rejected promise, which the function may ignore: so it is kept, too. */
  #refuse(methods: string): RecordingError {
    this.refusal = new RecordingError(
      `record: the function reads the values of a tensor (${methods}); return the tensor and read it outside`,
    );
    return this.refusal;
  }

  override disposeData(): boolean {
    return true;
  }

  override refCount(): number {
    return 1;
  }

  override incRef(): void {}

  override numDataIds(): number {
    return this.nodes.length;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }
}

let instance: Recorder | undefined;

/** The backend, registered with its kernels at the first call. */
function useRecorder(): Recorder {
  if (instance) return instance;
  const recorder = new Recorder();
  tf.registerBackend(BACKEND, () => recorder, 0);
  (tf.engine() as unknown as Engine).findBackend(BACKEND);
  for (const kernelName of recordable) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => recordCall(recorder, kernelName, inputs, attrs),
    });
  }
  instance = recorder;
  return recorder;
}

function recordCall(
  recorder: Recorder,
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap | undefined,
): tf.TensorInfo | tf.TensorInfo[] {
  const ids = Object.values(inputs)
    .filter((input) => input !== undefined && input !== null)
    .map((input) => recorder.idOf(input));
  const nodes = ids.map((id) => recorder.nodes[id] as Node);
  const types = inferTypes(kernel, nodes, attrs ?? {});
  const settings = { ...(attrs as Attributes) };
  const infos = types.map(({ shape, dtype }, i) => {
    const numbered = types.length > 1 ? { ...settings, output: i } : settings;
    const id = recorder.add(kernel, ids, numbered, shape, dtype);
    return { dataId: recorder.dataIdOf(id), shape: [...shape], dtype };
  });
  return kernel === 'Unpack' || kernel === 'SplitV' ? infos : (infos[0] as tf.TensorInfo);
}
