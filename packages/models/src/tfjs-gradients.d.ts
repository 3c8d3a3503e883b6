/** What build/tfjs-gradients.ts makes at build time. */
declare module 'virtual:tfjs-gradients' {
  /** The gradient of every differentiable kernel of tfjs-core; made by build/tfjs-gradients.ts. */
  export const gradientConfigs: readonly import('@tensorflow/tfjs-core').GradConfig[];
}
