/** Which versions are installed. */
import { createRequire } from 'node:module';
import manifest from '../../package.json' with { type: 'json' };

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** In the place of a version. */
export const NOT_FOUND = 'not found';

/**
 * Versions of our packages, as this one finds them, and of tfjs; where a package is installed more than once, all that are used,
 * and {@link NOT_FOUND} where one is missing.
 */
export function packageVersions(): Record<string, string> {
  const versions = new Map<string, Set<string>>();
  const visit = ({ name, version, dependencies, peerDependencies }: Manifest, require: NodeJS.Require): void => {
    const known = versions.get(name) ?? new Set();
    if (known.has(version)) return;
    versions.set(name, known.add(version));
    const names = Object.keys({ ...dependencies, ...peerDependencies });
    for (const other of names.filter((other) => /^@mnist1d\/|^@tensorflow\/tfjs-core$/.test(other))) {
      const found = find(other, require);
      if (found) visit(...found);
      else versions.set(other, (versions.get(other) ?? new Set()).add(NOT_FOUND));
    }
  };
  visit(manifest, createRequire(import.meta.url));
  return Object.fromEntries([...versions].sort().map(([name, found]) => [name, [...found].sort().join(', ')]));
}

/** The manifest of a package and what it finds others by. */
function find(name: string, require: NodeJS.Require): [Manifest, NodeJS.Require] | undefined {
  try {
    const path = require.resolve(`${name}/package.json`);
    return [require(path) as Manifest, createRequire(path)];
  } catch {
    return undefined;
  }
}
