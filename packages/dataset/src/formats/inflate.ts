/** Decompresses DEFLATE (RFC 1951), synchronously, as the platform's DecompressionStream cannot. After zlib's puff. */

/** A code of Huffman's: how many codes there are of each length, and the symbols in the order of their codes. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

/** The last and longest lengths and distances of table 3.2.5 follow each other by these steps. */
const LENGTHS = steps([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5], 3);
LENGTHS.base[28] = 258;
LENGTHS.extra[28] = 0;
const DISTANCES = steps([0, 0, 0, 0, ...Array.from({ length: 26 }, (_, i) => 1 + (i >> 1))], 1);
/** In which order the lengths of the code for code lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** No byte stands for more. */
const MOST = 1032;

/**
 * The bytes that were compressed, or undefined where they are damaged or not so many.
 *
 * @param size how many bytes it is to be
 */
export function inflate(bytes: Uint8Array, size: number): Uint8Array | undefined {
  if (size > MOST * bytes.length) return undefined;
  const output = new Uint8Array(size);
  try {
    return inflateInto(output, bytes) === size ? output : undefined;
  } catch (error) {
    if (error === damaged) return undefined;
    throw error;
  }
}

const damaged = new RangeError('inflate: bytes must be of DEFLATE');

function inflateInto(output: Uint8Array, bytes: Uint8Array): number {
  let [at, bit, written] = [0, 0, 0];
  const bits = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i++) {
      if (at >= bytes.length) throw damaged;
      value |= (((bytes[at] as number) >> bit) & 1) << i;
      bit = (bit + 1) & 7;
      if (bit === 0) at++;
    }
    return value;
  };
  const symbol = ({ counts, symbols }: Code) => {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= 15; length++) {
      code |= bits(1);
      const count = counts[length] as number;
      if (code - count < first) return symbols[index + code - first] as number;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw damaged;
  };
  const write = (byte: number) => {
    if (written >= output.length) throw damaged;
    output[written++] = byte;
  };
  const stored = () => {
    if (bit > 0) [at, bit] = [at + 1, 0];
    const length = bits(16);
    if (bits(16) !== (length ^ 0xffff) || at + length > bytes.length) throw damaged;
    for (let i = 0; i < length; i++) write(bytes[at++] as number);
  };
  const compressed = (literals: Code, distances: Code) => {
    for (let next = symbol(literals); next !== 256; next = symbol(literals)) {
      if (next < 256) {
        write(next);
        continue;
      }
      const length = lengthOf(LENGTHS, next - 257);
      const distance = lengthOf(DISTANCES, symbol(distances));
      if (distance > written) throw damaged;
      for (let i = 0; i < length; i++) write(output[written - distance] as number);
    }
  };
  const lengthOf = ({ base, extra }: typeof LENGTHS, index: number) => {
    if (index >= base.length) throw damaged;
    return (base[index] as number) + bits(extra[index] as number);
  };
  const codes = (): [Code, Code] => {
    const [literals, distances, lengths] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const ofLengths = new Uint8Array(19);
    for (const index of ORDER.slice(0, lengths)) ofLengths[index] = bits(3);
    const code = codeOf(ofLengths);
    const all: number[] = [];
    while (all.length < literals + distances) {
      const next = symbol(code);
      if (next < 16) all.push(next);
      else if (next === 16 && all.length === 0) throw damaged;
      else {
        const [value, times] =
          next === 16 ? [all.at(-1) as number, 3 + bits(2)] : [0, next === 17 ? 3 + bits(3) : 11 + bits(7)];
        for (let i = 0; i < times; i++) all.push(value);
      }
    }
    if (all.length > literals + distances) throw damaged;
    return [codeOf(all.slice(0, literals)), codeOf(all.slice(literals))];
  };

  for (let isLast = false; !isLast; ) {
    isLast = bits(1) === 1;
    const kind = bits(2);
    if (kind === 0) stored();
    else if (kind === 1) compressed(...FIXED);
    else if (kind === 2) compressed(...codes());
    else throw damaged;
  }
  return written;
}

/** The code whose symbols have these lengths. */
function codeOf(lengths: ArrayLike<number>): Code {
  const counts = new Uint16Array(16);
  const symbols = Array.from(lengths, (_, symbol) => symbol).filter((symbol) => lengths[symbol] !== 0);
  for (const symbol of symbols) (counts[lengths[symbol] as number] as number) += 1;
  // More codes than there are would not tell each other apart.
  let left = 1;
  for (let length = 1; length < 16; length++) {
    left = 2 * left - (counts[length] as number);
    if (left < 0) throw damaged;
  }
  symbols.sort((a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b);
  return { counts, symbols: Uint16Array.from(symbols) };
}

const FIXED: [Code, Code] = [
  codeOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  codeOf(Array<number>(30).fill(5)),
];

/** Where each of the ranges with so many extra bits begins. */
function steps(extra: number[], first: number): { readonly base: number[]; readonly extra: number[] } {
  let next = first;
  const base = extra.map((bits) => {
    const begin = next;
    next += 2 ** bits;
    return begin;
  });
  return { base, extra };
}
