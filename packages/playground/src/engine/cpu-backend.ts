/** The backend `cpu` of TensorFlow.js, which holds tensors, without most of its kernels: what is computed is compiled. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu';
import { zerosLikeConfig } from '@tensorflow/tfjs-backend-cpu/dist/kernels/ZerosLike';
import { registerBackend, registerKernel } from '@tensorflow/tfjs-core';

registerBackend('cpu', () => new MathBackendCPU(), 1);
// Optimisers begin with it.
registerKernel(zerosLikeConfig);
