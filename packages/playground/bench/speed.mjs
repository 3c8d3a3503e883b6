/**
 * Updates a second in the page beside Node's for the same network, in turns: node bench/speed.mjs [turns]
 *
 * The page is the built one, in a Chromium; 1 is as fast as Node.
 */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { makeDataset } from '@mnist1d/dataset';
import { prepareTraining } from '@mnist1d/experiments/networks';
import { createModel } from '@mnist1d/models';
import { chromium } from 'playwright';
import sirv from 'sirv';
import { chromiumArguments, chromiumPath } from '../../../test/chromium-path.mjs';

const turns = Number(process.argv[2] ?? 3);
const networks = { logistic: 100_000, mlp: 6001, cnn: 6001, gru: 3001 };
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** As cold as a page: each time another process, all of whose updates count but the first, which compiles. */
function inNode(name, updates) {
  return Number(execFileSync(process.execPath, [import.meta.filename, '--node', name, updates], { encoding: 'utf8' }));
}

async function trainHere(name, updates) {
  const { trainer } = await prepareTraining(createModel(name), makeDataset(), { steps: updates });
  await trainer.advance(1);
  const start = performance.now();
  await trainer.advance(updates - 1);
  return (updates - 1) / ((performance.now() - start) / 1000);
}

if (process.argv[2] === '--node') {
  console.log(await trainHere(process.argv[3], Number(process.argv[4])));
  process.exit();
}

const server = createServer(sirv(join(import.meta.dirname, '../dist/page'), { dev: true })).listen(0);
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments });

async function inPage(name, updates) {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/?model=${name}&steps=${updates}`);
  const speed = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const element = document.querySelector('mnist1d-playground');
        element.addEventListener('race-over', ({ detail }) => resolve(detail[0].speed));
      }),
  );
  await page.close();
  return speed;
}

console.log('updates a second   page     Node    page / Node');
for (const [name, updates] of Object.entries(networks)) {
  const page = [];
  const node = [];
  for (let turn = 0; turn < turns; turn++) {
    node.push(inNode(name, updates));
    page.push(await inPage(name, updates));
  }
  const ratios = page.map((speed, i) => speed / node[i]);
  const count = (value) => Math.round(value).toLocaleString('en').padStart(8);
  console.log(
    `${name.padEnd(15)}${count(median(page))} ${count(median(node))} ${median(ratios).toFixed(2).padStart(14)}`,
  );
}
await browser.close();
server.close();
