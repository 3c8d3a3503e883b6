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
}
