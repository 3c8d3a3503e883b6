import { walk } from './walk.js';

walk().then(
  (walked) => Object.assign(globalThis, { walked }),
  (error) => Object.assign(globalThis, { walked: { error: String(error) } }),
);
