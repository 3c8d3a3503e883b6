/** What of a page the search knows. */
import type { MarkdownEnv, MarkdownRenderer } from 'vitepress';

/** VitePress has two versions of the rest of its type. */
type Renders = Pick<MarkdownRenderer, 'render'>;

/** A page of the API is one thing to find, not each of its properties: all of its text stands under its title. */
export function searched(source: string, env: MarkdownEnv, markdown: Renders): string {
  const html = markdown.render(source, env);
  return env.relativePath.startsWith('api/') ? html.replaceAll(/<(\/?)h[2-6]\b/g, '<$1p') : html;
}
