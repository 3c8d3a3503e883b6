/** An import map over the files of installed packages, for a page without a bundler. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Two that tfjs imports are scripts for pages, not modules: they are loaded as such, and handed on. */
const scripts = {
  long: { file: 'long/dist/long.js', module: 'export default globalThis.dcodeIO.Long;' },
  seedrandom: {
    file: 'seedrandom/seedrandom.min.js',
    module:
      'const seedrandom = (...args) => new Math.seedrandom(...args); seedrandom.alea = seedrandom; export default seedrandom; export const alea = seedrandom;',
  },
};

export function importMap(root) {
  const imports = {};
  const visit = (name, from) => {
    const folder = folderOf(root, name, from);
    if (!folder || imports[name]) return;
    if (scripts[name]) {
      imports[name] = `data:text/javascript,${encodeURIComponent(scripts[name].module)}`;
      return;
    }
    if (name.startsWith('@tensorflow/')) {
      // Its other files import each other without endings, which a browser does not add.
      imports[name] = `/node_modules/${name}/dist/${name.slice(12).replace('tfjs', 'tf')}.fesm.js`;
    }
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const [subpath, file] of entries(manifest).flatMap((entry) => expanded(folder, entry))) {
      imports[join(name, subpath)] ??= `/${join(folder, file).slice(root.length + 1)}`;
    }
    for (const dependency of Object.keys({ ...manifest.dependencies })) visit(dependency, folder);
  };
  for (const name of ['dataset', 'experiments', 'models', 'results', 'viz']) visit(`@mnist1d/${name}`, root);
  const tags = Object.values(scripts).map(({ file }) => `<script src="/node_modules/${file}"></script>`);
  return `${tags.join('')}<script type="importmap">${JSON.stringify({ imports })}</script>`;
}

function folderOf(root, name, from) {
  for (let at = from; at.length >= root.length; at = dirname(at)) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(folder)) return folder;
  }
  return undefined;
}

/** Subpaths and the files that a browser is given for them. */
function entries({ exports, module, main = 'index.js', browser }) {
  if (exports === undefined) return [['', typeof browser === 'string' ? browser : (module ?? main)]];
  const table = typeof exports === 'string' || !Object.keys(exports)[0]?.startsWith('.') ? { '.': exports } : exports;
  return Object.entries(table).flatMap(([subpath, target]) => {
    const file = fileFor(target);
    return file && /\.m?js$/.test(file) ? [[subpath, file]] : [];
  });
}

/** The files that a pattern stands for. */
function expanded(folder, [subpath, file]) {
  if (!subpath.includes('*')) return [[subpath, file]];
  const [before, behind] = file.split('*');
  const names = readdirSync(join(folder, dirname(`${before}x`)), { recursive: true }).filter((name) =>
    name.endsWith(behind),
  );
  return names
    .map((name) => name.slice(0, name.length - behind.length))
    .map((name) => [subpath.replace('*', name), before + name + behind]);
}

function fileFor(target) {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) return fileFor(target[0]);
  for (const condition of ['browser', 'module', 'import', 'default']) {
    const file = target?.[condition] && fileFor(target[condition]);
    if (file) return file;
  }
  return undefined;
}
