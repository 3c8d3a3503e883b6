/** The site as VitePress builds it: any host, any base path, nothing from elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slug } from 'github-slugger';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { contentPolicy } from './content-policy.ts';
import { plainMarkdown } from './plain-markdown.ts';
import { searched } from './searched.ts';

const repository = 'https://github.com/mnist1d/mnist1d-ts';
const sidebar: DefaultTheme.Sidebar = JSON.parse(
  readFileSync(join(import.meta.dirname, '../pages/sidebars.json'), 'utf8'),
);

const base = process.env.SITE_BASE ?? '/mnist1d-ts/';

export default defineConfig({
  title: 'MNIST-1D',
  description:
    'Scaling Down Deep Learning with MNIST-1D: the dataset, the models and the experiments of the paper, in a browser',
  lang: 'en',
  srcDir: 'pages',
  outDir: 'dist',
  base,
  metaChunk: true,
  head: [
    ['link', { rel: 'icon', href: 'data:,' }],
    ['script', { type: 'module', src: `${base}offline.js` }],
  ],
  transformHtml: contentPolicy,
  vite: {
    // Drawn in the browser alone: the build of the pages need not look into them.
    ssr: { external: ['@mnist1d/playground', '@mnist1d/viz', 'vega-embed', 'vega-interpreter'] },
    build: { chunkSizeWarningLimit: 1000 },
  },
  vue: {
    template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('mnist1d-') } },
  },
  markdown: {
    // As GitHub makes them of headings: the documents' links hold here and there.
    anchor: { slugify: (text) => slug(text) },
    config: plainMarkdown,
    image: { lazyLoading: true },
    languageAlias: { observable: 'js' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: [
      // A page of its own, which VitePress does not know.
      { text: 'Play', link: '/play/', target: '_self' },
      { text: 'Lessons', link: '/lessons/', activeMatch: '^/lessons/' },
      { text: 'Experiments', link: '/experiments/', activeMatch: '^/(experiments|results)/' },
      { text: 'Guides', link: '/guides/', activeMatch: '^/guides/' },
      { text: 'Packages', link: '/packages/', activeMatch: '^/(packages|api)/' },
      { text: 'Leaderboard', link: '/leaderboard/', activeMatch: '^/leaderboard/' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local', options: { detailedView: false, _render: searched } },
    externalLinkIcon: true,
    socialLinks: [{ icon: 'github', link: repository, ariaLabel: 'The repository on GitHub' }],
    footer: {
      message: 'Apache-2.0. The dataset, the experiments and their published numbers are those of the paper’s authors.',
    },
  },
});
