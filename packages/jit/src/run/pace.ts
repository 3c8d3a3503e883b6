/**
 * Whether what several threads can do together is done by one alone, call by call: on a busy machine threads wait for each
 * other longer than they save. The results are the same bits, so that the clock may decide.
 */

/** Milliseconds with all threads before one alone is tried: what runs first is compiled while it runs. */
const WARM = 200;
/** What is slower is tried again after so many times its time. */
const RETRY = 25;

type Way = 'alone' | 'together';

export class Pace {
  /** Milliseconds per step, as it was last. */
  readonly #times: Partial<Record<Way, number>> = {};
  #whole = 0;
  /** Milliseconds since the slower way was tried. */
  #since = 0;

  /** How to do that many steps. */
  choose(steps: number): Way {
    const { alone, together } = this.#times;
    if (together === undefined || this.#whole < WARM) return 'together';
    if (alone === undefined) return 'alone';
    const [faster, slower]: [Way, Way] = together <= alone ? ['together', 'alone'] : ['alone', 'together'];
    return this.#since > RETRY * Math.max(alone, together) * steps ? slower : faster;
  }

  /** Takes down how long it took. */
  note(way: Way, milliseconds: number, steps: number): void {
    const other = this.#times[way === 'alone' ? 'together' : 'alone'];
    const now = milliseconds / steps;
    this.#times[way] = now;
    this.#whole += milliseconds;
    this.#since = other !== undefined && now > other ? 0 : this.#since + milliseconds;
  }
}
