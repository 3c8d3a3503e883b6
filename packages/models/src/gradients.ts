/** Registers tfjs-core's gradients when this package is imported. */
import { registerGradients } from '@mnist1d/gradients';

registerGradients();

export { registerGradients };
