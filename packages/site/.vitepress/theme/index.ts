/** VitePress's theme without its fonts, with our components. */
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import HomePage from './HomePage.vue';
import MissingPage from './MissingPage.vue';
import PageList from './PageList.vue';
import Playground from './Playground.vue';
import ResultFigure from './ResultFigure.vue';
import SourceLink from './SourceLink.vue';
import WidePage from './WidePage.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, { 'not-found': () => h(MissingPage), 'doc-footer-before': () => h(SourceLink) }),
  enhanceApp({ app }) {
    // Layouts, by what a page's front matter calls them.
    app.component('HomePage', HomePage).component('WidePage', WidePage);
    app.component('PageList', PageList).component('Playground', Playground).component('ResultFigure', ResultFigure);
  },
} satisfies Theme;
