import { defineConfig } from 'tsdown';
import { leaveOutDescriptions } from './build/leave-out-descriptions.ts';

export default defineConfig({
  entry: ['src/index.ts', 'src/kinds/*.ts', 'src/kinds/book/*.ts'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  // A module a file, so that bundlers leave out the schemas that nobody uses.
  unbundle: true,
  plugins: [leaveOutDescriptions()],
});
