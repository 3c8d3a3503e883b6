/**
 * A plugin for rolldown and Vite that provides the module `virtual:tfjs-gradients`: the gradient functions of
 * @tensorflow/tfjs-core as one list, `gradientConfigs`.
 *
 * tfjs-core registers no gradients of its own when imported, and its module that does,
 * dist/register_all_gradients.js, cannot be loaded by Node (its imports have no extensions), nor can a bundler be
 * handed it, for the bundle would then hold a second tfjs-core. So the sources of the gradients are joined here, and
 * whatever they import from the rest of tfjs-core is taken from its public exports.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const id = 'virtual:tfjs-gradients';
const require = createRequire(import.meta.url);
const core = require('@tensorflow/tfjs-core') as Record<string, unknown>;
const dist = dirname(require.resolve('@tensorflow/tfjs-core'));
const { version } = require('@tensorflow/tfjs-core/package.json') as { version: string };

/** Internal modules that tfjs-core exports as a namespace, and the name of that namespace. */
const namespaces: Readonly<Record<string, string>> = {
  util: 'util',
  broadcast_util: 'broadcast_util',
  slice_util: 'slice_util',
  axis_util: 'backend_util',
  conv_util: 'backend_util',
  selu_util: 'backend_util',
};

/** Internals without a public name, and what stands for them; a gradient's inputs are tensors already. */
const substitutes: Readonly<Record<string, string>> = {
  ENGINE: 'const ENGINE = engine();',
  convertToTensor: 'const convertToTensor = (tensor) => tensor;',
};

export function tfjsGradients(): {
  name: string;
  resolveId(source: string): string | undefined;
  load(source: string): string | undefined;
} {
  return {
    name: 'tfjs-gradients',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? joinGradients() : undefined),
  };
}

function joinGradients(): string {
  const publicNames = new Set<string>();
  const declarations = new Set<string>();
  const visited = new Set<string>();
  const bodies: string[] = [];

  const addModule = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    const source = readFileSync(`${path}.js`, 'utf8');
    for (const [, clause, from] of source.matchAll(/^import (.+) from '(\..+)';$/gm)) {
      addImport(clause as string, join(dirname(path), from as string));
    }
    const body = source
      .replace(/\/\*\*[\s\S]*?\*\//g, '')
      .replace(/^(import .+|\/\/.*)$/gm, '')
      .replace(/^export /gm, '')
      .trim();
    if (/^(import|export)\b/m.test(body)) throw new Error(`tfjs-gradients: cannot read the imports of ${path}.js`);
    bodies.push(body);
  };

  const addImport = (clause: string, path: string): void => {
    const namespace = namespaces[basename(path)];
    const whole = /^\* as (\w+)$/.exec(clause)?.[1];
    if (whole) {
      if (!namespace) throw new Error(`tfjs-gradients: ${path} has no public namespace`);
      publicNames.add(namespace);
      if (whole !== namespace) declarations.add(`const ${whole} = ${namespace};`);
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
        declarations.add(`const { ${name} } = ${namespace};`);
      } else addModule(path);
    }
  };

  const list = readFileSync(join(dist, 'register_all_gradients.js'), 'utf8');
  const configs = [...list.matchAll(/^import { (\w+) } from '(\.\/gradients\/\w+)';$/gm)];
  if (configs.length < 100) throw new Error(`tfjs-gradients: found only ${configs.length} gradients in tfjs-core`);
  for (const [, , path] of configs) addModule(join(dist, path as string));

  return [
    `/*! The gradients of @tensorflow/tfjs-core ${version}, Copyright Google LLC, Apache-2.0 */`,
    `import { ${[...publicNames].join(', ')} } from '@tensorflow/tfjs-core';`,
    ...declarations,
    ...bodies,
    `export const gradientConfigs = [${configs.map(([, name]) => name).join(', ')}];`,
  ].join('\n');
}
