/** The commands and what they have in common. */
import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { checkCommand } from './commands/check.ts';
import { datasetCommand } from './commands/dataset.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { figureCommand } from './commands/figure.ts';
import { humanCommand } from './commands/human.ts';
import { leaderboardCommand } from './commands/leaderboard.ts';
import { listCommand } from './commands/list.ts';
import { reportCommand } from './commands/report.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { runCommand } from './commands/run.ts';
import { showCommand } from './commands/show.ts';
import { trainCommand } from './commands/train.ts';
import { oneLine } from './terminal/messages.ts';

/** The program `mnist1d`. It throws a CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('mnist1d')
    .description(
      'MNIST-1D: the dataset, experiments and figures of "Scaling Down Deep Learning with MNIST-1D" (ICML 2024)',
    )
    .version(manifest.version)
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) })
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      `
Examples:
  mnist1d list                                  the experiments
  mnist1d run classification                    Figure 2, the classifiers
  mnist1d reproduce                             everything, and one report
  mnist1d show classification                   its keys, runs and claims
  mnist1d train resnet --out r.safetensors      a network, saved
  mnist1d dataset --out mnist1d.npz             the dataset, for numpy.load
  mnist1d figure results/classification.json    its figures again, no training
  mnist1d human                                 are you better than a CNN?`,
    );
  for (const command of [
    listCommand(),
    showCommand(),
    runCommand(),
    reproduceCommand(),
    trainCommand(),
    evaluateCommand(),
    reportCommand(),
    checkCommand(),
    datasetCommand(),
    figureCommand(),
    humanCommand(),
    leaderboardCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  program.exitOverride();
  for (const command of program.commands) {
    command.exitOverride();
    for (const part of command.commands) part.copyInheritedSettings(command).exitOverride();
  }
  return program;
}
