/** Copies rows of a table: `count` indices of 32 bits name them. An index outside of the table is the caller's mistake. */
export function gatherRows(table: usize, rowBytes: i32, indices: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    memory.copy(out, table + <usize>(load<i32>(indices) * rowBytes), rowBytes);
    indices += 4;
    out += rowBytes;
  }
}

/**
 * out[b, o, i, :] = table[b, o, indices[b, i], :] for a table [batch, outer, size, bytes]; zeros where an index is outside.
 */
export function gather(batch: i32, outer: i32, size: i32, bytes: i32, table: usize, count: i32, indices: usize, out: usize): void {
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < count; i++) {
        const index = load<i32>(indices + (<usize>i << 2));
        if (<u32>index >= <u32>size) memory.fill(out, 0, bytes);
        else if (bytes === 4) store<i32>(out, load<i32>(table + (<usize>index << 2)));
        else memory.copy(out, table + <usize>(index * bytes), bytes);
        out += bytes;
      }
      table += <usize>(size * bytes);
    }
    indices += <usize>count << 2;
  }
}
