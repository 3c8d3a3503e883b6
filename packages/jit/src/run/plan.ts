/** Where each buffer of a program stands in memory; buffers that do not live at the same time share a place. */

import { ConstantPool } from '../emit/wasm-writer.ts';
import { type Buffer, readBy, type Step, writtenBy } from '../program/program.ts';

export interface Plan {
  /** Byte addresses by buffer. */
  readonly addresses: readonly number[];
  /** Where the matrix products have their scratch. */
  readonly scratch: number;
  /** Bytes in all. */
  readonly bytes: number;
  readonly constants: ConstantPool;
}

/** The first address in use: below it stand what compiled kernels may keep. */
const BASE = 4096;

/** Literals of the generated loops that stand in memory. */
const CONSTANTS = 1024;

/** Values behind a buffer that vector instructions may touch. */
const SLACK = 16;

export function plan(buffers: readonly Buffer[], steps: readonly Step[]): Plan {
  const last = lastUses(steps);
  const addresses = new Array<number>(buffers.length).fill(-1);
  let end = BASE + 4 * CONSTANTS;
  const bufferAt = (id: number) => buffers[id] as Buffer;
  const bytesOf = (id: number) => Math.ceil((bufferAt(id).size * 4 + SLACK) / 64) * 64;
  const append = (id: number) => {
    addresses[id] = end;
    end += bytesOf(id);
  };
  buffers.forEach(({ permanent }, id) => {
    if (permanent) append(id);
  });

  let free: { address: number; bytes: number }[] = [];
  const release = (address: number, bytes: number) => {
    free.push({ address, bytes });
    free.sort((a, b) => a.address - b.address);
    // Neighbours become one.
    free = free.reduce<typeof free>((gaps, gap) => {
      const before = gaps.at(-1);
      if (before && before.address + before.bytes === gap.address) before.bytes += gap.bytes;
      else gaps.push({ ...gap });
      return gaps;
    }, []);
  };
  const place = (id: number) => {
    const bytes = bytesOf(id);
    const fit = free.filter((gap) => gap.bytes >= bytes).sort((a, b) => a.bytes - b.bytes)[0];
    if (!fit) return append(id);
    addresses[id] = fit.address;
    fit.address += bytes;
    fit.bytes -= bytes;
    free = free.filter((gap) => gap.bytes > 0);
  };
  steps.forEach((step, i) => {
    for (const id of writtenBy(step)) if (addresses[id] === -1) place(id);
    for (const id of new Set([...readBy(step), ...writtenBy(step)])) {
      if (last.get(id) === i && !bufferAt(id).permanent) release(addresses[id] as number, bytesOf(id));
    }
  });
  const panel = Math.max(
    0,
    ...steps.map((step) => (step.kind === 'product' ? Math.max(step.k * 32, step.sparse?.scratch ?? 0) : 0)),
  );
  const constants = new ConstantPool(BASE, CONSTANTS);
  return { addresses, scratch: end, bytes: end + panel + SLACK, constants };
}

function lastUses(steps: readonly Step[]): Map<number, number> {
  const last = new Map<number, number>();
  steps.forEach((step, i) => {
    for (const id of [...readBy(step), ...writtenBy(step)]) last.set(id, i);
  });
  return last;
}
