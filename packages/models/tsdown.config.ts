import { defineConfig } from 'tsdown';
import { tfjsGradients } from './build/tfjs-gradients.ts';

export default defineConfig({
  entry: ['src/index.ts'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  plugins: [tfjsGradients()],
});
