/** The tables of DEPENDENCIES.md. */
import { basename } from 'node:path';
import { markdownTable } from 'markdown-table';
import { directDependencies, type Installed, installedWith, publicFolders, reasons } from './dependencies.ts';
import type { Table } from './place.ts';

export function dependencyTables(): Table[] {
  const packages = publicFolders().map((folder) => ({
    name: basename(folder),
    direct: directDependencies(folder),
    all: installedWith(folder),
  }));
  const table = (name: string, rows: readonly (readonly string[])[]) => ({
    file: 'DEPENDENCIES.md',
    name,
    markdown: markdownTable(rows),
  });
  const ofAll = new Map(packages.flatMap(({ all }) => all.map((installed) => [installed.name, installed] as const)));
  const users = (dependency: string) =>
    packages.flatMap(({ name, direct }) => (direct.includes(dependency) ? [`\`${name}\``] : [])).join(', ');
  return [
    table('counts', [
      ['package', 'of others', 'licences'],
      ...packages.map(({ name, all }) => [`\`@mnist1d/${name}\``, String(namesOf(all).length), licencesOf(all)]),
    ]),
    table('direct', [
      ['package', 'licence', 'asked for by', 'why'],
      ...Object.entries(reasons).map(([name, why]) => [
        `\`${name}\``,
        ofAll.get(name)?.licence ?? 'not installed',
        users(name),
        why,
      ]),
    ]),
    table('command', [
      ['package', 'licence', 'asked for by'],
      ...rowsOf(packages.find(({ name }) => name === 'cli')?.all ?? []),
    ]),
  ];
}

/** The binary for one platform, which is another on each. */
const portable = (name: string) => name.replace(/^(@resvg\/resvg-js)-.*/, '$1-PLATFORM');

const namesOf = (all: readonly Installed[]) => [...new Set(all.map(({ name }) => portable(name)))];

function licencesOf(all: readonly Installed[]): string {
  const licences = [...new Set(all.map(({ licence }) => licence))].sort();
  return licences.length === 0 ? '–' : licences.join(', ');
}

function rowsOf(all: readonly Installed[]): string[][] {
  return namesOf(all).map((name) => {
    const { licence, broughtBy, optional } = all.find((installed) => portable(installed.name) === name) as Installed;
    return [`\`${name}\`${optional ? ' (optional)' : ''}`, licence, `\`${broughtBy}\``];
  });
}
