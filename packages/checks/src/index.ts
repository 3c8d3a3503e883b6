/** @mnist1d/checks: checks of what users pass in. Private, bundled into the packages that use it. */

export { checkFunctions } from './check-functions.ts';
export { checkKeys, checkName } from './check-name.ts';
export { checkInteger, checkNumber, checkPositive } from './check-number.ts';
export { nearestName } from './nearest-name.ts';
export { refuse } from './refuse.ts';
export { show } from './show.ts';
