import { walk } from './walk.js';

walk().then(
  (walked) => postMessage(walked),
  (error) => postMessage({ error: String(error) }),
);
