/** The Chromium or Chrome that tests run in, where there is one. */
import { existsSync } from 'node:fs';

export const chromiumPath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
].find((path) => path !== undefined && existsSync(path));

/** What is wrong where one must be there and is not. */
export const missingBrowser =
  process.env.REQUIRE_BROWSER && !chromiumPath
    ? 'REQUIRE_BROWSER is set, but no Chromium was found; name one in CHROMIUM_PATH'
    : undefined;

/** How it is started. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];
