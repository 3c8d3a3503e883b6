/** The same in a module worker of the page's own. */
const worker = new Worker(new URL('./inner.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => Object.assign(globalThis, { walked: data });
worker.onerror = ({ message }) => Object.assign(globalThis, { walked: { error: message } });
