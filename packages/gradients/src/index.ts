/** Registers the gradients of tfjs-core's kernels, which a plain import of tfjs-core leaves out, and those that it lacks. */
import { getGradient, registerGradient } from '@tensorflow/tfjs-core';
import { comparisons } from './comparisons.ts';
import { gather } from './gather.ts';
import { gradientConfigs } from './tfjs.gen.js';

/**
 * Gives every differentiable kernel of tfjs-core its gradient function, unless it has one already; call it again after
 * unregistering a gradient.
 */
export function registerGradients(): void {
  for (const config of [gather, ...gradientConfigs, ...comparisons])
    if (!getGradient(config.kernelName)) registerGradient(config);
}
