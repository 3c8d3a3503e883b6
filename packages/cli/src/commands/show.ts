/** `mnist1d show`: all that can be set of an experiment or a model, and what comes of it. */
import { checkName } from '@mnist1d/checks';
import { type Experiment, experiments, type Json, type JsonObject, resolveConfig } from '@mnist1d/experiments';
import { modelOf, modelOptions, type Setting, sortSettings, trainingOptions } from '@mnist1d/experiments/networks';
import { countParameters, type ModelName, modelNames } from '@mnist1d/models';
import { presetNames } from '@mnist1d/results';
import { duration } from '@mnist1d/viz';
import { Command } from 'commander';
import { count } from '../networks/network-tables.ts';
import { parseArguments } from '../options/argument-error.ts';
import { importModules, importOption } from '../options/import-modules.ts';
import { setOption } from '../options/set-options.ts';
import { wrap } from '../terminal/columns.ts';
import { table } from '../terminal/table.ts';

interface ShowFlags {
  readonly set: JsonObject;
  readonly json?: boolean;
  readonly import: readonly string[];
}

/** What is shown: as JSON, and as tables. */
interface Shown {
  readonly json: object;
  readonly tables: readonly string[];
}

export function showCommand(): Command {
  return new Command('show')
    .description('show what can be set of an experiment or a model, its runs and claims, or its parameters')
    .argument('[name]', 'an experiment or a model; without it, all of them')
    .addOption(setOption('what it would be with another setting; may be repeated'))
    .option('--json', 'print it as JSON')
    .addOption(importOption())
    .addHelpText(
      'after',
      `
Examples:
  mnist1d show                                  the experiments and models
  mnist1d show classification                   keys, runs and claims
  mnist1d show pooling --set seeds=0,1,2        the runs of three seeds
  mnist1d show resnet                           settings and parameters
  mnist1d show cnn --set channels=32 --json`,
    )
    .action(show);
}

async function show(name: string | undefined, flags: ShowFlags): Promise<void> {
  await importModules(flags.import);
  const { json, tables } = parseArguments(() => shownOf(name, flags.set));
  process.stdout.write(flags.json ? `${JSON.stringify(json, null, 1)}\n` : `${tables.join('\n\n')}\n`);
}

function shownOf(name: string | undefined, set: JsonObject): Shown {
  if (name === undefined) return everything();
  checkName('show', 'experiment or model', name, [...experiments.keys(), ...modelNames]);
  const experiment = experiments.get(name);
  return experiment ? showExperiment(experiment, set) : showModel(name as ModelName, set);
}

function everything(): Shown {
  const listed = [...experiments.values()].map(({ id, title, figure }) => ({ id, title, figure }));
  const models = modelNames.map((name) => ({ name, parameters: countParameters(modelOf(name, {})) }));
  return {
    json: { experiments: listed, models },
    tables: [
      table(
        ['experiment', 'makes', 'title'],
        listed.map(({ id, figure, title }) => [id, figure, title]),
      ),
      table(
        ['model', 'parameters'],
        models.map(({ name, parameters }) => [name, count(parameters)]),
        [1],
      ),
      wrap('`mnist1d show NAME` shows what can be set of it.'),
    ],
  };
}

function showExperiment(experiment: Experiment, set: JsonObject): Shown {
  const { id, title, figure, defaultPreset, meanings } = experiment;
  const presets = presetNames.map((name) => {
    const config = resolveConfig(experiment, name, set);
    const runs = experiment.runs(config);
    const { cost } = experiment;
    const seconds = cost ? runs.reduce((sum, spec) => sum + cost(spec), 0) : null;
    const { description, time = null } = experiment.presets[name];
    return { name, isDefault: name === defaultPreset, description, time, config, runs: runs.length, seconds };
  });
  const keys = Object.keys(experiment.presets[defaultPreset].config);
  const claims = experiment.claims.map(({ id: claim, text, rule, published }) => ({
    id: claim,
    text,
    rule,
    published,
  }));
  const titles = presets.map(({ name, isDefault }) => `${name}${isDefault ? ' (default)' : ''}`);
  const cells = (key: string) => presets.map(({ config }) => shownValue(config[key] as Json));
  return {
    json: { id, title, figure, meanings: meanings ?? {}, presets, claims },
    tables: [
      wrap(`${id}: ${title}. ${figure}.`),
      table(
        ['key', ...titles, ...(meanings ? ['meaning'] : [])],
        keys.map((key) => [key, ...cells(key), ...(meanings ? [meanings[key] ?? ''] : [])]),
      ),
      table(
        ['preset', 'runs', 'time of one core', 'what it runs'],
        presets.map(({ runs, seconds, description }, i) => [
          titles[i] as string,
          count(runs),
          seconds === null ? '–' : `about ${duration(seconds)}`,
          description,
        ]),
        [1],
      ),
      ...(claims.length > 0
        ? [
            table(
              ['claim', 'rule', 'published'],
              claims.map(({ text, rule, published }) => [
                text,
                rule,
                published === null ? '–' : String(Number(published.toPrecision(3))),
              ]),
              [2],
            ),
          ]
        : []),
    ],
  };
}

function showModel(name: ModelName, set: JsonObject): Shown {
  const model = modelOf(name, sortSettings('show', name, [], set).model);
  const parameters = Object.entries<readonly number[]>(model.shapes).map(([key, shape]) => ({
    name: key,
    shape,
    isBuffer: (model.buffers as readonly string[] | undefined)?.includes(key) ?? false,
  }));
  const settings = (of: Readonly<Record<string, Setting>>, made: Readonly<Record<string, unknown>> = {}) =>
    Object.entries(of).map(([key, { default: value, meaning }]) => {
      const set = (made[key] ?? value) as Json | undefined;
      return [key, set === undefined ? '' : shownValue(set), meaning];
    });
  return {
    json: {
      name,
      options: modelOptions(name),
      madeWith: model.options,
      training: trainingOptions,
      parameters,
      number: countParameters(model),
    },
    tables: [
      wrap(`${name}: ${count(countParameters(model))} parameters`),
      table(['option', 'value', 'meaning'], settings(modelOptions(name), model.options)),
      table(
        ['parameter', 'shape', 'values', ''],
        parameters.map(({ name: key, shape, isBuffer }) => [
          key,
          `[${shape.join(', ')}]`,
          count(shape.reduce((a, b) => a * b, 1)),
          isBuffer ? 'not trained' : '',
        ]),
        [2],
      ),
      table(['training', 'default', 'meaning'], settings(trainingOptions)),
    ],
  };
}

/** A value of a configuration as one types it after `--set key=`, but for the spaces. */
function shownValue(value: Json): string {
  if (typeof value === 'string') return value;
  const isPlain = Array.isArray(value) && value.length > 1 && value.every((each) => typeof each !== 'object');
  return isPlain ? value.join(', ') : JSON.stringify(value);
}
