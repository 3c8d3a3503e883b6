/** The matrix products with one rounding for a multiplication and addition: the build with relaxed SIMD. */
export { gemmNN as fusedNN, gemmNT as fusedNT } from './gemm';
export { workspace } from './gemm-parts';
export { gemmPartOfTN as fusedPartOfTN, gemmTN as fusedTN } from './gemm-transposed';
export { gemmPartOfSampled as fusedPartOfSampled, gemmSampled as fusedSampled, gemmSparse as fusedSparse } from './sparse';
