/** Ctrl-C and kill stop a command between two steps; a second one ends the process at once. */

/** By signal, the code of a process that it ends. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type StopSignal = keyof typeof exitCodes;

/** A command was stopped by a signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    const what = signal === 'SIGINT' ? 'Interrupted' : 'Terminated';
    super(`${what}. What was finished is kept: the same command goes on from there.`);
    this.exitCode = exitCodes[signal];
  }
}

/** Runs `action` with a signal that SIGINT and SIGTERM abort, the reason an {@link Interrupted}. */
export async function interruptible<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: StopSignal) => {
    if (controller.signal.aborted) process.exit(exitCodes[signal]);
    process.stderr.write('\nStopping …\n');
    controller.abort(new Interrupted(signal));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await action(controller.signal);
  } finally {
    // After one signal the process ends; until then a second one is still told apart.
    if (!controller.signal.aborted) process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
