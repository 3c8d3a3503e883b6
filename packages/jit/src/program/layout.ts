/** Where the buffers of programs stand in one memory. */
export interface Layout {
  /** Byte addresses by buffer. */
  readonly addresses: readonly number[];
  /** Where the matrix products have their scratch. */
  readonly scratch: number;
  /** Bytes in all. */
  readonly bytes: number;
  /** Room for literals of the generated code: its address, and how many. */
  readonly constants: { readonly address: number; readonly capacity: number };
  /** Of a memory that threads share. */
  readonly threads?: ThreadLayout;
}

export interface ThreadLayout {
  /** Where threads meet: cells of {@link Meeting}, each in a cache line of its own. */
  readonly meeting: number;
  /** Where each thread has what kernels keep, and its scratch; the first has them where one alone has. */
  readonly own: readonly { readonly workspace: number; readonly scratch: number }[];
}

/** Bytes of a cell: no two threads wait for one line because of different cells. */
const CELL = 64;

/** The cells by which threads meet, in bytes from the first one. */
export const Meeting = {
  /** How many threads wait already. */
  arrived: 0,
  /** How many times all have met. */
  generation: CELL,
  /** How many threads sleep until they have. */
  sleeping: 2 * CELL,
  /** 1 once one of them has failed. */
  failed: 3 * CELL,
  /** How many times they were sent to work, what at, and how many are there. */
  started: 4 * CELL,
  command: 5 * CELL,
  ready: 6 * CELL,
  size: 7 * CELL,
} as const;
