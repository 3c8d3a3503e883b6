/** The Pythons that have PyTorch or JAX, and the peers that they give. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PeerProgram } from './line-peer.ts';

/** A Python, and the versions of what it has. */
export interface Python {
  readonly path: string;
  readonly torch?: string;
  readonly jax?: string;
}

const looked = `
import importlib, json, sys
found = {"prefix": sys.prefix}
for name in ("torch", "jax"):
    try:
        found[name] = importlib.import_module(name).__version__
    except ImportError:
        pass
print(json.dumps(found))`;

/**
 * Those at the paths; without any, those of the first python3 in the path and of the system's that have one of the two.
 *
 * @throws RangeError on a path that is no Python, or of one that has neither
 */
export function findPythons(paths: readonly string[]): Python[] {
  if (paths.length > 0) return paths.map(given);
  const found = ['python3', '/usr/bin/python3'].flatMap((path) => lookAt(path) ?? []);
  return found
    .filter(({ prefix }, i) => found.findIndex((other) => other.prefix === prefix) === i)
    .filter(hasEither)
    .map(({ prefix: _, ...python }) => python);
}

function given(path: string): Python {
  const found = lookAt(path);
  if (!found || !hasEither(found))
    throw new RangeError(`bench: --python must be the path of a Python that has torch or jax, got '${path}'`);
  const { prefix: _, ...python } = found;
  return python;
}

function lookAt(path: string): (Python & { readonly prefix: string }) | undefined {
  const { status, stdout } = spawnSync(path, ['-c', looked], { encoding: 'utf8' });
  return status === 0 ? { path, ...JSON.parse(stdout.trim().split('\n').at(-1) as string) } : undefined;
}

const hasEither = ({ torch, jax }: Python) => torch !== undefined || jax !== undefined;

/** A column each; of JAX two, as most people write it and all steps in one compiled loop. */
export function peerProgramsOf(pythons: readonly Python[]): PeerProgram[] {
  const program = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const programs = pythons.flatMap(({ path, torch, jax }): PeerProgram[] => [
    ...(torch === undefined ? [] : [{ name: `PyTorch ${torch}`, command: [path, program('torch_peer.py')] as const }]),
    ...(jax === undefined
      ? []
      : [
          { name: `JAX ${jax}`, command: [path, program('jax_peer.py'), 'step'] as const },
          { name: `JAX ${jax}, loop`, command: [path, program('jax_peer.py'), 'loop'] as const },
        ]),
  ]);
  return programs.map(({ name, command }, i) => {
    const before = programs.slice(0, i).filter((other) => other.name === name).length;
    return { name: before === 0 ? name : `${name} (${before + 1})`, command };
  });
}
