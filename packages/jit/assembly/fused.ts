/** The matrix products with one rounding for a multiplication and addition: the build with relaxed SIMD. */
export { gemmNN as fusedNN, gemmNT as fusedNT } from './gemm';
export { gemmTN as fusedTN } from './gemm-transposed';
export { gemmSampled as fusedSampled, gemmSparse as fusedSparse } from './sparse';
