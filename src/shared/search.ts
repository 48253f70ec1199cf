/**
 * A text as searching compares it: compatibility forms (full-width letters, ligatures) and case make no difference.
 * Unicode NFKC, then lower case.
 */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The words of a query, folded; all of them must occur. White space separates them, so that Chinese needs no word boundaries. */
export function wordsOf(query: string): string[] {
  return foldText(query).split(/\s+/).filter(Boolean);
}

/** Whether every word occurs in one of the texts. */
export function containsWords(words: readonly string[], ...texts: string[]): boolean {
  const folded = texts.map(foldText);
  return words.every((word) => folded.some((text) => text.includes(word)));
}
