import { trimmed } from '../../shared/text';

/** What a line of a list begins with: a bullet or a number, and an empty or ticked box. */
const mark = /^\s*(?:[-*+•·]\s+|\d{1,3}[.)、](?=\D)\s*)?(?:\[[ xX]?\]\s+)?/;

/** The titles in a text of several lines: one for each that is not blank, without the marks of a list. */
export function pastedTitles(text: string): string[] {
  const lines = text.split(/[\r\n\u2028\u2029]+/).map((line) => trimmed(line.replace(mark, '')));
  return lines.filter((line) => line !== '');
}
