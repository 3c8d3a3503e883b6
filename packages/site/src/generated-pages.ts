/** The pages that no document is the source of: the list of the experiments, and one of each result. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getExperiment } from '@mnist1d/experiments';
import { checkValue, type ExperimentResult, resultSchema } from '@mnist1d/results';
import { duration } from '@mnist1d/viz';
import { experimentGroups } from './navigation.ts';
import { resultFile, resultNames, root } from './sources.ts';

/** Pages by their paths, with front matter. */
export function generatedPages(): Map<string, string> {
  const results = resultNames().map((name) => [name, readResult(name)] as const);
  return new Map([
    ['experiments/index.md', experimentList()],
    ['results/index.md', resultList(results)],
    ...results.map(([name, result]) => [`results/${name}.md`, resultPage(name, result)] as const),
  ]);
}

function readResult(name: string): ExperimentResult {
  const result = JSON.parse(readFileSync(join(root, resultFile(name)), 'utf8'));
  checkValue('site', name, resultSchema, result);
  return result;
}

function experimentList(): string {
  const sections = experimentGroups().map(({ title, names }) => {
    const cards = names.map((name) => {
      const { title, figure } = getExperiment(name);
      return `- [![](./${name}.png) **${title}** ${figure}](./${name}.md)`;
    });
    return `## ${title}\n\n${cards.join('\n')}\n`;
  });
  return `---
aside: false
pageClass: cards
---

# Experiments

Every experiment of the paper, the book's trainings on MNIST-1D, and some of our own. Each page says what is computed, what comes out, which claims hold, and where we differ from the authors' code.

${sections.join('\n')}`;
}

function resultList(results: readonly (readonly [string, ExperimentResult])[]): string {
  const rows = results.map(([name, { title, figure, preset, runSeconds, claims }]) => {
    const held = claims.filter(({ holds }) => holds).length;
    const decided = claims.filter(({ holds }) => holds !== null).length;
    const made = claims.length === 0 ? 'none made' : 'too short to tell';
    const verdict = decided === 0 ? made : `${held} of ${decided}`;
    return `| [${title}](./${name}.md) | ${figure} | ${preset} | ${runSeconds.length} | ${duration(sum(runSeconds))} | ${verdict} |`;
  });
  return `---
aside: false
---

# Results

Result files as the command \`mnist1d\` writes them, with their figures, their claims and the data behind them. Point at a figure to read its values.

| experiment | figure | preset | runs | time of one core | claims that hold |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Whoever has the data can recompute every claim: \`npx @mnist1d/cli check FILE\`.
`;
}

function resultPage(name: string, { title, figure, preset, digest, runSeconds, versions }: ExperimentResult): string {
  return `---
title: ${JSON.stringify(title)}
aside: false
source: ${resultFile(name)}
---

# Result: ${title}

${figure.replace(/^./, (first) => first.toUpperCase())}, preset \`${preset}\`: ${runSeconds.length} runs, ${duration(sum(runSeconds))} of one core. [The experiment's page](../experiments/${name}.md) says what is computed.

<ResultFigure result="${name}" />

## Make it again

\`\`\`sh
npx @mnist1d/cli run ${name} --preset ${preset}
\`\`\`

The runs are the same to the bit on every machine. Their SHA-256:

\`\`\`
${digest}
\`\`\`

Made with ${Object.entries(versions)
    .map(([of, version]) => `${of} ${version}`)
    .join(', ')}.
`;
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
