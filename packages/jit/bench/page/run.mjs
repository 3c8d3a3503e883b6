/** Opens `page.ts`, as it was bundled, in Chromium and prints its table: npm run bench:page in packages/jit. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumArguments, chromiumPath } from '../../../../test/chromium-path.mjs';

if (!chromiumPath) throw new Error('no Chromium was found; name one in CHROMIUM_PATH');
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
const lines = new Promise((resolve, reject) => {
  let columns = [];
  page.on('pageerror', reject);
  page.on('console', (message) => {
    if (!message.text().startsWith('{')) return;
    const line = JSON.parse(message.text());
    if (line.columns) {
      console.log(`Milliseconds per step in Chromium ${browser.version()}; WebGL by ${line.renderer}\n`);
      columns = line.columns;
      print('', columns);
    } else if (line.workload)
      print(
        line.workload,
        columns.map((name) => line.times[name]),
      );
    else resolve();
  });
});
await page.goto(`http://localhost:${server.address().port}/`);
await lines;
await browser.close();
server.close();

function print(name, cells) {
  const shown = cells.map((cell) => (typeof cell === 'number' ? cell.toPrecision(3) : (cell ?? '–')));
  console.log(name.padEnd(10) + shown.map((cell) => cell.padStart(12)).join(''));
}
