/**
 * Time and memory of every experiment, each in a process of its own over as many workers as there are cores.
 *
 *   npm run bench -- experiments [--preset quick|paper] [id …] [--json FILE]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { availableCores, experiments, getExperiment, runExperiment } from '@mnist1d/experiments';

const { values, positionals } = parseArgs({
  options: {
    preset: { type: 'string', default: 'quick' },
    json: { type: 'string' },
    alone: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const { preset } = values;

if (values.alone) {
  const [id] = positionals;
  const workers = availableCores();
  const { seconds, runSeconds, config, claims } = await runExperiment(id, { preset, workers });
  const decided = claims.filter(({ holds }) => holds !== null);
  console.log(
    JSON.stringify({
      seconds,
      core: runSeconds.reduce((sum, s) => sum + s, 0),
      megabytes: process.resourceUsage().maxRSS / 1024,
      torch: getExperiment(id).peer?.(config)?.seconds ?? null,
      claims: `${decided.filter(({ holds }) => holds).length} of ${decided.length}`,
    }),
  );
} else {
  const number = (value) => (value === null ? '–' : value.toFixed(value < 10 ? 1 : 0));
  const line = (cells) => console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padStart(16))).join(''));
  console.log(`Preset ${preset}, ${availableCores()} workers, Node ${process.version}`);
  line(['experiment', 'wall, s', 'one core, s', 'PyTorch, s', 'memory, MB', 'claims hold']);
  const measured = {};
  for (const id of positionals.length > 0 ? positionals : experiments.keys()) {
    const args = [fileURLToPath(import.meta.url), '--alone', '--preset', preset, id];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${id}: ${stderr}`);
    measured[id] = JSON.parse(stdout);
    const { seconds, core, torch, megabytes, claims } = measured[id];
    line([id, number(seconds), number(core), number(torch), number(megabytes), claims]);
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(measured, null, 1)}\n`);
}
