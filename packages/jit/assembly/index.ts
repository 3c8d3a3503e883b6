export { gemmNN, gemmNT, gemmTN } from './gemm';
export { log4 } from './math';
export { argExtreme, cumulativeProduct, cumulativeSum, gather, gatherRows, segmentSum } from './indexing';
export { threefry, threefryAt } from './random';
