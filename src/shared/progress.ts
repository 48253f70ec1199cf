import type { Progress } from './wire';

/** A line of a check list: `- [ ]` or `- [x]`, then a blank or the end of the line. */
const checkLine = /^[ \t]*[-*+] \[([ xX])\](?=[ \t]|$)/gm;

/** How many lines of a note's check list are ticked; null when it has none. */
export function progressOf(note: string): Progress | null {
  const marks = note.match(checkLine) ?? [];
  if (marks.length === 0) return null;
  return { done: marks.filter((mark) => /x\]$/i.test(mark)).length, total: marks.length };
}
