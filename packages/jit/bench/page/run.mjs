/**
 * Opens `page.ts`, as it was bundled, in Chromium and prints its table:
 *
 *     npm run bench -- page [--json FILE]      JSON: { workload: { name: ms } }
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { chromiumArguments, chromiumPath } from '../../../../test/chromium-path.mjs';

const { values: flags } = parseArgs({ options: { json: { type: 'string' } } });
if (!chromiumPath) {
  console.log('Not measured: no Chromium was found; CHROMIUM_PATH names one.');
  if (flags.json) writeFileSync(flags.json, '{}\n');
  process.exit();
}
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
const types = { js: 'text/javascript', wasm: 'application/wasm' };
const server = createServer(({ url }, response) => {
  if (url === '/') {
    response.setHeader('content-type', 'text/html');
    return response.end('<script type="module" src="page.js"></script>');
  }
  const folder = url.startsWith('/wasm/') ? wasm : join(import.meta.dirname, '../dist/page');
  try {
    const content = readFileSync(join(folder, basename(url)));
    response.setHeader('content-type', types[url.split('.').at(-1)] ?? 'text/plain');
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, 'localhost');
await new Promise((listening) => server.once('listening', listening));

const software = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const args = [...chromiumArguments.filter((argument) => argument !== '--disable-gpu'), ...software];
const browser = await chromium.launch({ executablePath: chromiumPath, args });
const page = await browser.newPage();
const missing = [];
const figures = {};
const lines = new Promise((resolve, reject) => {
  let columns = [];
  page.on('pageerror', reject);
  page.on('console', (message) => {
    if (!message.text().startsWith('{')) return;
    const line = JSON.parse(message.text());
    if (line.columns) {
      console.log(
        `Milliseconds per step in Chromium ${browser.version()}; WebGL by ${line.renderer}; –: not measured\n`,
      );
      columns = line.columns;
      print('', columns);
    } else if (line.workload) {
      const cells = columns.map((name) => cellOf(line.workload, name, line.times[name]));
      print(line.workload, cells);
    } else resolve();
  });
});
await page.goto(`http://localhost:${server.address().port}/`);
await lines;
await browser.close();
server.close();
for (const line of missing) console.log(line);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(figures, null, 1)}\n`);

function cellOf(workload, name, time) {
  if (typeof time !== 'number') {
    missing.push(`${name}, ${workload}: ${time}`);
    return '–';
  }
  figures[workload] = { ...figures[workload], [name]: time };
  return time.toPrecision(3);
}

function print(name, cells) {
  console.log(name.padEnd(10) + cells.map((cell) => cell.padStart(12)).join(''));
}
