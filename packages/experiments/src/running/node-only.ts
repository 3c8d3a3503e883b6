/** What runs in Node alone, loaded there alone: what is bundled for pages has nothing.ts in its place. */
export { importModule } from './import-module.ts';
export { checkModule, moduleDigest } from './module-digest.ts';
export { startInNode } from './workers/start-in-node.ts';
