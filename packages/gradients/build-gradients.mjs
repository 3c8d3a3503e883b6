/**
 * Writes the gradient functions of @tensorflow/tfjs-core as one list, `gradientConfigs`, into src/tfjs.gen.js.
 *
 * tfjs-core registers no gradients of its own when imported, and its module that does,
 * dist/register_all_gradients.js, cannot be loaded by Node (its imports have no extensions), nor can a bundler be
 * handed it, for the bundle would then hold a second tfjs-core. So the sources of the gradients are joined here, and
 * whatever they import from the rest of tfjs-core is taken from its public exports.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const core = require('@tensorflow/tfjs-core');
const dist = dirname(require.resolve('@tensorflow/tfjs-core'));
const { version } = require('@tensorflow/tfjs-core/package.json');

/** Internal modules that tfjs-core exports as a namespace, and the name of that namespace. */
const namespaces = {
  util: 'util',
  broadcast_util: 'broadcast_util',
  slice_util: 'slice_util',
  axis_util: 'backend_util',
  conv_util: 'backend_util',
  selu_util: 'backend_util',
};

/** Internals without a public name, and what stands for them; a gradient's inputs are tensors already. */
const substitutes = {
  ENGINE: 'const ENGINE = engine();',
  convertToTensor: 'const convertToTensor = (tensor) => tensor;',
};

/** Methods of tensors that only some imports of tfjs-core add, and the functions that they are. */
const chained = {
  Prod_grad: [
    ['permutedX.reshape(newShape)', 'reshape(permutedX, newShape)'],
    ['prodGrad.reshape(permutedX.shape)', 'reshape(prodGrad, permutedX.shape)'],
  ],
};

/** Gradients that are written anew in src/. */
const left = ['./gradients/GatherV2_grad'];

writeFileSync(new URL('src/tfjs.gen.js', import.meta.url), joinGradients());

function joinGradients() {
  const publicNames = new Set();
  const declarations = new Set();
  const visited = new Set();
  const bodies = [];

  const addModule = (path) => {
    if (visited.has(path)) return;
    visited.add(path);
    let source = readFileSync(`${path}.js`, 'utf8');
    for (const [, clause, from] of source.matchAll(/^import (.+) from '(\..+)';$/gm)) {
      addImport(clause, join(dirname(path), from));
    }
    for (const [method, fn] of chained[basename(path)] ?? []) {
      if (!source.includes(method)) throw new Error(`build-gradients: ${path}.js has no ${method}`);
      source = source.replace(method, fn);
    }
    const body = source
      .replace(/\/\*\*[\s\S]*?\*\//g, '')
      .replace(/^(import .+|\/\/.*)$/gm, '')
      .replace(/^export /gm, '')
      .trim();
    if (/^(import|export)\b/m.test(body)) throw new Error(`build-gradients: cannot read the imports of ${path}.js`);
    bodies.push(body);
  };

  const addImport = (clause, path) => {
    const namespace = namespaces[basename(path)];
    const whole = /^\* as (\w+)$/.exec(clause)?.[1];
    if (whole) {
      if (!namespace) throw new Error(`build-gradients: ${path} has no public namespace`);
      publicNames.add(whole === namespace ? namespace : `${namespace} as ${whole}`);
      return;
    }
    for (const name of clause.replace(/[{}\s]/g, '').split(',')) {
      const substitute = substitutes[name];
      if (substitute) {
        declarations.add(substitute);
        if (name === 'ENGINE') publicNames.add('engine');
      } else if (name in core) publicNames.add(name);
      else if (namespace) {
        publicNames.add(namespace);
        // Member by member, so that bundlers leave out the others.
        declarations.add(`const ${name} = ${namespace}.${name};`);
      } else addModule(path);
    }
  };

  const list = readFileSync(join(dist, 'register_all_gradients.js'), 'utf8');
  const configs = [...list.matchAll(/^import { (\w+) } from '(\.\/gradients\/\w+)';$/gm)].filter(
    ([, , path]) => !left.includes(path),
  );
  if (configs.length < 100) throw new Error(`build-gradients: found only ${configs.length} gradients in tfjs-core`);
  for (const [, , path] of configs) addModule(join(dist, path));

  return [
    `/*! The gradients of @tensorflow/tfjs-core ${version}, Copyright Google LLC, Apache-2.0 */`,
    `import { ${[...publicNames].join(', ')} } from '@tensorflow/tfjs-core';`,
    ...declarations,
    ...bodies,
    `export const gradientConfigs = [${configs.map(([, name]) => name).join(', ')}];`,
  ].join('\n');
}
