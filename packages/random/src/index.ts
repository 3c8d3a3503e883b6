export { log } from './log.ts';
export { MT19937 } from './mt19937.ts';
