/** Between two pieces of work that keep the thread. */

/** Lets messages and timers in. @throws the signal's reason when aborted */
export async function nextTask(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
