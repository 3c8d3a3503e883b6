/** The networks of a playground as they train, for the page to draw: signals that workers' reports change. */
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Layer, Look, Report, Request } from '../engine/messages.ts';
import { type NetworkClient, openNetwork } from '../engine/network-client.ts';
import type { NetworkSpec } from '../state/networks.ts';

type Status = 'starting' | 'resting' | 'training' | 'done' | 'failed';

/** One network, as the page knows it. */
export interface Racer {
  readonly spec: NetworkSpec;
  readonly status: ReadonlySignal<Status>;
  readonly message: ReadonlySignal<string>;
  readonly updates: ReadonlySignal<number>;
  readonly looks: ReadonlySignal<readonly Look[]>;
  /** The mean loss of the batches since the look before, at each look but the first. */
  readonly losses: ReadonlySignal<readonly LossPoint[]>;
  /** Updates a second, of all but the first ones; 0 before there are some. */
  readonly speed: ReadonlySignal<number>;
  /** Of the weights, where it rests. */
  readonly digest: ReadonlySignal<string | undefined>;
  readonly ready: ReadonlySignal<Extract<Report, { type: 'ready' }> | undefined>;
  run(): void;
  pause(): void;
  advance(updates: number): void;
  /** Back to the start, with the same weights. */
  restart(): void;
  setPace(most: number | undefined): void;
  /** The logits of signals; undefined where the network is gone before it answers. */
  see(signals: Float32Array): Promise<Float32Array | undefined>;
  /** What each layer gives for a signal, by the latest weights. */
  trace(signal: Float32Array): Promise<readonly Layer[] | undefined>;
  take(by: string): Promise<{ readonly file: Uint8Array<ArrayBuffer>; readonly updates: number } | undefined>;
  close(): void;
}

interface LossPoint {
  readonly updates: number;
  readonly loss: number;
}

type Answer = Extract<Report, { readonly id: number }>;
type Question = Extract<Request, { readonly id: number }>;

export function createRacer(spec: NetworkSpec): Racer {
  const status = signal<Status>('starting');
  const message = signal('');
  const updates = signal(0);
  const looks = signal<readonly Look[]>([]);
  const losses = signal<readonly LossPoint[]>([]);
  const speed = signal(0);
  const digest = signal<string>();
  const ready: Signal<Extract<Report, { type: 'ready' }> | undefined> = signal();
  const asked = new Map<number, (answer: Answer | undefined) => void>();
  let questions = 0;
  let first: { readonly updates: number; readonly seconds: number } | undefined;
  let sum = 0;
  let summed = 0;
  let pace: number | undefined;

  const forget = () => {
    for (const answer of asked.values()) answer(undefined);
    asked.clear();
  };
  /** Nothing has been made yet of the network that was asked for last. */
  let isNew = true;
  const reset = () => {
    updates.value = 0;
    looks.value = [];
    losses.value = [];
    digest.value = undefined;
    speed.value = 0;
    first = undefined;
    sum = 0;
    summed = 0;
  };
  const hear = (report: Report) => {
    // What was on its way from the network before.
    if (isNew && (report.type === 'progress' || report.type === 'look' || report.type === 'rest')) return;
    switch (report.type) {
      case 'ready':
        isNew = false;
        reset();
        ready.value = report;
        break;
      case 'progress': {
        updates.value = report.updates;
        status.value = 'training';
        digest.value = undefined;
        for (const loss of report.losses) sum += loss;
        summed += report.losses.length;
        // The first ones compile.
        first ??= report;
        const seconds = report.seconds - first.seconds;
        if (seconds > 0.05) speed.value = (report.updates - first.updates) / seconds;
        break;
      }
      case 'look':
        looks.value = [...looks.value, report.look];
        // The mean of a few would stand out.
        if (summed < Math.max(1, (report.look.updates - summed) / 100)) break;
        losses.value = [...losses.value, { updates: report.look.updates, loss: sum / summed }];
        sum = 0;
        summed = 0;
        break;
      case 'rest':
        updates.value = report.updates;
        digest.value = report.digest;
        status.value = report.updates >= Number(spec.training.steps) ? 'done' : 'resting';
        break;
      case 'seen':
      case 'traced':
      case 'taken':
        asked.get(report.id)?.(report);
        asked.delete(report.id);
        break;
      case 'failed':
        status.value = 'failed';
        message.value = report.message;
        forget();
    }
  };
  const client: NetworkClient = openNetwork((report) => batch(() => hear(report)));
  const start = () => {
    isNew = true;
    batch(() => {
      status.value = 'starting';
      message.value = '';
      reset();
    });
    client.post({ type: 'start', spec });
    if (pace !== undefined) client.post({ type: 'pace', most: pace });
  };
  const train = (request: { type: 'run' } | { type: 'advance'; updates: number }) => {
    if (status.value === 'done' || status.value === 'failed') return;
    status.value = 'training';
    digest.value = undefined;
    client.post(request);
  };
  /** Undefined where the network is gone before it answers. */
  const ask = async (question: (id: number) => Question): Promise<Answer | undefined> => {
    if (status.value === 'failed') return undefined;
    const id = questions++;
    return new Promise((resolve) => {
      asked.set(id, resolve);
      client.post(question(id));
    });
  };
  start();
  return {
    ...{ spec, status, message, updates, looks, losses, speed, digest, ready },
    run: () => train({ type: 'run' }),
    pause: () => client.post({ type: 'pause' }),
    advance: (count) => train({ type: 'advance', updates: count }),
    restart: start,
    setPace(most) {
      pace = most;
      client.post({ type: 'pace', most });
    },
    async see(signals) {
      const answer = await ask((id) => ({ type: 'see', id, signals }));
      return answer?.type === 'seen' ? answer.logits : undefined;
    },
    async trace(signal) {
      const answer = await ask((id) => ({ type: 'trace', id, signal }));
      return answer?.type === 'traced' ? answer.layers : undefined;
    },
    async take(by) {
      const answer = await ask((id) => ({ type: 'take', id, by }));
      return answer?.type === 'taken' ? answer : undefined;
    },
    close() {
      forget();
      client.close();
    },
  };
}
