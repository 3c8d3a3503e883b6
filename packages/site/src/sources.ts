/** Which document of the repository is which page of the site. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');
const site = 'packages/site';

/** A document and its page. */
export interface Source {
  /** From the repository's root, with forward slashes. */
  readonly file: string;
  /** From the site's, like `guides/pytorch.md`. */
  readonly page: string;
}

/** All of them; the site's own come first. */
export function sources(): Source[] {
  return [
    ...own(`${site}/content`, ''),
    ...own(`${site}/lessons`, 'lessons/'),
    ...markdownIn('guides').map((file) => ({ file, page: file })),
    ...markdownIn('packages/experiments/docs').map((file) => ({
      file,
      // It is no experiment: the others have one of their name.
      page: `${basename(file) === 'your-own-network.md' ? 'guides' : 'experiments'}/${basename(file)}`,
    })),
    ...publicPackages().map((name) => ({ file: `packages/${name}/README.md`, page: `packages/${name}.md` })),
    { file: 'leaderboard/README.md', page: 'leaderboard/index.md' },
    ...markdownIn('leaderboard/entries').map((file) => ({ file, page: `leaderboard/${basename(file)}` })),
    ...markdownIn('.').map((file) => ({ file, page: `project/${projectPage(file)}` })),
  ];
}

/** The public packages, as their folders are called. */
export function publicPackages(): string[] {
  return readdirSync(join(root, 'packages')).filter((name) => {
    const manifest = join(root, 'packages', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).private !== true;
  });
}

/** The results that the site shows, by experiment. */
export function resultNames(): string[] {
  return readdirSync(join(root, site, 'results'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
}

export const resultFile = (name: string) => `${site}/results/${name}.json`;

function own(folder: string, prefix: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => ({ file: `${folder}/${path}`, page: `${prefix}${path}` }));
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => (folder === '.' ? name : `${folder}/${name}`));
}

const projectPage = (file: string) => (file === 'README.md' ? 'index.md' : file.toLowerCase().replaceAll('_', '-'));
