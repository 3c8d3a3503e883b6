export { gemmNN, gemmNT, gemmTN } from './gemm';
export { gemmSampled, gemmSparse } from './sparse';
export { cos4, erf4, expm14, log1p4, log4, pow4, sin4, softplus4 } from './math';
export { floorDiv4, integerFloorDiv4, integerMod4, integerPow4, mod4, toInteger4 } from './integers';
export { argExtreme, cumulativeProduct, cumulativeSum, gather, gatherRows, segmentSum } from './indexing';
export { threefry, threefryAt } from './random';
