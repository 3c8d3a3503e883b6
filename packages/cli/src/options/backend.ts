/** `--backend NAME`: what makes the updates of those experiments that let one choose it. */
import { checkName } from '@mnist1d/checks';
import { type Backend, backends, type Experiment, experiments } from '@mnist1d/experiments';
import { Option } from 'commander';
import { ArgumentError, parseArguments } from './argument-error.ts';

/** The option; an unknown name is refused. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'jit (compiled), or a backend of tfjs: cpu, wasm, webgpu').argParser((name) =>
    parseArguments(() => checkName('--backend', 'backend', name, backends)),
  );
}

/** Whether an experiment's configuration says what it runs on. */
export function takesBackend({ presets, defaultPreset }: Experiment): boolean {
  return presets[defaultPreset].config.backend !== undefined;
}

/**
 * The part of an experiment's configuration that is its backend. `jit`, which is how all run by default, may be asked of any.
 *
 * @throws ArgumentError that names the experiments that take one
 */
export function onBackend(experiment: Experiment, backend: Backend | undefined): { readonly backend?: Backend } {
  if (backend === undefined) return {};
  if (takesBackend(experiment)) return { backend };
  if (backend === 'jit') return {};
  const others = [...experiments.values()].filter(takesBackend).map(({ id }) => id);
  throw new ArgumentError(
    `--backend must be jit for ${experiment.id}, which has no other, got '${backend}'; it can be chosen for ${others.join(', ')}`,
  );
}
