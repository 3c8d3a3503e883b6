import { defineConfig } from 'tsdown';
import { writeJsonSchemas } from './build/json-schemas.ts';

export default defineConfig({
  entry: ['src/index.ts', 'src/kinds/*.ts'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  hooks: { 'build:done': () => writeJsonSchemas() },
});
