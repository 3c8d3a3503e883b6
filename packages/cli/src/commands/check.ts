/** `mnist1d check`: every claim of result files anew, from the runs in the files alone. */
import { checkClaims, type ExperimentResult, getExperiment } from '@mnist1d/experiments';
import { verdictOf } from '@mnist1d/viz';
import { Command } from 'commander';
import { importModules, importOption } from '../options/import-modules.ts';
import { useResults } from '../results/use-result.ts';
import { table } from '../terminal/table.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description('recompute the digest and every claim of result files from their runs, and compare')
    .argument('<results...>', 'result files')
    .addOption(importOption())
    .addHelpText(
      'after',
      `
Ends with code 1 if a file is damaged or no result, or if a claim in it is not
what its runs say.

Examples:
  mnist1d check results/classification.json results/lottery.json`,
    )
    .action(async (files: string[], flags: { import: readonly string[] }) => {
      await importModules(flags.import);
      const { used, failure } = await useResults(files, recompute);
      const rows = used.flat();
      process.stdout.write(`${table(['experiment', 'claim', 'measured', 'holds', 'file'], rows, [2])}\n`);
      const differ = rows.filter((row) => row[4] !== 'agrees').length;
      const failures = [
        ...(failure ? [failure] : []),
        ...(differ > 0 ? [`${differ} claims differ from what the runs say`] : []),
      ];
      if (failures.length > 0) throw new Error(failures.join('; '));
    });
}

function recompute({ experiment: id, config, data, claims }: ExperimentResult): string[][] {
  const anew = checkClaims(getExperiment(id), config, data.runs);
  const ids = new Set([...anew, ...claims].map((claim) => claim.id));
  return [...ids].map((claimId) => {
    const [now, then] = [anew, claims].map((list) => list.find((claim) => claim.id === claimId));
    const agrees = now?.measured === then?.measured && now?.holds === then?.holds;
    return [
      id,
      claimId,
      number(now?.measured),
      now ? verdictOf(now) : 'no such claim',
      agrees ? 'agrees' : `says ${number(then?.measured)}, ${then ? verdictOf(then) : '–'}`,
    ];
  });
}

/** As many digits as tell two values apart. */
function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : String(Number(value.toPrecision(8)));
}
