/** What stands in memory around a training step, and what is copied between there and the step at each repetition. */
import type * as tf from '@tensorflow/tfjs-core';
import { type DType, type Node, sizeOf } from '../../graph/graph.ts';
import type { BufferId } from '../../program/expression.ts';
import type { Buffer, Draft } from '../../program/program.ts';
import { Control, type Copy, type Gather, type Repetition } from '../../program/repetition.ts';
import type { Parts } from '../../run/parts.ts';
import type { RecordedStep } from './recorded-step.ts';

/** Steps that WebAssembly carries out at once, at most: there is room for their scalars, and for the rows of their batches. */
export const CHUNK = 1024;

/** Where things stand. */
export interface Places {
  readonly control: BufferId;
  /** Of each of the step's scalars, the values of a chunk. */
  readonly scalars: readonly BufferId[];
  /** The rows of batches, as indices; undefined without data. */
  readonly indices: BufferId | undefined;
  readonly tables: readonly BufferId[];
}

/** The program of a step with what repeats it: `ordered`, by a list of rows, and `plain`, rows in turn, where that is possible. */
export function loopParts(step: RecordedStep, program: Draft): { readonly parts: Parts; readonly places: Places } {
  const buffers = [...program.buffers];
  const reserve = (size: number, dtype: DType): BufferId => buffers.push(room(size, dtype)) - 1;
  const { rows, batchSize, data } = step;
  const places: Places = {
    control: reserve(Control.size, 'int32'),
    scalars: step.scalars.map(() => reserve(CHUNK, 'float32')),
    indices: rows > 0 ? reserve(CHUNK * batchSize, 'int32') : undefined,
    tables: data.tensors.map(({ size, dtype }) => reserve(size, dtype as DType)),
  };
  const around = {
    after: [...handOnCarried(step, program), ...keepScalars(step, program, places)],
    control: places.control,
    counter: program.inputs[step.stateTypes.length + data.tensors.length] as BufferId,
  };
  const ordered: Repetition = { ...around, before: gathers(step, program, places) };
  const plain: Repetition = { ...around, before: batchesInTurn(step, program, places) };
  const hasWholeBatches = rows % batchSize === 0;
  return {
    parts: {
      programs: [program],
      buffers,
      repetitions: {
        ordered: { program: 0, repetition: ordered },
        ...(hasWholeBatches && { plain: { program: 0, repetition: plain } }),
      },
    },
    places,
  };
}

const room = (size: number, dtype: DType): Buffer => ({ shape: [size], size, dtype, permanent: true });

/** The batch of each of the data: where it stands, and the bytes of its rows. */
function batchesOf({ data, stateTypes, rows }: RecordedStep, program: Draft, { tables }: Places) {
  return tables.map((table, t) => ({
    table,
    to: program.inputs[stateTypes.length + t] as BufferId,
    rowBytes: (4 * (data.tensors[t] as tf.Tensor).size) / rows,
  }));
}

function gathers(step: RecordedStep, program: Draft, places: Places): Gather[] {
  const { indices } = places;
  if (indices === undefined) return [];
  return batchesOf(step, program, places).map((batch) => ({ ...batch, indices, count: step.batchSize }));
}

/** The counter says which batch: after the last one, the first. */
function batchesInTurn(step: RecordedStep, program: Draft, places: Places): Copy[] {
  const { batchSize, rows } = step;
  return batchesOf(step, program, places).map(({ table, to, rowBytes }) => ({
    from: { buffer: table, stride: batchSize * rowBytes, by: 'counter', period: rows / batchSize },
    to: { buffer: to },
    bytes: batchSize * rowBytes,
  }));
}

const handOnCarried = ({ recording: { graph }, carried }: RecordedStep, program: Draft): Copy[] =>
  carried.map(([input, output]) => ({
    from: { buffer: program.outputs[output] as BufferId },
    to: { buffer: program.inputs[input] as BufferId },
    bytes: 4 * sizeOf((graph.nodes[graph.outputs[output] as number] as Node).shape),
  }));

const keepScalars = ({ stateTypes }: RecordedStep, program: Draft, { scalars }: Places): Copy[] =>
  scalars.map((buffer, i) => ({
    from: { buffer: program.outputs[stateTypes.length + i] as BufferId },
    to: { buffer, stride: 4 },
    bytes: 4,
  }));
