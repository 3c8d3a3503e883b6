/** What the command runs on. */
import { cpus } from 'node:os';
import { availableCores } from '@mnist1d/experiments';

export interface Machine {
  /** `Node.js 20.19.0`. */
  readonly runtime: string;
  /** `linux x64`. */
  readonly platform: string;
  readonly processor: string;
  /** Cores that this process may use. */
  readonly cores: number;
}

export function describeMachine(): Machine {
  const { versions, platform, arch } = process;
  const runtime = versions.bun
    ? `Bun ${versions.bun}`
    : versions.deno
      ? `Deno ${versions.deno}`
      : `Node.js ${versions.node}`;
  return {
    ...{ runtime, platform: `${platform} ${arch}`, cores: availableCores() },
    processor: cpus()[0]?.model.trim() || 'unknown',
  };
}
