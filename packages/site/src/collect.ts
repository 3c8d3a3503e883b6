/** Writes the pages that VitePress builds: the repository's documents, the site's own and the generated ones, with their sidebars. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import matter from 'gray-matter';
import { generatedPages } from './generated-pages.ts';
import { type Page, sidebars } from './navigation.ts';
import { rewrite } from './rewrite.ts';
import { resultFile, resultNames, root, type Source, sources } from './sources.ts';

const folder = join(import.meta.dirname, '../pages');

// The API is TypeDoc's.
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (name !== 'api') rmSync(join(folder, name), { recursive: true });

const all = sources();
const pageOf = new Map(all.map(({ file, page }) => [file, page]));
const results = new Set(resultNames());
const pages: Page[] = [];

for (const source of all) {
  const { data, content } = matter(readFileSync(join(root, source.file), 'utf8'));
  const { text, pictures } = rewrite(content, source, pageOf);
  for (const picture of pictures) cpSync(join(root, picture.file), inFolder(picture.page));
  // A wide table takes the room of the outline.
  const room = /^\|(?:[^|\n]*\|){7,}$/m.test(content) ? { aside: false } : {};
  write(source.page, matter.stringify(withResult(source, text), { ...room, ...data, source: source.file }));
}
for (const [page, text] of generatedPages()) write(page, text);
for (const name of results) cpSync(join(root, resultFile(name)), inFolder(`public/results/${name}.json`));
// The playground is a page of its own; as one file it can be taken home; and other pages take its element from here.
const playground = join(root, 'packages/playground/dist');
cpSync(join(playground, 'page'), inFolder('public/play'), { recursive: true });
cpSync(join(playground, 'single/index.html'), inFolder('public/play/mnist1d-playground.html'));
// Whoever comes to it first has the rest offline, too.
const play = inFolder('public/play/index.html');
const script = '<script type="module" src="../offline.js"></script>';
writeFileSync(play, readFileSync(play, 'utf8').replace('</body>', `  ${script}\n  </body>`));
cpSync(join(import.meta.dirname, 'offline/register.js'), inFolder('public/offline.js'));
writeFileSync(inFolder('sidebars.json'), JSON.stringify(sidebars(pages, folder)));

function write(page: string, text: string): void {
  writeFileSync(inFolder(page), text);
  const { data, content } = matter(text);
  const title = data.title ?? /^# (.+)$/m.exec(content)?.[1];
  if (typeof title === 'string') pages.push({ path: page, title, order: data.order ?? 0 });
}

function inFolder(path: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/** The page of an experiment leads to its result, below its figure. */
function withResult({ page }: Source, text: string): string {
  const name = posix.basename(page, '.md');
  if (!page.startsWith('experiments/') || !results.has(name)) return text;
  return text.replace(/^!\[.*\]\(.*\)$/m, (picture) => `${picture}\n\n[A result with its data](../results/${name}.md)`);
}
