/** The walk, printed. */
import { walk } from './walk.js';

console.log(JSON.stringify(await walk()));
