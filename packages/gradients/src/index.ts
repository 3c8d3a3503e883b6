/** Registers the gradients of tfjs-core's kernels, which a plain import of tfjs-core leaves out, and those that it lacks. */
import { type GradConfig, getGradient, registerGradient, Tensor } from '@tensorflow/tfjs-core';
import { comparisons } from './comparisons.ts';
import { gather } from './gather.ts';
import { gradientConfigs } from './tfjs.gen.js';

const configs: readonly GradConfig[] = [gather, ...gradientConfigs, ...comparisons];

/** Kernels whose gradients in tfjs-core call methods of tensors that only some imports of it add. */
const chained = ['GatherV2', 'Prod'];

/**
 * Gives every differentiable kernel of tfjs-core its gradient function, unless it has one already that works; call it again
 * after unregistering a gradient.
 */
export function registerGradients(): void {
  const hasMethods = 'reshape' in Tensor.prototype;
  for (const config of configs)
    if (!getGradient(config.kernelName) || (!hasMethods && chained.includes(config.kernelName)))
      registerGradient(config);
}
