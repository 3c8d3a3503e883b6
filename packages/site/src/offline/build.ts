/** Writes the service worker, whose source is the argument, into the built site, with the list of what it keeps. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

const dist = join(import.meta.dirname, '../../dist');
/** The API is larger than all the rest; the playground as one file is there to be taken home. */
const left = /^(api|assets\/api_.*|play\/mnist1d-playground\.html|service-worker\.js)(\/|$)/;

let bytes = 0;
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(html|js|css|json|png)$/.test(path) && !left.test(path))
  .sort()
  .map((url) => {
    const content = readFileSync(join(dist, url));
    bytes += content.length;
    return { url, revision: createHash('sha256').update(content).digest('hex').slice(0, 16) };
  });
await build({
  input: process.argv[2] as string,
  output: { file: join(dist, 'service-worker.js'), format: 'iife', minify: true },
  transform: { define: { FILES: JSON.stringify(files), 'process.env.NODE_ENV': '"production"' } },
});
console.log(`offline: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);
