/** What the buffers of a program hold while its steps run. */
import { sizeOf } from '../../graph/graph.ts';
import type { Buffer } from '../program.ts';
import { forEachPlace, type Region } from '../regions.ts';

const WRITTEN = 1;
/** Read as the zero that it is from the start. */
const READ_AS_ZERO = 2;

/** Which elements of a buffer are written. */
export class Contents {
  readonly #buffer: Buffer;
  /** How many elements are written. */
  #count: number;
  #marks: Uint8Array | undefined;

  /** @param isGiven whether it is written before the first step: an input */
  constructor(buffer: Buffer, isGiven: boolean) {
    this.#buffer = buffer;
    this.#count = isGiven || buffer.values ? buffer.size : 0;
  }

  get isWritten(): boolean {
    return this.#count === this.#buffer.size;
  }

  /** Whether every element is something: what was written, or zero. */
  get isWhole(): boolean {
    return this.isWritten || this.#buffer.zeroed === true;
  }

  /** Takes note of a reading. Returns why it cannot be, or undefined where it can. */
  read(region: Region): string | undefined {
    if (!this.isWritten) {
      const marks = this.#marked();
      let missing: number | undefined;
      forEachPlace(region, (place) => {
        if (marks[place] !== 0) return;
        if (this.#buffer.zeroed) marks[place] = READ_AS_ZERO;
        else missing ??= place;
      });
      if (missing !== undefined) return `${region.name} reads element ${missing}, which no step before has written`;
    }
    return undefined;
  }

  /** Takes note of a writing. Returns why it cannot be, or undefined where it can. */
  write(region: Region): string | undefined {
    if (this.#buffer.values) return `${region.name} writes a constant`;
    if (!this.#marks && !region.places && sizeOf(region.sizes) === this.#buffer.size) this.#count = this.#buffer.size;
    if (!this.isWritten) {
      const marks = this.#marked();
      let margin: number | undefined;
      forEachPlace(region, (place) => {
        if (marks[place] === READ_AS_ZERO) margin ??= place;
        else if (marks[place] !== WRITTEN) this.#count++;
        marks[place] = WRITTEN;
      });
      if (margin !== undefined) return `${region.name} writes element ${margin}, which a step before has read as zero`;
    }
    return undefined;
  }

  #marked(): Uint8Array {
    this.#marks ??= new Uint8Array(this.#buffer.size);
    return this.#marks;
  }
}
