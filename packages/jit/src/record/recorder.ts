/** The tfjs backend that computes nothing: its tensors are names of the nodes of a graph. */
import * as tf from '@tensorflow/tfjs-core';
import type { Attributes, Graph, Node, Shape } from '../graph/graph.ts';
import { RecordingError } from '../graph/recording-error.ts';
import { recordableType } from '../graph/tensor-type.ts';
import type { ComplexParts } from './complex.ts';
import { engineOf, unreadable } from './engine.ts';
import { type Outside, settingsOf } from './outside.ts';
import { userLine } from './user-line.ts';

/** A recorded function of tensors. */
export interface Recording {
  /** Its outputs: what the function returned, then the variables that it assigned. */
  readonly graph: Graph;
  /** The nodes that stand for the arguments. */
  readonly inputs: readonly number[];
  /** How many of the outputs the function returned. */
  readonly results: number;
  readonly variables: readonly CapturedVariable[];
  /** Variables that the function made, and the nodes of their initial values. */
  readonly created: readonly { readonly variable: tf.Variable; readonly initial: number }[];
  readonly outside: Outside;
}

/** A tf.Variable that a function reads or assigns. */
export interface CapturedVariable {
  readonly variable: tf.Variable;
  /** The node of its value before the call. */
  readonly input: number;
  /** The place of its value after the call among the outputs, where it is assigned. */
  readonly output: number | undefined;
}

/** What a function that is recorded inside of another takes of that one. */
export interface Taken {
  readonly tensor: tf.TensorInfo;
  /** The node that stands for it inside. */
  readonly input: number;
}

export class Recorder extends tf.KernelBackend {
  nodes: Node[] = [];
  #keepsLines = false;
  /** Set once the function has done what cannot be recorded. */
  refusal: RecordingError | undefined;
  #ids = new WeakMap<object, number>();
  /** Complex tensors have no nodes of their own. */
  #complex = new WeakMap<object, ComplexParts>();
  /** How many tensors and variables share data, where it is more than one. */
  #references = new WeakMap<object, number>();
  #captured = new Map<object, number>();
  /** The input nodes of variables. Several may hold the same data, so they are told apart as objects. */
  #variables = new Map<tf.Variable, number>();
  /** Variables that the function has assigned, and the data that they had before. */
  readonly assigned = new Map<tf.Variable, tf.Tensor['dataId']>();
  created: { variable: tf.Variable; initial: number }[] = [];
  /** How often each optimiser has applied gradients. */
  readonly updates = new Map<tf.Optimizer, number>();
  /** Of a function inside of another: tensors by their numbers, for several may share data; other values by their data. */
  #taken: Map<number | object, Taken> | undefined;

  begin(keepsLines = false): void {
    this.#keepsLines = keepsLines;
    this.nodes = [];
    this.refusal = undefined;
    this.#ids = new WeakMap();
    this.#captured = new Map();
    this.#variables.clear();
    this.assigned.clear();
    this.created = [];
    this.updates.clear();
    this.#taken = undefined;
  }

  get isInside(): boolean {
    return this.#taken !== undefined;
  }

