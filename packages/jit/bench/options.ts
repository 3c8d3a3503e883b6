/** What the benchmark is told on its command line; training.bench.ts says what each option does. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly workloads: readonly string[];
  /** What is done: the peers measured, or one of {@link modes}. */
  readonly mode: 'peers' | (typeof modes)[number];
  readonly threads: readonly number[];
  readonly speedup: number;
  readonly profile: string;
  readonly compare: string;
  readonly python: readonly string[];
  readonly peers: boolean;
  readonly sparse: boolean;
  readonly record: boolean;
  readonly isProcessorTime: boolean;
  readonly json: string | undefined;
}

const options = {
  json: { type: 'string' },
  python: { type: 'string', multiple: true },
  threads: { type: 'string' },
  'processor-time': { type: 'boolean' },
  peers: { type: 'boolean' },
  sparse: { type: 'boolean' },
  record: { type: 'boolean' },
  compare: { type: 'string' },
  fused: { type: 'boolean' },
  speedup: { type: 'string' },
  profile: { type: 'string' },
} as const;

const modes = ['compare', 'fused', 'speedup', 'profile'] as const;

/**
 * @param known the workloads that there are
 * @throws TypeError or RangeError on what there is not, and on options that do not go together
 */
export function parseOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(args);
  const { profile = '', compare = '', python = [], peers = false, sparse = false, record = false, json } = values;
  for (const name of values.profile === undefined ? positionals : [...positionals, profile])
    if (!known.includes(name)) throw new RangeError(`bench: there is no workload '${name}' (${known.join(', ')})`);
  const threads = (values.threads ?? '1').split(',').map((text) => countOf('threads', text));
  const isProcessorTime = values['processor-time'] ?? false;
  const given = modes.filter((mode) => values[mode] !== undefined);
  const [mode = 'peers'] = given;
  if (given.length > 1) throw new RangeError(`bench: --${given.join(' and --')} do not go together`);
  const ofPeers = (['python', 'peers', 'sparse', 'record', 'processor-time'] as const).filter((name) => values[name]);
  if (mode !== 'peers' && ofPeers.length > 0)
    throw new RangeError(`bench: --${ofPeers[0]} and --${mode} do not go together`);
  if (isProcessorTime && threads.some((count) => count > 1))
    throw new RangeError('bench: --processor-time adds up the time of all threads: --threads must be 1');
  return {
    ...{ workloads: positionals.length > 0 ? positionals : known, mode, threads, profile, compare, python },
    ...{ peers, sparse, record, isProcessorTime, json, speedup: countOf('speedup', values.speedup ?? '1') },
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new TypeError(`bench: ${(error as Error).message}`);
  }
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (text.trim() === '' || !Number.isInteger(count) || count < 1)
    throw new RangeError(`bench: --${option} must be a number of threads from 1 on, got '${text}'`);
  return count;
}
