/** An experiment of the paper: defined, registered, and known to every worker. */
import { defineExperiment, type Experiment, type JsonObject, type RunOutput } from '../running/experiment.ts';
import { registerBuiltIn } from '../running/registry.ts';

/** As {@link defineExperiment}; the experiment stands in the registry then. */
export function paperExperiment<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): Experiment<Config, Spec, Output> {
  const defined = defineExperiment(experiment);
  registerBuiltIn(defined);
  return defined;
}
