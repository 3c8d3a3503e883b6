/** Where each buffer of a program stands in memory; buffers that do not live at the same time share a place. */
import { viewsIn } from './expression.ts';
import type { Program, Step } from './program.ts';

export interface Plan {
  /** Byte addresses by buffer. */
  readonly addresses: readonly number[];
  /** Bytes of scratch for the matrix products, and where. */
  readonly scratch: number;
  /** Bytes in all. */
  readonly bytes: number;
}

/** The first address in use: below it stand what compiled kernels may keep. */
const BASE = 4096;

/** Values behind a buffer that vector instructions may touch. */
const SLACK = 16;

export function plan({ buffers, steps }: Program): Plan {
  const last = lastUses(steps);
  const addresses = new Array<number>(buffers.length).fill(-1);
  let end = BASE;
  const sizeOf = (id: number) => Math.ceil(((buffers[id] as Program['buffers'][number]).size * 4 + SLACK) / 64) * 64;
  const append = (id: number) => {
    addresses[id] = end;
    end += sizeOf(id);
  };
  buffers.forEach(({ permanent }, id) => permanent && append(id));

  const free: { address: number; bytes: number }[] = [];
  const place = (id: number) => {
    const bytes = sizeOf(id);
    const fit = free.filter((gap) => gap.bytes >= bytes).sort((a, b) => a.bytes - b.bytes)[0];
    if (!fit) return append(id);
    addresses[id] = fit.address;
    fit.address += bytes;
    fit.bytes -= bytes;
  };
  steps.forEach((step, i) => {
    const target = writtenBy(step);
    if (addresses[target] === -1) place(target);
    for (const id of new Set([...readBy(step), target])) {
      if (last.get(id) === i && !(buffers[id] as Program['buffers'][number]).permanent)
        free.push({ address: addresses[id] as number, bytes: sizeOf(id) });
    }
  });
  const panel = Math.max(0, ...steps.map((step) => (step.kind === 'product' ? step.inner * 32 : 0)));
  return { addresses, scratch: end, bytes: end + panel + SLACK };
}

function writtenBy(step: Step): number {
  return step.kind === 'product' ? step.c.buffer : step.output.buffer;
}

function readBy(step: Step): number[] {
  return step.kind === 'product'
    ? [step.a.buffer, step.b.buffer]
    : viewsIn(step.expression).map(({ buffer }) => buffer);
}

function lastUses(steps: readonly Step[]): Map<number, number> {
  const last = new Map<number, number>();
  steps.forEach((step, i) => {
    for (const id of [...readBy(step), writtenBy(step)]) last.set(id, i);
  });
  return last;
}
