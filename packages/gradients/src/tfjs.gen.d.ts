/** What build-gradients.mjs makes of tfjs-core's sources. */
import type { GradConfig } from '@tensorflow/tfjs-core';

/** The gradients that tfjs-core has. */
export const gradientConfigs: readonly GradConfig[];
