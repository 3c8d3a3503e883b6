/** What users install with our packages: none with a script, none under a licence that binds more than ours, none without a reason. */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directDependencies, installedWith, publicFolders, reasons } from '../tables/dependencies.ts';

/** Permissive ones, and one that asks for the source of changed files of its own alone. */
const licences = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MPL-2.0', 'Unlicense'];
const packages = publicFolders().map((folder) => [basename(folder), folder] as const);

describe.each(packages)('%s', (name, folder) => {
  const installed = installedWith(folder);

  test('brings what its manifest asks for, and the dataset nothing', () => {
    expect(installed.map((other) => other.name)).toEqual(expect.arrayContaining(directDependencies(folder)));
    if (name === 'dataset') expect(installed).toEqual([]);
  });

  test('runs nothing when it is installed', () => {
    expect(installed.filter(({ installScripts }) => installScripts.length > 0)).toEqual([]);
  });

  test('has licences that ours may be used with', () => {
    expect(installed.filter(({ licence }) => !licences.includes(licence))).toEqual([]);
  });
});

test('each dependency of ours has a reason, and no reason is left over', () => {
  const direct = new Set(packages.flatMap(([, folder]) => directDependencies(folder)));
  expect(Object.keys(reasons).sort()).toEqual([...direct].sort());
});

test('an install script would be found', () => {
  // A devDependency that has one: what is looked for exists.
  const esbuild = installedWith(`${import.meta.dirname}/../node_modules/esbuild`);
  expect(esbuild.find(({ name }) => name === 'esbuild')?.installScripts).toEqual(['postinstall']);
});
