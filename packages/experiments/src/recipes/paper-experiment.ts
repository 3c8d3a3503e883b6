/** An experiment of the paper: defined, with its measured times, and known to every worker. */
import { defineExperiment, type Experiment, type JsonObject, type RunOutput } from '../running/experiment.ts';
import { registerBuiltIn } from '../running/registry.ts';
import { measuredTimes } from './measured-times.ts';

/** As {@link defineExperiment}; the times come from measured-times.ts, and the experiment stands in the registry then. */
export function paperExperiment<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): Experiment<Config, Spec, Output> {
  const { id, presets } = experiment;
  const times = measuredTimes[id];
  const defined = defineExperiment<Config, Spec, Output>({
    ...experiment,
    ...(times && {
      presets: { quick: { ...presets.quick, time: times.quick }, paper: { ...presets.paper, time: times.paper } },
      peer: (config) => peerOf(id, experiment.runs(config)),
    }),
  });
  registerBuiltIn(defined);
  return defined;
}

/** What PyTorch needs for the updates of these runs, where all of their like were measured. */
function peerOf(id: string, specs: readonly JsonObject[]): { text: string; seconds: number } | undefined {
  const torch = measuredTimes[id]?.torch;
  if (!torch) return undefined;
  let sum = 0;
  for (const spec of specs) {
    const milliseconds = torch.milliseconds(spec);
    if (milliseconds === undefined) return undefined;
    sum += milliseconds;
  }
  return { text: `PyTorch 1.13 on one core of an AMD EPYC, ${torch.how}`, seconds: sum / 1000 };
}
