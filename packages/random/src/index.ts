/** @mnist1d/random: what must give the same bits in every JavaScript engine. Private, bundled into the packages that use it. */

export { log } from './log.ts';
export { MT19937 } from './mt19937.ts';
