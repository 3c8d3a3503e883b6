export { gemmNN, gemmNT, gemmTN } from './gemm';
export { exp4, log4, sigmoid4, tanh4 } from './math';
export { gather, gatherRows } from './indexing';
export { threefry, threefryAt } from './random';
