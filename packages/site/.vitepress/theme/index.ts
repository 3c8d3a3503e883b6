/** VitePress's theme without its fonts, with our components. */
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import HomePicture from './HomePicture.vue';
import PageList from './PageList.vue';
import Playground from './Playground.vue';
import ResultFigure from './ResultFigure.vue';
import SourceLink from './SourceLink.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      'home-hero-image': () => h(HomePicture),
      'doc-footer-before': () => h(SourceLink),
    }),
  enhanceApp({ app }) {
    app.component('PageList', PageList).component('Playground', Playground).component('ResultFigure', ResultFigure);
  },
} satisfies Theme;
