/** Registers tfjs-core's gradients, which a plain import of tfjs-core leaves out. */

import { gradientConfigs } from 'virtual:tfjs-gradients';
import { getGradient, registerGradient } from '@tensorflow/tfjs-core';

/**
 * Gives every differentiable kernel of tfjs-core its gradient function, unless it has one already. Importing this
 * package has called it; call it again after unregistering a gradient, or to make a bundler keep it.
 */
export function registerGradients(): void {
  for (const config of gradientConfigs) if (!getGradient(config.kernelName)) registerGradient(config);
}

registerGradients();
