/** Characters that neither XML nor HTML may hold, not even escaped. */

/** Markup with U+FFFD in the place of control characters, halves of surrogate pairs and code points that are no characters. */
export function legalText(markup: string): string {
  return markup.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu, '\ufffd');
}
