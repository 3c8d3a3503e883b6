/** Pages in Chromium: served as a host would, opened, and asked for what they came to. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' },
  ...{ '.json': 'application/json', '.wasm': 'application/wasm' },
};
const SECONDS = 120;

/** Serves a folder; modules of `root/node_modules` too where a page has no bundler. */
export async function serve(folder, { headers = {}, modules } = {}) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://page').pathname));
    if (path === '/favicon.ico') return response.writeHead(204).end();
    if (path === '/frame.html') {
      const frame = '<iframe sandbox="allow-scripts" src="/index.html" width="400" height="300"></iframe>';
      return response.setHeader('content-type', 'text/html').end(`<!doctype html>${frame}`);
    }
    const file = join(
      modules && path.startsWith('/node_modules/') ? modules : folder,
      path === '/' ? 'index.html' : path,
    );
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
      ...headers,
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { port: server.address().port, close: () => server.close() };
}

/** What the page leaves in `walked`, or, where it is to show something, the text of that when a network has learnt. */
export async function open(browser, url, { frame, shows } = {}) {
  const page = await browser.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('response', (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`));
  try {
    await page.goto(url);
    const inside = frame ? await (await page.waitForSelector('iframe')).contentFrame() : page;
    for (let tries = 0; tries < 10 * SECONDS; tries++) {
      // Not waitForFunction: it evaluates a text, which a strict policy forbids.
      const value = await inside.evaluate(
        (selector) => (selector ? document.querySelector(selector)?.textContent : globalThis.walked),
        shows,
      );
      if (value && !(shows && percent(value) < 20)) return { value, errors };
      await page.waitForTimeout(100);
    }
    throw new Error(`nothing after ${SECONDS} seconds`);
  } catch (error) {
    throw new Error([error.message, ...errors].join('\n'));
  } finally {
    await page.close();
  }
}

/** The number before the percent sign: chance is 10. */
function percent(text) {
  return Number(/([\d.]+) %/.exec(text)?.[1] ?? 0);
}
