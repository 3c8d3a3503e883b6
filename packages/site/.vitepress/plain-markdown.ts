/** Markdown as its readers elsewhere see it: no templates in its texts, tables that scroll inside themselves, no empty headings. */
import type { MarkdownRenderer } from 'vitepress';

export function plainMarkdown(markdown: MarkdownRenderer): void {
  const { rules } = markdown.renderer;
  const text = rules.text;
  // Vue reads {{ … }}, but not what is written by numbers.
  rules.text = (tokens, i, ...rest) =>
    (text?.(tokens, i, ...rest) ?? '').replaceAll('{{', '&#123;&#123;').replaceAll('}}', '&#125;&#125;');
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => '</table></div>\n';

  // A heading without a word is none: a cell in a row of headings, or no row at all.
  markdown.core.ruler.push('empty-headings', ({ tokens }) => {
    for (const [i, { type }] of tokens.entries()) {
      if (type !== 'thead_open') continue;
      const end = tokens.findIndex((token, j) => j > i && token.type === 'thead_close');
      const row = tokens.slice(i, end + 1);
      const isEmpty = row.every((token) => token.type !== 'inline' || token.content === '');
      row.forEach((token, j) => {
        if (isEmpty) token.hidden = true;
        else if (token.type === 'th_open' && row[j + 1]?.content === '') token.tag = 'td';
        else if (token.type === 'th_close' && row[j - 1]?.content === '') token.tag = 'td';
      });
    }
  });
}
