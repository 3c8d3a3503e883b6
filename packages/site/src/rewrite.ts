/** A document as a page: its links lead to pages, its pictures come along, its comments are gone; all else stays as it is. */
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { root, type Source } from './sources.ts';

const repository = 'https://github.com/mnist1d/mnist1d-ts';
const inRepository = new RegExp(`^${repository}(?:/(?:blob|tree)/main/([^#]*))?(#.*)?$`);
const parser = unified().use(remarkParse).use(remarkGfm);

/** A picture and where it goes, from the repository's root and from the site's. */
interface Picture {
  readonly file: string;
  readonly page: string;
}

/**
 * @param markdown of the document, without front matter
 * @param pageOf the page of a document, by its path from the root
 * @throws Error where a link or picture names a file that is not there
 */
export function rewrite(markdown: string, { file, page }: Source, pageOf: ReadonlyMap<string, string>) {
  const changes: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const pictures: Picture[] = [];
  visit(parser.parse(markdown), (node) => {
    const start = node.position?.start.offset ?? 0;
    const end = node.position?.end.offset ?? 0;
    if (node.type === 'html' && /^<!--[\s\S]*-->$/.test(node.value)) changes.push({ start, end, text: '' });
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return;
    const path = pathOf(node.url, file);
    if (path === undefined) return;
    const at = start + markdown.slice(start, end).lastIndexOf(node.url);
    if (at < start) throw new Error(`${file}: the address ${node.url} is not written as it is read`);
    let url: string;
    if (node.type === 'image') {
      const picture = { file: path.file, page: posix.join(posix.dirname(page), posix.basename(path.file)) };
      pictures.push(picture);
      url = `./${posix.basename(picture.page)}`;
    } else url = address(path, page, pageOf);
    if (!existsSync(join(root, path.file)))
      throw new Error(`${file}: there is no ${path.file}, which ${node.url} names`);
    changes.push({ start: at, end: at + node.url.length, text: url });
  });
  changes.sort((a, b) => b.start - a.start);
  const text = changes.reduce((whole, c) => whole.slice(0, c.start) + c.text + whole.slice(c.end), markdown);
  return { text, pictures };
}

/** What of the repository an address names; undefined where it names a place on its page, on the site or elsewhere. */
function pathOf(url: string, from: string): { readonly file: string; readonly hash: string } | undefined {
  const absolute = inRepository.exec(url);
  if (absolute) return { file: absolute[1] || 'README.md', hash: absolute[2] ?? '' };
  if (/^(?:[a-z][a-z+.-]*:|\/|#)/i.test(url)) return undefined;
  const [, path = '', hash = ''] = /^([^#]*)(#.*)?$/.exec(url) ?? [];
  return { file: posix.normalize(posix.join(posix.dirname(from), decodeURI(path))).replace(/\/$/, ''), hash };
}

function address({ file, hash }: { file: string; hash: string }, page: string, pageOf: ReadonlyMap<string, string>) {
  const target = pageOf.get(file) ?? pageOf.get(posix.join(file, 'README.md'));
  if (target === undefined) {
    const kind = existsSync(join(root, file)) && statSync(join(root, file)).isDirectory() ? 'tree' : 'blob';
    return `${repository}/${kind}/main/${file}${hash}`;
  }
  const relative = posix.relative(posix.dirname(page), target);
  return `${relative.startsWith('.') ? relative : `./${relative}`}${hash}`;
}
