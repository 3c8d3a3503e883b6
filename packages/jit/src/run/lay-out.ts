/** Where each buffer of a program stands in memory; buffers that do not live at the same time share a place. */

import { ExecutionError } from '../program/faults.ts';
import { type Layout, Meeting, type ThreadLayout } from '../program/layout.ts';
import { type Buffer, readBy, type Step, withInner, writtenBy } from '../program/program.ts';
import type { Parts } from './parts.ts';

/** The first address in use: below it stand what compiled kernels may keep. */
const BASE = 4096;

/** Where the kernels' own memory begins, unless they are told another place (assembly/gemm-parts.ts). */
const WORKSPACE = 64;

/** Literals of the generated loops that stand in memory. */
const CONSTANTS = 1024;

/** Values behind a buffer that vector instructions may touch. */
const SLACK = 16;

/** Parts of a module, and where they stand in memory. */
export interface LaidOut extends Parts {
  readonly layout: Layout;
}

/**
 * What is permanent stands in front; temporaries take places that are free again, or new ones.
 *
 * @param threads how many share the memory
 * @throws ExecutionError when it is more than WebAssembly can have
 */
export function layOut(parts: Parts, threads = 1): LaidOut {
  const { programs, buffers } = parts;
  const steps = programs.flatMap((program) => withInner(program.steps));
  const last = lastUses(steps);
  const addresses = new Array<number>(buffers.length).fill(NOWHERE);
  const bytesOf = (id: number) => Math.ceil(((buffers[id] as Buffer).size * 4 + SLACK) / 64) * 64;
  let end = BASE + 4 * CONSTANTS;
  const append = (id: number) => {
    addresses[id] = end;
    end += bytesOf(id);
  };
  buffers.forEach(({ permanent }, id) => {
    if (permanent) append(id);
  });

  const gaps = new Gaps();
  steps.forEach((step, i) => {
    for (const id of writtenBy(step)) {
      if (addresses[id] !== NOWHERE) continue;
      const gap = gaps.take(bytesOf(id));
      if (gap === undefined) append(id);
      else addresses[id] = gap;
    }
    for (const id of new Set([...readBy(step), ...writtenBy(step)]))
      if (last.get(id) === i && !buffers[id]?.permanent)
        gaps.add({ address: addresses[id] as number, bytes: bytesOf(id) });
  });
  const constants = { address: BASE, capacity: CONSTANTS };
  const scratch = scratchOf(steps);
  const shared = threads > 1 ? layOutThreads(threads, end, scratch) : undefined;
  const bytes = shared?.bytes ?? end + scratch + SLACK;
  if (bytes > MOST_BYTES)
    throw new ExecutionError(
      `jit: there is no memory for a plan of ${steps.length} steps in ${(bytes / 2 ** 20).toFixed(1)} MiB: WebAssembly has 4096`,
    );
  const layout = { addresses, scratch: end, bytes, constants, ...(shared && { threads: shared.threads }) };
  return { ...parts, layout };
}

/** Behind the scratch of the first thread: where they meet, and what each of the others has for itself. */
function layOutThreads(threads: number, first: number, scratch: number): { bytes: number; threads: ThreadLayout } {
  const meeting = aligned(first + scratch + SLACK);
  const own = [{ workspace: WORKSPACE, scratch: first }];
  let bytes = meeting + Meeting.size;
  for (let t = 1; t < threads; t++) {
    own.push({ workspace: bytes, scratch: bytes + BASE });
    bytes = aligned(bytes + BASE + scratch + SLACK);
  }
  return { bytes, threads: { meeting, own } };
}

const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64;

/** What WebAssembly's addresses reach. */
const MOST_BYTES = 2 ** 32 - 2 ** 16;

/** The address of a buffer that no step uses. */
const NOWHERE = -1;

interface Gap {
  readonly address: number;
  readonly bytes: number;
}

/** Memory between buffers that live, to be used again. */
class Gaps {
  #gaps: readonly Gap[] = [];

  /** The address of so many bytes, from the smallest gap that has them. */
  take(bytes: number): number | undefined {
    const [fit] = this.#gaps.filter((gap) => gap.bytes >= bytes).sort((a, b) => a.bytes - b.bytes);
    if (!fit) return undefined;
    const rest = { address: fit.address + bytes, bytes: fit.bytes - bytes };
    this.#gaps = this.#gaps.flatMap((gap) => (gap !== fit ? gap : rest.bytes > 0 ? rest : []));
    return fit.address;
  }

  /** Neighbours become one. */
  add(freed: Gap): void {
    const sorted = [...this.#gaps, freed].sort((a, b) => a.address - b.address);
    this.#gaps = sorted.reduce<Gap[]>((joined, gap) => {
      const before = joined.at(-1);
      if (before && before.address + before.bytes === gap.address)
        joined[joined.length - 1] = { address: before.address, bytes: before.bytes + gap.bytes };
      else joined.push(gap);
      return joined;
    }, []);
  }
}

/** Bytes that the products need for themselves. */
const scratchOf = (steps: readonly Step[]): number =>
  Math.max(0, ...steps.map((step) => (step.kind === 'product' ? Math.max(step.k * 32, step.sparse?.scratch ?? 0) : 0)));

function lastUses(steps: readonly Step[]): Map<number, number> {
  const last = new Map<number, number>();
  steps.forEach((step, i) => {
    for (const id of [...readBy(step), ...writtenBy(step)]) last.set(id, i);
  });
  return last;
}
