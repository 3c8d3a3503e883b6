/** Draws more random programs, files and command lines than the tests do, and others every time: `npm run fuzz -- [RUNS] [SEED]`. */
import { spawnSync } from 'node:child_process';

const [runs = '5000', seed = String(Date.now() % 2 ** 31)] = process.argv
  .slice(2)
  .filter((argument) => argument !== '--');
for (const [name, value] of Object.entries({ RUNS: runs, SEED: seed }))
  if (!/^\d+$/.test(value)) {
    console.error(`fuzz: ${name} must be a whole number, 0 or more, got '${value}'`);
    process.exit(2);
  }
console.log(`${runs} runs each, seed ${seed}`);
const { status } = spawnSync('npx', ['vitest', 'run', 'fuzz'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, FUZZ_RUNS: runs, FUZZ_SEED: seed },
});
process.exit(status ?? 1);
