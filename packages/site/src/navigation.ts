/** The sidebars, from the titles of the pages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { experiments } from '@mnist1d/experiments';
import { slug } from 'github-slugger';
import { publicPackages } from './sources.ts';

export interface Item {
  text: string;
  link?: string;
  collapsed?: boolean;
  items?: Item[];
}

/** A page that is written. */
export interface Page {
  /** From the site's root, like `guides/pytorch.md`. */
  readonly path: string;
  readonly title: string;
  /** Where it stands among its like. */
  readonly order: number;
}

/** Groups of experiments, by what the registry says of their figure. */
const groups: readonly (readonly [string, RegExp])[] = [
  ['The paper', /^(Figure|Table)/],
  ['Understanding Deep Learning', /^UDL/],
  ['Our own', /./],
];

/** Experiments in the registry's order, by group. */
export function experimentGroups(): { title: string; names: string[] }[] {
  const groupOf = (figure: string) => groups.find(([, pattern]) => pattern.test(figure))?.[0];
  return groups.map(([title]) => ({
    title,
    names: [...experiments.values()].filter(({ figure }) => groupOf(figure) === title).map(({ id }) => id),
  }));
}

/** The sidebars by the beginning of the address. */
export function sidebars(pages: readonly Page[], folder: string): Record<string, Item[]> {
  const titles = new Map(pages.map(({ path, title }) => [path, shown(title)]));
  const item = (path: string): Item[] => {
    const text = titles.get(path);
    return text === undefined ? [] : [{ text, link: `/${path.replace(/(?:index)?\.md$/, '')}` }];
  };
  const section = (name: string): Item[] =>
    pages
      .filter(({ path }) => path.startsWith(`${name}/`) && path !== `${name}/index.md`)
      .sort((a, b) => a.order - b.order || a.title.localeCompare(b.title))
      .flatMap(({ path }) => item(path));
  const grouped = (under: string): Item[] =>
    experimentGroups()
      .map(({ title, names }) => ({ text: title, items: names.flatMap((name) => item(`${under}/${name}.md`)) }))
      .filter(({ items }) => items.length > 0);
  const packages: Item[] = [
    { text: 'Packages', link: '/packages/', items: publicPackages().flatMap((name) => item(`packages/${name}.md`)) },
    { text: 'API', link: '/api/', items: apiPackages(folder) },
  ];
  const results: Item = { text: 'Results', link: '/results/', collapsed: true, items: section('results') };
  return {
    '/lessons/': [{ text: 'Lessons', link: '/lessons/', items: section('lessons') }],
    '/experiments/': [...grouped('experiments'), results],
    '/results/': [{ ...results, collapsed: false }],
    '/guides/': [{ text: 'Guides', link: '/guides/', items: section('guides') }],
    '/packages/': packages,
    '/leaderboard/': [{ text: 'Leaderboard', items: [...item('leaderboard/index.md'), ...section('leaderboard')] }],
    '/project/': [{ text: 'The project', items: [...item('project/index.md'), ...section('project')] }],
    '/api/': packages,
    ...Object.fromEntries(api(folder).map((entry) => [entry.link, [{ text: 'API', link: '/api/', items: [entry] }]])),
  };
}

/** Without code, and with numbers beside what they count. */
const shown = (title: string) => title.replaceAll('`', '').replaceAll(/(Figure|Table|notebook) (?=\d)/g, '$1\u00a0');

/** What TypeDoc wrote down of the packages, each with its name and the way to it alone. */
function apiPackages(folder: string): Item[] {
  return api(folder).map(({ text, link }) => ({ text, link: link as string }));
}

/** The API by package: entries by what they are imported as, members by kind. */
function api(folder: string): Item[] {
  const listed: Item[] = JSON.parse(readFileSync(join(folder, 'api/typedoc-sidebar.json'), 'utf8'));
  return listed.map((item) => ({ ...within(item, item.text, item.link), collapsed: false }));
}

/** A kind leads to its place on the page of its entry: without an address, the theme makes a button in a button of it. */
function within(item: Item, packageName: string, page = ''): Item {
  if (!item.items) return item;
  const items = item.items.map((part) => {
    if (!part.items) return part;
    if (!part.link) return { ...part, link: `${page}#${slug(part.text)}` };
    const text = part.text === 'main' ? packageName : `${packageName}/${part.text}`;
    return { ...within(part, packageName, part.link), text };
  });
  // What is imported by the package's name alone comes first.
  items.sort((a, b) => Number(b.text === packageName) - Number(a.text === packageName));
  return { ...item, items };
}
