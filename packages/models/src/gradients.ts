/** Registers tfjs-core's gradients when this package is imported. */
import * as gradients from '@mnist1d/gradients';

/**
 * Gives every differentiable kernel of tfjs-core its gradient function, which a plain import of tfjs-core leaves out, unless it
 * has one already. Importing this package has called it; call it again after unregistering a gradient, or to make a bundler keep
 * it.
 */
export const registerGradients = (): void => gradients.registerGradients();

registerGradients();
