/** Writes WebAssembly modules: functions over one imported memory (WebAssembly specification 2.0, binary format). */

export const I32 = 0x7f;
export const V128 = 0x7b;
type ValueType = typeof I32 | typeof V128;

/** A function that the module imports. */
export interface ImportedFunction {
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Constants in memory: a load takes one instruction of the processor, where a constant in the code takes several. */
export class ConstantPool {
  readonly #address: number;
  readonly #capacity: number;
  readonly #places = new Map<number, number>();

  /** @param address of the first constant, in bytes */
  constructor(address: number, capacity: number) {
    this.#address = address;
    this.#capacity = capacity;
  }

  /** The address of a 32-bit constant; undefined when the pool is full. */
  place(bits: number): number | undefined {
    const known = this.#places.get(bits);
    if (known === undefined && this.#places.size === this.#capacity) return undefined;
    const index = known ?? this.#places.size;
    this.#places.set(bits, index);
    return this.#address + 4 * index;
  }

  /** Writes them into memory. */
  write(memory: WebAssembly.Memory): void {
    new Int32Array(memory.buffer, this.#address, this.#places.size).set([...this.#places.keys()]);
  }
}

/** The body of a function, written instruction by instruction. */
export class FunctionWriter {
  readonly bytes: number[] = [];
  readonly locals: ValueType[] = [];
  readonly #constants: ConstantPool | undefined;

  constructor(constants?: ConstantPool) {
    this.#constants = constants;
  }

  /** A new local of this type. */
  local(type: ValueType): number {
    return this.locals.push(type) - 1;
  }

  op(...bytes: number[]): this {
    this.bytes.push(...bytes);
    return this;
  }

  i32(value: number): this {
    return this.op(0x41, ...signed(value));
  }

  /** A 64-bit integer that has 32 bits. */
  i64(value: number): this {
    return this.op(0x42, ...signed(value));
  }

  get(local: number): this {
    return this.op(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.op(0x21, ...unsigned(local));
  }

  call(index: number): this {
    return this.op(0x10, ...unsigned(index));
  }

  /** Pushes the 32-bit integer at an address known now. */
  load(address: number): this {
    return this.i32(address).op(0x28, 2, 0);
  }

  /** Stores the 32-bit integer on the stack at the address below it. */
  store(): this {
    return this.op(0x36, 2, 0);
  }

  /** An atomic instruction on the 32-bit integer at the address on the stack. */
  atomic(opcode: number): this {
    return this.op(0xfe, ...unsigned(opcode), 2, 0);
  }

  /** Copies bytes: target, source and their number are on the stack. */
  copyMemory(): this {
    return this.op(0xfc, 0x0a, 0, 0);
  }

  /** An instruction of the vector family. */
  simd(opcode: number, ...immediates: number[]): this {
    return this.op(0xfd, ...unsigned(opcode), ...immediates);
  }

  /** A vector instruction that reads or writes memory at the address on the stack plus `offset`. */
  memory(opcode: number, offset: number, ...lane: number[]): this {
    return this.simd(opcode, 2, ...unsigned(offset), ...lane);
  }

  /** Four equal 32-bit values. */
  splat(bits: number): this {
    const place = bits === 0 ? undefined : this.#constants?.place(bits | 0);
    if (place !== undefined) return this.i32(0).memory(0x09, place);
    const word = [bits & 255, (bits >> 8) & 255, (bits >> 16) & 255, bits >>> 24];
    return this.simd(0x0c, ...word, ...word, ...word, ...word);
  }

  /** Ones in the first `lanes` of four 32-bit lanes. */
  mask(lanes: number): this {
    return this.simd(0x0c, ...Array.from({ length: 16 }, (_, byte) => (byte < 4 * lanes ? 255 : 0)));
  }

  /** The 32-bit lanes of the vector on the stack in another order; it is needed there twice. */
  shuffle(lanes: readonly number[]): this {
    return this.simd(0x0d, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
  }

  /** local += value */
  advance(local: number, value: number): this {
    return value === 0 ? this : this.get(local).i32(value).op(0x6a).set(local);
  }

  /** Runs `body` `count` times, at least once. */
  repeat(count: number, body: () => void): void {
    if (count === 1) {
      body();
      return;
    }
    const left = this.local(I32);
    this.i32(count).set(left).op(0x03, 0x40);
    body();
    this.get(left)
      .i32(1)
      .op(0x6b, 0x22, ...unsigned(left), 0x0d, 0x00, 0x0b);
  }
}

/**
 * A module that imports env.memory and functions from env, and exports functions without parameters by name.
 *
 * @param sharedPages of a memory that threads share, at most; its own alone unless given
 */
export function writeModule(
  imports: readonly ImportedFunction[],
  functions: Readonly<Record<string, FunctionWriter>>,
  sharedPages?: number,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(functions);
  const types = [
    ...imports.map(({ params, results }) => [
      0x60,
      ...vector(params.map((p) => [p])),
      ...vector(results.map((r) => [r])),
    ]),
    [0x60, 0, 0],
  ];
  const limits = sharedPages === undefined ? [0x00, 0x01] : [0x03, 0x01, ...unsigned(sharedPages)];
  const memory = [...text('env'), ...text('memory'), 0x02, ...limits];
  const imported = imports.map(({ name }, i) => [...text('env'), ...text(name), 0x00, ...unsigned(i)]);
  const bodies = entries.map(([, { locals, bytes }]) => {
    const body = [...vector(locals.map((type) => [1, type])), ...bytes, 0x0b];
    return [...unsigned(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory, ...imported])),
    ...section(3, vector(entries.map(() => unsigned(imports.length)))),
    ...section(7, vector(entries.map(([name], i) => [...text(name), 0x00, ...unsigned(imports.length + i)]))),
    ...section(10, vector(bodies)),
  ]);
}

/** A module that imports env.memory alone, with a memory that threads share, of any size. */
export function withSharedMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = [...text('env'), ...text('memory')];
  const at = bytes.findIndex((_, i) => name.every((byte, j) => bytes[i + j] === byte));
  const [kind, limits, pages] = bytes.subarray(at + name.length);
  const imported = [1, ...name, kind as number, ...[0x03, pages as number, ...unsigned(65536)]];
  if (limits !== 0 || bytes[at - 1] !== 1) throw new Error('jit: the module must import a memory alone');
  // The section of imports: its number, its length, how many there are.
  const [from, to] = [at - 3, at + name.length + 3];
  return Uint8Array.from([...bytes.subarray(0, from), ...section(2, imported), ...bytes.subarray(to)]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return [...unsigned(value.length), ...Array.from(value, (character) => character.charCodeAt(0))];
}

/** LEB128 of an unsigned integer. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push((value % 128) | (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

/** LEB128 of a signed 32-bit integer. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  value |= 0;
  for (;;) {
    const byte = value & 127;
    value >>= 7;
    if ((value === 0 && (byte & 64) === 0) || (value === -1 && (byte & 64) !== 0)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}
