/** What the worker that draws does without: a Vite plugin that leaves out the parts of Vega that no figure of ours has. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const ofViz = createRequire(resolve(import.meta.dirname, '../../viz/package.json'));
const vega = resolve(dirname(ofViz.resolve('vega')), '..');
/** Where Vega's own parts stand, beside it. */
const parts = dirname(vega);

/** Vega with those of its transforms that our figures and what is around their marks need; without maps, forces, trees, clouds of words. */
const code = `
import { transforms } from 'vega-dataflow';
import { axisticks, datajoin, encode, legendentries, scale, sortitems, stack } from 'vega-encode';
import { aggregate, collect, extent, facet, filter, formula, multiextent, prefacet, proxy } from 'vega-transforms';
import { relay, sieve, values } from 'vega-transforms';
import { bound, mark, overlap, render, viewlayout } from 'vega-view-transforms';
Object.assign(transforms, { axisticks, datajoin, encode, legendentries, scale, sortitems, stack, aggregate, collect });
Object.assign(transforms, { extent, facet, filter, formula, multiextent, prefacet, proxy, relay, sieve, values });
Object.assign(transforms, { bound, mark, overlap, render, viewlayout });
export { parse } from 'vega-parser';
export { textMetrics } from 'vega-scenegraph';
export * from 'vega-util';
export { View } from 'vega-view';
`;

const empty: Readonly<Record<string, readonly string[]>> = {
  'd3-geo': ['geoArea', 'geoBounds', 'geoCentroid'],
  'd3-scale-chromatic': [
    'Accent',
    'Category10',
    'Dark2',
    'Observable10',
    'Paired',
    'Pastel1',
    'Pastel2',
    'Set1',
    'Set2',
    'Set3',
  ].map((name) => `scheme${name}`),
  'topojson-client': ['feature', 'mesh'],
};

export function leanDrawing(): Plugin {
  return {
    name: 'lean-drawing',
    enforce: 'pre',
    resolveId(id) {
      if (id in empty) return `\0${id}`;
      if (!/^vega(-[a-z]+)*$/.test(id)) return undefined;
      // Sources in the place of builds, which are a file each. Vega-Lite is not among them.
      const sources = ['index.browser.js', 'index.js', 'src/index.js'].map((file) => join(parts, id, file));
      return id === 'vega-lite' ? undefined : sources.find(existsSync);
    },
    load(id) {
      const names = empty[id.slice(1)];
      if (names) return names.map((name) => `export const ${name} = [];`).join('\n');
      return id === join(vega, 'index.js') ? code : undefined;
    },
    transform: (given, id) =>
      /\/vega-(encode|transforms|view-transforms)\/src\//.test(id)
        ? { code: given, moduleSideEffects: false }
        : undefined,
  };
}
