/** The experiments of a page without their looks: which one is chosen, how far it is, what came out. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Drawer, openDrawer } from './drawer.ts';
import type {
  Choice,
  Figure,
  Listed,
  ListedPreset,
  Outcome,
  Progress,
  RunnerReport,
  RunnerRequest,
  Theme,
} from './messages.ts';
import RunsWorker from './runs-worker.ts?worker&inline';
import { timeLeft, workersFor } from './time-left.ts';

type Phase = 'opening' | 'resting' | 'running' | 'reading';

/** A figure that the page shows. */
interface Picture extends Figure {
  /** Of the SVG document. */
  readonly url: string;
}

export interface Lab {
  readonly list: ReadonlySignal<readonly Listed[]>;
  readonly chosen: ReadonlySignal<Listed | undefined>;
  readonly preset: ReadonlySignal<ListedPreset | undefined>;
  readonly phase: ReadonlySignal<Phase>;
  /** Runs of the chosen preset that are kept from before; undefined until that is known. */
  readonly kept: ReadonlySignal<number | undefined>;
  readonly progress: ReadonlySignal<Progress | undefined>;
  /** Seconds, while it can be told. */
  readonly left: ReadonlySignal<number | undefined>;
  readonly outcome: ReadonlySignal<Outcome | undefined>;
  readonly isWhole: ReadonlySignal<boolean>;
  readonly remarks: ReadonlySignal<readonly string[]>;
  readonly message: ReadonlySignal<string>;
  readonly pictures: ReadonlySignal<readonly Picture[]>;
  /** Whether the pictures are those of the outcome, not of an earlier part of it. */
  readonly isDrawn: ReadonlySignal<boolean>;
  /** Whether figures have their panels one below another. */
  readonly isNarrow: Signal<boolean>;
  /** @param preset its first one where it has none of that name */
  choose(id: string, preset?: string): void;
  run(fresh: boolean): void;
  cancel(): void;
  /** Shows a result file. */
  read(file: Blob): void;
  png(name: string): Promise<Blob>;
  close(): void;
}

/** What an error event of a worker says, and what may be the matter where it says nothing. */
const SILENT = 'The worker ended; this browser may have run out of memory, or forbids workers here.';

/** @param first is chosen to begin with, in the place of the first of the list */
export function openLab(
  theme: ReadonlySignal<Theme>,
  first?: { readonly id: string; readonly preset: string | undefined },
): Lab {
  const list = signal<readonly Listed[]>([]);
  const chosen: Signal<Listed | undefined> = signal();
  const preset: Signal<ListedPreset | undefined> = signal();
  const phase = signal<Phase>('opening');
  const kept = signal<number>();
  const progress: Signal<Progress | undefined> = signal();
  const left = signal<number>();
  const outcome: Signal<Outcome | undefined> = signal();
  const isWhole = signal(false);
  const remarks = signal<readonly string[]>([]);
  const message = signal('');
  const pictures = signal<readonly Picture[]>([]);
  const isDrawn = signal(false);
  const isNarrow = signal(false);
  let clock = timeLeft();
  let worker: Worker | undefined;

  const showPictures = (next: readonly Picture[]) => {
    const old = pictures.value;
    pictures.value = next;
    // The old ones are seen until the new ones are there.
    setTimeout(() => old.forEach(({ url }) => URL.revokeObjectURL(url)), 1000);
  };
  const look = computed(() => ({ theme: theme.value, stacked: isNarrow.value }));
  const drawer: Drawer = openDrawer(look, {
    onFigures: (figures, isLast) =>
      batch(() => {
        showPictures(figures.map((figure) => ({ ...figure, url: URL.createObjectURL(figure.svg) })));
        isDrawn.value = isLast;
      }),
    onError: (text) => (message.value = text),
  });

  const choice = (): Choice | undefined =>
    chosen.value && preset.value && { id: chosen.value.id, preset: preset.value.name };
  const hear = (report: RunnerReport) => {
    switch (report.type) {
      case 'list':
        list.value = report.list;
        if (phase.value !== 'opening') break;
        phase.value = 'resting';
        if (!chosen.value) choose(first?.id ?? report.list[0]?.id ?? '', first?.preset);
        break;
      case 'kept':
        if (JSON.stringify(report.choice) === JSON.stringify(choice())) kept.value = report.finished;
        break;
      case 'progress':
        progress.value = report.progress;
        left.value = clock(report.progress);
        break;
      case 'partial':
        show(report.outcome, false);
        break;
      case 'done':
        if (phase.value === 'running') kept.value = report.outcome.runs;
        phase.value = 'resting';
        remarks.value = [...remarks.value, ...report.remarks];
        show(report.outcome, true);
        break;
      case 'warning':
        remarks.value = [...remarks.value, report.message];
        break;
      case 'failed':
        message.value = report.message;
        phase.value = 'resting';
        count();
    }
  };
  const end = (text: string) =>
    batch(() => {
      worker?.terminate();
      worker = undefined;
      phase.value = 'resting';
      message.value = text;
    });
  const start = () => {
    const made = new RunsWorker();
    made.onmessage = ({ data }: MessageEvent<RunnerReport>) => {
      if (worker === made) batch(() => hear(data));
    };
    made.onerror = ({ message: text }) => end(text || SILENT);
    return made;
  };
  const post = (request: RunnerRequest) => {
    try {
      worker ??= start();
      worker.postMessage(request);
    } catch (error) {
      end(error instanceof Error ? error.message : String(error));
    }
  };
  const show = (next: Outcome, whole: boolean) => {
    outcome.value = next;
    isWhole.value = whole;
    isDrawn.value = false;
    drawer.draw(next.file);
  };
  const clear = () => {
    message.value = '';
    remarks.value = [];
    progress.value = undefined;
    left.value = undefined;
    outcome.value = undefined;
    isWhole.value = false;
    drawer.forget();
    isDrawn.value = false;
    showPictures([]);
  };
  const count = () => {
    const made = choice();
    if (made) post({ type: 'count', choice: made });
  };
  const choose = (id: string, name?: string) =>
    batch(() => {
      if (phase.value === 'running') return;
      clear();
      chosen.value = list.value.find((listed) => listed.id === id);
      const presets = chosen.value?.presets;
      preset.value = presets?.find((listed) => listed.name === name) ?? presets?.[0];
      kept.value = undefined;
      if (!chosen.value) message.value = `There is no experiment “${id}”.`;
      count();
    });
  try {
    worker = start();
  } catch (error) {
    end(error instanceof Error ? error.message : String(error));
  }
  return {
    ...{ list, chosen, preset, phase, kept, progress, left, outcome, isWhole, remarks, message, pictures },
    ...{ isDrawn, isNarrow, choose },
    run(fresh) {
      const made = choice();
      if (!made || phase.value !== 'resting') return;
      batch(() => {
        clear();
        phase.value = 'running';
        clock = timeLeft();
        post({ type: 'run', choice: made, fresh, workers: workersFor(preset.value?.runs ?? 1) });
      });
    },
    cancel() {
      if (phase.value !== 'running' && phase.value !== 'reading') return;
      end('');
      count();
    },
    read(file) {
      if (phase.value === 'running') return;
      batch(() => {
        clear();
        phase.value = 'reading';
        post({ type: 'read', file });
      });
    },
    png: (name) => drawer.png(name),
    close() {
      worker?.terminate();
      worker = undefined;
      drawer.close();
      showPictures([]);
    },
  };
}
