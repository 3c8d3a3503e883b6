import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    train: 'src/training.ts',
    leaderboard: 'src/leaderboard/index.ts',
    certificate: 'src/certificate/index.ts',
    storage: 'src/running/storage.ts',
    worker: 'src/worker.ts',
  },
  platform: 'neutral',
  target: 'es2022',
  dts: true,
});