  /** What is recorded so far. */
  recording(inputs: readonly number[], results: readonly tf.Tensor[]): Recording {
    const outputs = results.map((tensor) => this.idOf(tensor));
    const variables = [...this.#variables].map(([variable, input]) => {
      const output = this.assigned.has(variable) ? outputs.push(this.idOf(variable)) - 1 : undefined;
      return { variable, input, output };
    });
    const optimizers = [...this.updates].map(([optimizer, updates]) => ({
      ...{ optimizer, updates, settings: settingsOf(optimizer) },
    }));
    return {
      graph: { nodes: this.nodes, outputs },
      inputs,
      results: results.length,
      variables,
      created: this.created,
      outside: { captured: [...this.#captured.keys()], optimizers },
    };
  }

  /** Records what `fn` does as a graph of its own; what it uses of the graph around becomes inputs. */
  inside<T>(fn: () => T): { readonly made: T; readonly nodes: readonly Node[]; readonly taken: readonly Taken[] } {
    const { nodes } = this;
    const [ids, taken] = [this.#ids, this.#taken];
    this.nodes = [];
    this.#ids = new WeakMap();
    this.#taken = new Map();
    try {
      const made = fn();
      return { made, nodes: this.nodes, taken: [...this.#taken.values()] };
    } finally {
      this.nodes = nodes;
      this.#ids = ids;
      this.#taken = taken;
    }
  }

  #take(tensor: tf.TensorInfo): number {
    const key = tensor instanceof tf.Tensor ? tensor.id : tensor.dataId;
    const known = this.#taken?.get(key);
    if (known) return known.input;
    const input = this.add('Input', [], {}, [...tensor.shape], recordableType(tensor.dtype));
    this.#taken?.set(key, { tensor, input });
    return input;
  }

  /** Gives a variable another value, for the rest of the recording. */
  assign(variable: tf.Variable, value: tf.Tensor): void {
    if (this.#taken)
      throw this.refuse(
        `the variable ${variable.name} is assigned inside of a branch or a step; hand its value on, and assign it outside`,
      );
    const id = this.idOf(value);
    this.idOf(variable);
    if (!this.assigned.has(variable)) this.assigned.set(variable, variable.dataId);
    variable.dataId = this.dataIdOf(id);
  }

  /** Whether the variable was made by the function; it is as it was made then, and left to the caller. */
  forget(variable: tf.Variable): boolean {
    const kept = this.created.filter((made) => made.variable !== variable);
    if (kept.length === this.created.length) return false;
    this.created = kept;
    variable.dataId = this.assigned.get(variable) ?? variable.dataId;
    this.assigned.delete(variable);
    return true;
  }

  #variable(variable: tf.Variable): number {
    const input = this.add('Input', [], {}, [...variable.shape], recordableType(variable.dtype));
    this.#variables.set(variable, input);
    return input;
  }

  add(
    kernel: string,
    inputs: readonly number[],
    attrs: Attributes,
    shape: Shape,
    dtype: Node['dtype'],
    more: Pick<Node, 'values' | 'names' | 'control'> = {},
  ): number {
    const id = this.nodes.length;
    const line = this.#keepsLines && { line: userLine() };
    this.nodes.push({ id, kernel, inputs, attrs, shape, dtype, ...more, ...line });
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

  complex(parts: ComplexParts): tf.TensorInfo {
    const dataId = {};
    this.#complex.set(dataId, parts);
    return { dataId, shape: parts.real.shape, dtype: 'complex64' };
  }

  partsOf({ dataId, shape }: tf.TensorInfo): ComplexParts {
    const parts = this.#complex.get(dataId);
    if (!parts)
      throw this.refuse(
        `the function uses a complex tensor of shape [${shape}] from outside; take tf.real and tf.imag of it there`,
      );
    return parts;
  }

  /** The node of a tensor; one from outside becomes a constant, a variable from outside an input. */
  idOf(tensor: tf.TensorInfo): number {
    const { dataId, shape, dtype } = tensor;
    if (tensor instanceof tf.Tensor && tensor.isDisposed)
      throw this.refuse(
        `the function uses a tensor of shape [${shape}] that is disposed; tensors that are made while a function is recorded live until it returns`,
      );
    const known = this.#ids.get(dataId);
    if (known !== undefined) return known;
    if (tensor instanceof tf.Variable && !isOurs(tensor))
      throw this.refuse(
        `the variable ${tensor.name} is of another copy of @tensorflow/tfjs-core than the one that jit imports; see to it that there is one`,
      );
    if (this.#taken) return this.#take(tensor);
    if (tensor instanceof tf.Variable) return this.#variables.get(tensor) ?? this.#variable(tensor);
    const captured = this.#captured.get(dataId);
    if (captured !== undefined) return captured;
    const owner = engineOf().state.tensorInfo.get(dataId)?.backend;
    if (!owner) throw this.refuse(`the function uses data of shape [${shape}] that tfjs does not hold any more`);
    let values: tf.BackendValues;
    try {
      values = owner.readSync(dataId);
    } catch (cause) {
      throw this.refuse(unreadable(tensor, cause));
    }
    const constant = this.#constant(values, shape, dtype);
    this.#captured.set(dataId, constant);
    return constant;
  }

  #constant(values: tf.BackendValues, shape: Shape, dtype: tf.DataType): number {
    const type = recordableType(dtype);
    const copy = type === 'float32' ? Float32Array.from(values as Float32Array) : Int32Array.from(values as Int32Array);
    return this.add('Constant', [], {}, [...shape], type, { values: copy });
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    return this.dataIdOf(this.#constant(values, shape, dtype));
  }

  override readSync(): never {
    throw this.refuse(READS.replace('%', 'dataSync, arraySync, print'));
  }

  /** A rejected promise may have nobody to catch it, and end the process; this one never settles. */
  override read(): Promise<never> {
    this.refuse(READS.replace('%', 'data, array'));
    return new Promise(() => {});
  }

  /** The function may catch what is thrown, so it is kept, too. */
  refuse(reason: string): RecordingError {
    this.refusal ??= new RecordingError(`jit: ${reason}`);
    return this.refusal;
  }

  override disposeData(dataId: object): boolean {
    const references = this.refCount(dataId) - 1;
    this.#references.set(dataId, references);
    return references < 1;
  }

  override refCount(dataId: object): number {
    return this.#references.get(dataId) ?? 1;
  }

  override incRef(dataId: object): void {
    this.#references.set(dataId, this.refCount(dataId) + 1);
  }

  /** None: tfjs looks here for leaks of a kernel, and constants would look like some. */
  override numDataIds(): number {
    return 0;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  /** Nothing is held: `tf.engine().reset()` disposes every backend. */
  override dispose(): void {}

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }
}

/** tfjs's own instanceof takes what looks like a variable. */
const isOurs = (variable: tf.Variable) => Object.prototype.isPrototypeOf.call(tf.Variable.prototype, variable);

const READS = 'the function reads the values of a tensor (%); return the tensor and read it outside';
