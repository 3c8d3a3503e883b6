/** What the consumers need of a machine. */
import { missingBrowser } from '../chromium-path.mjs';

/** What is missing here, as a sentence; undefined where nothing is. */
export function missing() {
  const here = `${process.platform}-${process.arch}`;
  return here === 'linux-x64' ? missingBrowser : `needs linux-x64, for which its versions of Node are, got ${here}`;
}
