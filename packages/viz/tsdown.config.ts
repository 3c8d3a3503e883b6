import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { defineConfig } from 'tsdown';

const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));

export default defineConfig({
  entry: ['src/index.ts', 'src/index.node.ts'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  external: [/^node:/],
  // A module a file, so that bundlers leave out the figures that nobody asks for.
  unbundle: true,
  // Two of that package's 22 fonts, unchanged, with their licence: 1.4 MB instead of 12.
  copy: [
    ...['ttf/DejaVuSans.ttf', 'ttf/DejaVuSans-Bold.ttf'].map((file) => ({
      from: `${fonts}/${file}`,
      to: 'dist/fonts',
    })),
    // Named otherwise than the package's own, which pnpm would leave out of the tarball for it.
    { from: `${fonts}/LICENSE`, to: 'dist/fonts', rename: 'DejaVu-LICENSE' },
  ],
});
