/** Runs a tfjs function once on a backend that computes nothing, and keeps the list of kernels that it calls. */
import { registerGradients } from '@mnist1d/gradients';
import * as tf from '@tensorflow/tfjs-core';
import { computeOnCpu, fallbackKernels, inferOnCpu, missingKernel, unpredictableKernel } from '../graph/cpu-backend.ts';
import type { Attributes, Node } from '../graph/graph.ts';
import { inferTypes, recordable } from '../graph/infer-types.ts';
import { RecordingError } from '../graph/recording-error.ts';
import type { TensorType } from '../graph/tensor-type.ts';
import { type ComplexComposer, complexRule } from './complex.ts';
import { composites } from './composite-kernels.ts';
import { engineOf, withoutTape } from './engine.ts';
import { withOrderedTape } from './ordered-tape.ts';
import { Recorder, type Recording } from './recorder.ts';
import { watchEngine } from './watch-engine.ts';

const BACKEND = 'mnist1d-recorder';

/** Whether a function is being recorded just now. */
export const isRecording = () => engineOf().backendName === BACKEND;

/**
 * Records `fn` for arguments of the given types. Gradients and optimisers inside it become part of the graph, in the order
 * that second-order gradients need; one that is being taken outside is none of its business. Tensors that it reads from outside become constants; tf.Variables become inputs, and
 * outputs where they are assigned. Whether it succeeds or not, tfjs's engine and the variables from outside are afterwards as
 * they were, and every tensor that was made is disposed.
 *
 * @param fn a synchronous function of tensors that returns tensors
 * @param abandon called when the recording fails with what there is of it, where `fn` has made variables before; without it
 * they are disposed
 * @param keepsLines whether each node says which line called it, which takes time
 * @throws RecordingError when `fn` reads values, is asynchronous, draws unseeded random numbers, disposes what is not its
 * own, or calls a kernel that cannot be recorded
 */
export function record(
  fn: (...args: tf.Tensor[]) => readonly tf.Tensor[],
  types: readonly TensorType[],
  abandon = ({ created }: Recording) => disposeAll(created),
  keepsLines = false,
): Recording {
  const engine = engineOf();
  if (isRecording()) throw new RecordingError('jit: another function is being recorded');
  // The instance before the name: where no backend is active yet, asking for it chooses one.
  const instance = tf.backend();
  const outside = { instance, name: tf.getBackend() };
  const recorder = useRecorder();
  recorder.begin(keepsLines);
  const restore = watchEngine(recorder);
  engine.backendName = BACKEND;
  engine.backendInstance = recorder;
  let recording: Recording | undefined;
  try {
    withoutTape(() =>
      tf.tidy(() => {
        recording = run(recorder, fn, types);
      }),
    );
  } finally {
    restore();
    engine.backendName = outside.name;
    engine.backendInstance = outside.instance;
    const { created } = recorder;
    if (!recording && created.length > 0) abandon(recorder.recording([], []));
    // Nothing of it stays with the backend.
    recorder.begin();
  }
  return recording as unknown as Recording;
}

export function disposeAll(created: Recording['created']): void {
  for (const { variable } of created) variable.dispose();
}

function run(
  recorder: Recorder,
  fn: (...args: tf.Tensor[]) => readonly tf.Tensor[],
  types: readonly TensorType[],
): Recording {
  const inputs = types.map(({ shape, dtype }) => recorder.add('Input', [], {}, shape, dtype));
  const args = inputs.map((id) => recorder.tensorOf(id));
  const results: unknown = withOrderedTape(() => {
    try {
      return fn(...args);
    } catch (error) {
      const reason = missingKernel(error);
      throw reason ? recorder.refuse(reason) : error;
    }
  });
  // What an asynchronous function does later concerns nobody.
  if (results instanceof Promise) results.catch(() => {});
  if (recorder.refusal) throw recorder.refusal;
  if (!Array.isArray(results))
    throw new RecordingError(
      `jit: the function must return tensors at once, got ${results instanceof Promise ? 'a promise' : typeof results}`,
    );
  return recorder.recording(inputs, results);
}

let instance: Recorder | undefined;
/** Kernels that are registered with the backend. */
const registered = new Set<string>();

