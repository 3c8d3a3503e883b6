export { gemmNN, gemmNT, gemmTN } from './gemm';
export { exp4, log4, sigmoid4, tanh4 } from './math';
export { argExtreme, cumulativeProduct, cumulativeSum, gather, gatherRows, segmentSum } from './indexing';
export { threefry, threefryAt } from './random';
