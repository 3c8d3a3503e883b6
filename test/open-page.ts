/** Opens a page of the documents in Chromium; what it asks the CDN for are the packages as they are built here. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { chromiumArguments, chromiumPath } from './chromium-path.mjs';
import { root } from './documents.ts';

const cdn = 'https://esm.sh/';

/**
 * What a page shows, and fails at, once what it shows and says on the console together is like `expected`.
 *
 * @throws Error where it is not within two minutes
 */
export async function openPage(html: string, expected: RegExp) {
  const browser = await chromium.launch({ executablePath: chromiumPath as string, args: chromiumArguments });
  try {
    const page = await browser.newPage();
    const said: string[] = [];
    const failed: string[] = [];
    page.on('pageerror', (error) => failed.push(String(error)));
    page.on('console', (message) => (message.type() === 'error' ? failed : said).push(message.text()));
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      if (url.startsWith(cdn)) {
        const body = await bundle(url.slice(cdn.length));
        await route.fulfill({ contentType: 'text/javascript', body, headers: { 'access-control-allow-origin': '*' } });
      } else if (url === 'http://localhost/') await route.fulfill({ contentType: 'text/html', body: html });
      else await route.fulfill({ status: 204 });
    });
    await page.goto('http://localhost/', { waitUntil: 'networkidle' });
    for (let tries = 0; tries < 1200; tries++) {
      const text = await page.evaluate<string>('document.body.innerText');
      if (failed.length > 0 || expected.test(`${text.trim()}${said.join('')}`)) return { text, failed };
      await page.waitForTimeout(100);
    }
    throw new Error(`the page shows nothing like ${expected}`);
  } finally {
    await browser.close();
  }
}

async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: join(root, 'test') },
    ...{ bundle: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' },
    external: ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu', 'webgpu'],
  });
  return outputFiles[0]?.text as string;
}