function register(recorder: Recorder, kernelName: string, record: tf.KernelFunc): void {
  registered.add(kernelName);
  const composer = composerFor(recorder);
  const kernelFunc: tf.KernelFunc = (call) => {
    const rule = complexRule(kernelName, call.inputs, call.attrs);
    return rule ? rule(composer, call.inputs, call.attrs ?? {}, kernelName) : record(call);
  };
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
}

const composerFor = (recorder: Recorder): ComplexComposer => ({
  call: (kernel, inputs, attrs) => recordCall(recorder, kernel, inputs, attrs) as tf.TensorInfo,
  host: (kernel, inputs) => recordOnHost(recorder, kernel, inputs, {}),
  scalar: (value) => ({ dataId: recorder.write(Float32Array.of(value), [], 'float32'), shape: [], dtype: 'float32' }),
  complex: (parts) => recorder.complex(parts),
  partsOf: (x) => recorder.partsOf(x),
});

/** The backend, registered with its kernels at the first call. */
function useRecorder(): Recorder {
  if (instance) {
    findBackend(instance);
    registerFallbacks(instance);
    return instance;
  }
  registerGradients();
  const recorder = new Recorder();
  findBackend(recorder);
  for (const kernel of recordable)
    if (!Object.hasOwn(composites, kernel))
      register(recorder, kernel, ({ inputs, attrs }) => recordCall(recorder, kernel, inputs, attrs));
  const composer = composerFor(recorder);
  for (const [kernel, compose] of Object.entries(composites))
    register(recorder, kernel, ({ inputs, attrs }) => compose(composer, inputs, attrs ?? {}));
  registerFallbacks(recorder);
  instance = recorder;
  return recorder;
}

/** Makes the backend known to the engine, which forgets it in `tf.engine().reset()`. */
function findBackend(recorder: Recorder): void {
  if (engineOf().findBackend(BACKEND)) return;
  tf.registerBackend(BACKEND, () => recorder, 0);
  engineOf().findBackend(BACKEND);
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

/** Registers what the cpu backend can do and nothing here can; the backend may have come since the last time. */
function registerFallbacks(recorder: Recorder): void {
  for (const kernel of fallbackKernels()) {
    if (registered.has(kernel)) continue;
    register(recorder, kernel, ({ inputs, attrs }) => {
      const infos = recordOnHost(recorder, kernel, inputs, attrs ?? {});
      // As kernels give them: one result alone, or a list.
      return infos.length === 1 ? (infos[0] as tf.TensorInfo) : infos;
    });
  }
}

/** The results of a kernel that the cpu backend carries out. What it makes of constants is a constant. */
function recordOnHost(
  recorder: Recorder,
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap,
): tf.TensorInfo[] {
  const reason = unpredictableKernel(kernel, attrs);
  const isKnown = (input: tf.TensorInfo | undefined) => !input || recorder.nodes[recorder.idOf(input)]?.values;
  if (reason && !Object.values(inputs).every((input) => !Array.isArray(input) && isKnown(input)))
    throw recorder.refuse(reason);
  const given = Object.entries(inputs as Record<string, tf.TensorInfo | undefined>).flatMap(([name, input]) =>
    input ? [{ name, id: recorder.idOf(input) }] : [],
  );
  const names = given.map(({ name }) => name);
  const ids = given.map(({ id }) => id);
  const nodes = ids.map((id) => recorder.nodes[id] as Node);
  const known = nodes.flatMap(({ values, ...type }) => (values ? [{ ...type, values }] : []));
  if (known.length === nodes.length)
    return computeOnCpu(kernel, names, known, attrs).map(({ shape, dtype, values }) => ({
      dataId: recorder.write(values, [...shape], dtype),
      shape: [...shape],
      dtype,
    }));
  const types = inferOnCpu(kernel, names, nodes, attrs);
  return types.map(({ shape, dtype }, output) => {
    const settings = { ...(attrs as Attributes), output, outputs: types.length };
    const id = recorder.add(kernel, ids, settings, shape, dtype, { names });
    return { dataId: recorder.dataIdOf(id), shape: [...shape], dtype };
  });
}
