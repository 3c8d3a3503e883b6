/** The functions that compiled programs call, each a kernel of WebAssembly. */
export { gemmNN, gemmNT } from './gemm';
export { workspace } from './gemm-parts';
export { gemmPartOfTN, gemmTN } from './gemm-transposed';
export { gemmPartOfSampled, gemmSampled, gemmSparse } from './sparse';
export { erf4, expm14, log1p4, log4, pow4, softplus4 } from './math';
export { cos4, sin4 } from './trigonometry';
export { floorDiv4, integerFloorDiv4, integerMod4, integerPow4, mod4, toInteger4 } from './integers';
export { argExtreme, cumulativeProduct, cumulativeSum, gather, gatherRows, segmentSum } from './indexing';
export { threefry, threefryAt } from './random';
