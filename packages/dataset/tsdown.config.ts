import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', construction: 'src/construction-stages.ts', npz: 'src/formats/read-npz.ts' },
  platform: 'neutral',
  target: 'es2022',
  dts: true,
});
