/**
 * Workers that are scripts inside the page and have what several of them need once: a Vite plugin. Their modules are split into
 * chunks as those of a page are; a worker runs its chunks in one scope, one after another, each a function that gives its exports.
 */
import { basename, resolve } from 'node:path';
import { build, type Plugin, type PluginOption, type Rolldown } from 'vite';

const query = '?worker&inline';
const chunkPrefix = '\0worker-chunk:';

/**
 * @param entries the scripts, as paths; each is imported with `?worker&inline`
 * @param plugins of the scripts
 */
export function sharedWorkers(entries: readonly string[], plugins: () => PluginOption[]): Plugin {
  let chunks: Promise<ReadonlyMap<string, Rolldown.OutputChunk>> | undefined;
  return {
    name: 'shared-workers',
    enforce: 'pre',
    buildStart() {
      chunks = undefined;
    },
    resolveId(source, importer) {
      if (source.startsWith(chunkPrefix)) return source;
      if (!source.endsWith(query) || !importer) return undefined;
      const path = resolve(importer, '..', source.slice(0, -query.length));
      return entries.includes(path) ? `${chunkPrefix}${nameOf(path)}.js${query}` : undefined;
    },
    async load(id) {
      if (!id.startsWith(chunkPrefix)) return undefined;
      chunks ??= split(entries, plugins());
      const made = await chunks;
      const [file = ''] = id.slice(chunkPrefix.length).split('?');
      const chunk = made.get(file);
      if (!chunk) throw new Error(`there is no chunk ${file} of the workers`);
      for (const path of chunk.moduleIds) if (!path.startsWith('\0')) this.addWatchFile(path);
      if (!id.endsWith(query)) return `export default ${JSON.stringify(await asFunction(chunk))}`;
      const files = withImports(file, made);
      return [
        ...files.map((name, i) => `import script${i} from ${JSON.stringify(chunkPrefix + name)};`),
        `const scripts = [${files.map((_, i) => `script${i}`)}];`,
        'let url;',
        // It stays: workers start others of their own script.
        `export default function () {
          url ??= URL.createObjectURL(new Blob(scripts, { type: 'text/javascript' }));
          return new Worker(url, { name: ${JSON.stringify(chunk.name)} });
        }`,
      ].join('\n');
    },
  };
}

const nameOf = (path: string) => basename(path).replace(/\.\w+$/, '');

async function split(
  entries: readonly string[],
  plugins: PluginOption[],
): Promise<ReadonlyMap<string, Rolldown.OutputChunk>> {
  const input = Object.fromEntries(entries.map((path) => [nameOf(path), path]));
  const made = await buildHere(plugins, {
    input,
    output: {
      ...{ format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js', minify: false },
      codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
    },
  });
  return new Map(made.map((chunk) => [chunk.fileName, chunk]));
}

/** A chunk as a script that defines a global variable of its name, its exports; those of other chunks are such variables. */
async function asFunction(chunk: Rolldown.OutputChunk): Promise<string> {
  const id = `\0${chunk.fileName}`;
  const source: Plugin = {
    name: 'worker-chunk',
    resolveId: (source) => (source === id ? id : { id: source.replace('./', ''), external: true }),
    load: (loaded) => (loaded === id ? chunk.code : undefined),
  };
  const [made] = await buildHere([source], {
    input: { [chunk.name]: id },
    preserveEntrySignatures: 'strict',
    output: { format: 'iife', name: variableOf(chunk.fileName), globals: variableOf, comments: { legal: false } },
  });
  if (!made) throw new Error(`nothing was made of ${chunk.fileName}`);
  return made.code;
}

const variableOf = (file: string) => `chunk_${file.replace(/\W/g, '_')}`;

async function buildHere(plugins: PluginOption[], options: Rolldown.RolldownOptions): Promise<Rolldown.OutputChunk[]> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    plugins,
    build: { write: false, target: 'es2022', rolldownOptions: options },
  });
  return (made as Rolldown.RolldownOutput).output.filter((part) => part.type === 'chunk');
}

/** A chunk after those that it imports. */
function withImports(file: string, chunks: ReadonlyMap<string, Rolldown.OutputChunk>, seen: string[] = []): string[] {
  for (const imported of chunks.get(file)?.imports ?? []) withImports(imported, chunks, seen);
  if (!seen.includes(file)) seen.push(file);
  return seen;
}
