/** The blocks of the guides, which consumers use as they stand. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The first block of that language in a guide. */
export function blockOf(guide, language) {
  const text = readFileSync(resolve(import.meta.dirname, '../../guides', guide), 'utf8');
  const [, block] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text) ?? [];
  if (block === undefined) throw new Error(`guides/${guide} has no block of ${language}`);
  return block;
}
