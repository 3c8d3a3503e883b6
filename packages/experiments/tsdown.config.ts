import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', storage: 'src/running/storage.ts', worker: 'src/running/worker.ts' },
  platform: 'neutral',
  target: 'es2022',
  dts: true,
});
