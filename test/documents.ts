/** The documents for users, and their blocks of code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

const site = ['content', 'content/packages', 'lessons'].map((folder) => `packages/site/${folder}`);
const folders = ['.', 'guides', 'leaderboard', ...site].concat(
  readdirSync(join(root, 'packages')).flatMap((name) => [`packages/${name}`, `packages/${name}/docs`]),
);

/** Paths from the root. */
export const documents = folders
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => readdirSync(join(root, folder)).map((file) => join(folder, file)))
  .filter((path) => path.endsWith('.md') && !path.endsWith('CHANGELOG.md'));

/** The blocks of a document in any of these languages, in order. */
export function blocksOf(document: string, ...languages: readonly string[]): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  const blocks = text.matchAll(new RegExp(`^\`\`\`(?:${languages.join('|')})\\n(.*?)^\`\`\`$`, 'gms'));
  return [...blocks].map((match) => match[1] as string);
}
