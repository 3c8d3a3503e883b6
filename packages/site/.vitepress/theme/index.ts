/** VitePress's theme without its fonts, with our components. */
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import PageList from './PageList.vue';
import Playground from './Playground.vue';
import ResultFigure from './ResultFigure.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('PageList', PageList).component('Playground', Playground).component('ResultFigure', ResultFigure);
  },
} satisfies Theme;
