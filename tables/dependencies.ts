/** What installing a package of ours brings with it: which packages, why, under which licences. */
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './measured.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** A package of others, as it is installed here. */
export interface Installed {
  readonly name: string;
  readonly licence: string;
  /** The first package that asks for it; one of ours by its name. */
  readonly broughtBy: string;
  /** Whether npm installs go on where it cannot be installed, as on other platforms. */
  readonly optional: boolean;
  /** What npm would run when it is installed. */
  readonly installScripts: readonly string[];
}

/** Why each is there that a package of ours asks for itself. A test sees to it that none is missing, and none too many. */
export const reasons: Readonly<Record<string, string>> = {
  '@noble/hashes': 'SHA-256, also in pages that lack crypto.subtle',
  '@resvg/resvg-js': 'draws PNG from SVG in Node, without a browser or a canvas',
  '@tensorflow/tfjs-backend-cpu': 'holds tensors, and runs what is not compiled; the backend that runs everywhere',
  '@tensorflow/tfjs-core': 'the tensors, kernels and gradients that models and the compiler are written in',
  'cli-table3': 'tables in the terminal, with cells that wrap',
  commander: 'the command line: options, help, errors',
  'd3-array': 'means, deviations and extents of curves',
  'es-module-lexer': 'finds the imports of an experiment’s module, so that an edited file is noticed',
  'html-escaper': 'escapes texts in the report',
  idb: 'IndexedDB with promises, for the store in pages',
  'import-meta-resolve': 'finds the package that `--import` names, from the user’s folder',
  'markdown-table': 'the tables of the leaderboard’s page',
  mnist: 'MNIST’s digits for `tsne`; without it, IDX files are named',
  valibot: 'one definition for type, check and JSON Schema of a result',
  vega: 'draws figures as SVG',
  'vega-interpreter': 'evaluates a figure’s expressions where the page forbids code made of texts',
  'vega-lite': 'the language of the figures',
  'wasm-feature-detect': 'asks the runtime for SIMD, relaxed SIMD and threads',
  'write-file-atomic': 'writes results and runs whole or not at all',
};

const isOurs = (name: string) => name.startsWith('@mnist1d/');

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The public packages, by their folders. */
export function publicFolders(): string[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => !manifestIn(folder).private);
}

/** What npm installs for a package: what it depends on, its peers unless they are optional, and what may fail. */
function wanted(manifest: Manifest): { readonly name: string; readonly optional: boolean }[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  const required = [...Object.keys(dependencies), ...peers].filter((name) => !(name in optionalDependencies));
  return [
    ...required.map((name) => ({ name, optional: false })),
    ...Object.keys(optionalDependencies).map((name) => ({ name, optional: true })),
  ];
}

/** What a package asks for itself, ours left out. */
export function directDependencies(folder: string): string[] {
  return wanted(manifestIn(folder)).flatMap(({ name }) => (isOurs(name) ? [] : [name]));
}

/** All that is installed with the package in `folder`, ours left out, in the order of their names. */
export function installedWith(folder: string): Installed[] {
  const found = new Map<string, Installed>();
  const seen = new Set<string>();
  const visit = (from: string, broughtBy: string, isOptional: boolean): void => {
    const key = `${from} ${isOptional}`;
    if (seen.has(key)) return;
    seen.add(key);
    const manifest = manifestIn(from);
    if (!isOurs(manifest.name) && (found.get(manifest.name)?.optional ?? true))
      found.set(manifest.name, { ...describe(from, manifest), broughtBy, optional: isOptional });
    for (const { name, optional } of wanted(manifest)) {
      const next = resolveFrom(from, name);
      if (next) visit(next, manifest.name, isOptional || optional);
      else if (!optional) throw new Error(`${manifest.name}: ${name} is not installed`);
    }
  };
  visit(realpathSync(folder), '', false);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describe(
  folder: string,
  { name, license = 'none', scripts = {} }: Manifest,
): Pick<Installed, 'name' | 'licence' | 'installScripts'> {
  const installScripts = ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts);
  if (existsSync(join(folder, 'binding.gyp'))) installScripts.push('binding.gyp');
  return { name, licence: license, installScripts };
}

/** Node's own way: the nearest node_modules upwards that has it. */
function resolveFrom(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
    if (at === dirname(at)) return undefined;
  }
}
