import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    train: 'src/training.ts',
    networks: 'src/networks/index.ts',
    leaderboard: 'src/leaderboard/index.ts',
    certificate: 'src/certificate/index.ts',
    quiz: 'src/recipes/human/quiz.ts',
    storage: 'src/running/storage.ts',
    'browser-storage': 'src/running/browser-storage.ts',
    'import-module': 'src/running/import-module.ts',
    'node-only': 'src/running/node-only.ts',
    nothing: 'src/running/nothing.ts',
    worker: 'src/worker.ts',
    'node-worker': 'src/node-worker.ts',
  },
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  external: [/^#/],
});
