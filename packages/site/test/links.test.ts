/** Every address in every page leads somewhere: to a file of the site, and to the place in it that it names. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { base, dist, htmlOf, pages } from './open-site.ts';

const idsOf = new Map<string, Set<string>>();

function ids(page: string): Set<string> {
  const known = idsOf.get(page) ?? new Set([...htmlOf(page).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
  idsOf.set(page, known);
  return known;
}

test('addresses on the site lead to what is there', () => {
  const broken = pages.flatMap((page) =>
    [...htmlOf(page).matchAll(/\s(?:href|src)="([^"]*)"/g)].flatMap(([, url = '']) => {
      const fault = faultOf(url.replaceAll('&amp;', '&'), page);
      return fault ? [`${page}: ${url}: ${fault}`] : [];
    }),
  );
  expect(broken).toEqual([]);
  expect(pages.length).toBeGreaterThan(400);
});

test('nothing that a page loads is elsewhere', () => {
  const loaded = pages.flatMap((page) =>
    [...htmlOf(page).matchAll(/<(?:script|img|link|iframe|source)\b[^>]*?\s(?:href|src)="(https?:[^"]*)"/g)].map(
      ([, url]) => `${page}: ${url}`,
    ),
  );
  expect(loaded).toEqual([]);
});

test('comments and templates of the documents do not show', () => {
  // Between the colours of its code.
  const frameworks = htmlOf('guides/frameworks.html').replaceAll(/<[^>]*>/g, '');
  expect(frameworks).toContain('{{ error.message }}');
  for (const page of pages) expect(htmlOf(page), page).not.toMatch(/<!-- (?:table:|end of table)/);
});

function faultOf(url: string, page: string): string | undefined {
  if (/^(?:[a-z]+:)/i.test(url)) return undefined;
  // What a page is asked for is no part of its file's name.
  const [path = '', hash] = url.replace(/\?[^#]*/, '').split('#');
  if (path.startsWith('/') && !path.startsWith(base)) return 'leaves the base path';
  const relative = path.startsWith('/') ? path.slice(base.length) : posix.join(posix.dirname(page), path);
  const decoded = decodeURI(path === '' ? page : relative);
  const file = decoded === '' || decoded.endsWith('/') ? `${decoded}index.html` : decoded;
  if (!existsSync(join(dist, file))) return 'no such file';
  // The theme's own way to the content.
  if (!hash || !file.endsWith('.html')) return undefined;
  return ids(file).has(decodeURIComponent(hash)) ? undefined : 'no such place';
}
