import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts'],
  platform: 'neutral',
  target: 'es2022',
  // Eager, for it re-exports a function of a bundled package whose declarations are not found otherwise.
  dts: { eager: true },
});
