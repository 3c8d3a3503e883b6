/** What runs in Node alone, loaded there alone: its name `#node-only` stands for nothing.ts in pages. */
export { importModule } from './import-module.ts';
export { checkModule, moduleDigest } from './module-digest.ts';
export { startInNode } from './workers/start-in-node.ts';
