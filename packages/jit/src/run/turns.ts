/** Long work in pieces: at once, or so that others have their turn in between. */

/** Work that pauses between its pieces. */
export type Pieces<T> = Generator<undefined, T>;

/** Does all of it at once. */
export function atOnce<T>(pieces: Pieces<T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** Milliseconds that pieces may take before others have their turn. */
const TURN = 10;

/** Lets timers and messages have their turn. */
export async function inTurns<T>(pieces: Pieces<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    if (performance.now() - since < TURN) continue;
    await yieldOnce();
    since = performance.now();
  }
}

/** Lets timers and messages have their turn, without the delay that browsers give timers. */
export function yieldOnce(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
