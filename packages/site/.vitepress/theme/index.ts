/** VitePress's theme without its fonts, with our components. */
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import HomePage from './HomePage.vue';
import MissingPage from './MissingPage.vue';
import PageList from './PageList.vue';
import ResultFigure from './ResultFigure.vue';
import SourceLink from './SourceLink.vue';
import TryExperiment from './TryExperiment.vue';
import TryIt from './TryIt.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, { 'not-found': () => h(MissingPage), 'doc-footer-before': () => h(SourceLink) }),
  enhanceApp({ app }) {
    // Layouts, by what a page's front matter calls them.
    app.component('HomePage', HomePage);
    app.component('PageList', PageList).component('ResultFigure', ResultFigure);
    app.component('TryIt', TryIt).component('TryExperiment', TryExperiment);
  },
} satisfies Theme;
