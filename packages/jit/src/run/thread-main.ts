/** What a thread of a compiled program is and does, in a worker of its own. */

/** What a thread is given, by one message. */
export interface ThreadStart {
  readonly memory: WebAssembly.Memory;
  readonly kernels: readonly WebAssembly.Module[];
  /** What the module may import besides. */
  readonly imports: readonly string[];
  readonly module: WebAssembly.Module;
  /** Its number: 1 and up. */
  readonly thread: number;
  /** What it may be sent to run. */
  readonly names: readonly string[];
  /** Its address of the kernels' own memory. */
  readonly workspace: number;
  /** Places of the cells by which threads meet, as indices of integers. */
  readonly cells: Readonly<Record<'started' | 'command' | 'ready' | 'generation' | 'failed', number>>;
}

/**
 * Runs what it is sent to run, over and over, until the worker is ended; asleep in between.
 *
 * Its text is what a worker is made of: it may use nothing from outside.
 */
export function threadMain(start: ThreadStart): void {
  const { memory, kernels, imports, module, thread, names, workspace, cells } = start;
  const shared = new Int32Array(memory.buffer);
  const env: Record<string, WebAssembly.ImportValue> = {};
  for (const name of imports) env[name] = () => {};
  for (const built of kernels) {
    const { exports } = new WebAssembly.Instance(built, { env: { memory } });
    (exports.workspace as WebAssembly.Global).value = workspace;
    Object.assign(env, exports);
  }
  env.memory = memory;
  const runs = new WebAssembly.Instance(module, { env }).exports as Record<string, () => void>;
  let started = Atomics.load(shared, cells.started);
  Atomics.add(shared, cells.ready, 1);
  Atomics.notify(shared, cells.ready);
  for (;;) {
    Atomics.wait(shared, cells.started, started);
    started = Atomics.load(shared, cells.started);
    try {
      (runs[`${names[Atomics.load(shared, cells.command)]}.${thread}`] as () => void)();
    } catch {
      Atomics.store(shared, cells.failed, 1);
      Atomics.add(shared, cells.generation, 1);
      Atomics.notify(shared, cells.generation);
    }
  }
}
