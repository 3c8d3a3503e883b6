/** A playground without its looks: the state, the networks that it means, and what a person can do. */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { DataClient } from './data/data-client.ts';
import { createRacer, type Racer } from './race/race.ts';
import type { RecordedRace } from './race/recorded-race.ts';
import type { DataKey, NetworkKey, RaceKey, Value } from './state/controls.ts';
import { specOf } from './state/networks.ts';
import {
  defaultNetwork,
  formatQuery,
  MOST_NETWORKS,
  type PlayState,
  parseQuery,
  type View,
} from './state/play-state.ts';

export interface Playground {
  readonly state: ReadonlySignal<PlayState>;
  readonly view: View;
  /** What of the query was not understood. */
  readonly objections: readonly string[];
  /** One for each network of the state. */
  readonly racers: ReadonlySignal<readonly Racer[]>;
  readonly isPlaying: ReadonlySignal<boolean>;
  /** The updates that the pictures show the networks after; the latest where it is undefined. */
  readonly moment: Signal<number | undefined>;
  /** The network whose insides are shown. */
  readonly chosen: Signal<number>;
  readonly data: DataClient;
  /** A file of a race that somebody brings. */
  readonly brought: Signal<File | undefined>;
  /** The race of such a file, as long as its state is shown. */
  readonly recorded: ReadonlySignal<RecordedRace | undefined>;
  setData(key: DataKey, value: Value): void;
  setNetwork(index: number, key: NetworkKey, value: Value): void;
  setRace(key: RaceKey, value: Value): void;
  addNetwork(): void;
  removeNetwork(index: number): void;
  /** Another state, whose networks train at once. */
  show(state: PlayState): void;
  play(): void;
  pause(): void;
  /** One update of each. */
  step(): void;
  restart(): void;
  /** Its networks, which rest. */
  showRecorded(race: RecordedRace): void;
  /** From the start to where the recorded networks rested. */
  repeatRecorded(): void;
  forgetRecorded(): void;
  close(): void;
}

/** What every section of the page is given. */
export interface SectionProps {
  readonly playground: Playground;
  /** Whether the control of that name is shown. */
  shows(key: string): boolean;
}

/** Updates a second where the pace is slow. */
const SLOW = 40;
/** Milliseconds without another change after which networks begin anew. */
const PATIENCE = 150;

/** @param plays whether the networks train at once */
export function createPlayground(query: string, plays: boolean): Playground {
  const { state: initial, view, objections } = parseQuery(query);
  const state = signal(initial);
  const racers = signal<readonly Racer[]>([]);
  const isPlaying = signal(plays);
  const moment = signal<number>();
  const chosen = signal(0);
  /** Whether networks that begin anew train at once: until somebody stops them. */
  let trains = plays;
  const data = lazyData();
  const brought = signal<File>();
  const found = signal<RecordedRace>();
  const recorded = computed(() =>
    found.value && formatQuery(state.value) === found.value.query ? found.value : undefined,
  );

  /** Networks whose settings are as they were go on; the others begin anew. */
  const renew = () => {
    let hasNew = false;
    const old = [...untracked(() => racers.value)];
    const next = state.value.networks.map((values) => {
      const spec = specOf(state.value, values);
      const same = old.findIndex((racer) => JSON.stringify(racer.spec) === JSON.stringify(spec));
      const racer = same < 0 ? createRacer(spec) : (old.splice(same, 1)[0] as Racer);
      racer.setPace(state.value.race.pace === 'slow' ? SLOW : undefined);
      if (same < 0) hasNew = true;
      if (same < 0 && trains) racer.run();
      return racer;
    });
    for (const racer of old) racer.close();
    batch(() => {
      racers.value = next;
      if (hasNew) isPlaying.value = trains;
      chosen.value = Math.min(chosen.value, next.length - 1);
      moment.value = undefined;
    });
  };
  renew();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = (next: PlayState) => {
    state.value = next;
    clearTimeout(timer);
    timer = setTimeout(renew, PATIENCE);
  };
  // When all of them rest of themselves, the race is over.
  const isOver = computed(() =>
    racers.value.every(({ status }) => status.value === 'done' || status.value === 'failed'),
  );
  const stopWatching = effect(() => {
    if (isOver.value && racers.value.length > 0) isPlaying.value = false;
  });
  const networks = () => state.value.networks;
  const rest = () => {
    isPlaying.value = false;
    trains = false;
    for (const racer of racers.value) racer.pause();
  };
  return {
    ...{ state, view, objections, racers, isPlaying, moment, chosen, data, brought, recorded },
    setData: (key, value) => change({ ...state.value, data: { ...state.value.data, [key]: value } }),
    setNetwork: (index, key, value) =>
      change({
        ...state.value,
        networks: networks().map((own, i) => (i === index ? { ...own, [key]: value } : own)),
      }),
    setRace: (key, value) => change({ ...state.value, race: { ...state.value.race, [key]: value } }),
    addNetwork() {
      if (networks().length >= MOST_NETWORKS) return;
      const models = (['cnn', 'mlp', 'gru', 'logistic', 'resnet', 'tcn'] as const).filter(
        (name) => !networks().some(({ model }) => model === name),
      );
      change({ ...state.value, networks: [...networks(), { ...defaultNetwork, model: models[0] ?? 'cnn' }] });
    },
    removeNetwork(index) {
      if (networks().length > 1) change({ ...state.value, networks: networks().filter((_, i) => i !== index) });
    },
    show(next) {
      trains = true;
      change(next);
    },
    play() {
      moment.value = undefined;
      if (isOver.value) for (const racer of racers.value) racer.restart();
      isPlaying.value = true;
      trains = true;
      for (const racer of racers.value) racer.run();
    },
    pause: rest,
    step() {
      isPlaying.value = false;
      trains = false;
      moment.value = undefined;
      for (const racer of racers.value) racer.advance(1);
    },
    restart() {
      trains = false;
      batch(() => {
        isPlaying.value = false;
        moment.value = undefined;
        for (const racer of racers.value) racer.restart();
      });
    },
    showRecorded(race) {
      rest();
      batch(() => {
        found.value = race;
        state.value = race.state;
      });
      clearTimeout(timer);
      renew();
    },
    repeatRecorded() {
      batch(() => {
        isPlaying.value = true;
        moment.value = undefined;
        for (const [i, racer] of racers.value.entries()) {
          racer.restart();
          racer.advance(recorded.value?.networks[i]?.updates ?? 0);
        }
      });
    },
    forgetRecorded() {
      batch(() => {
        brought.value = undefined;
        found.value = undefined;
      });
    },
    close() {
      clearTimeout(timer);
      stopWatching();
      data.close();
      for (const racer of racers.value) racer.close();
    },
  };
}

/** What makes data, loaded when it is first asked: the curves come first. */
function lazyData(): DataClient {
  let opened: Promise<DataClient> | undefined;
  const open = () => {
    opened ??= import('./data/data-client.ts').then(({ openData }) => openData());
    return opened;
  };
  return {
    ask: async (request) => (await open()).ask(request),
    close: () => opened?.then(({ close }) => close()),
  };
}
