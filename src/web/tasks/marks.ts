import { foldText, wordsOf } from '../../shared/search';
import { isInitials } from './find';
import { initialsIn } from './pinyin';

/** A part of a text, from `start` up to `end`. */
export type Range = readonly [start: number, end: number];

/** Where the words of a search occur in a text, in order and without overlaps. */
export function marksIn(text: string, query: string): Range[] {
  const words = wordsOf(query);
  const folded = foldedParts(text, foldText);
  const found = words.flatMap((word) => occurrences(folded, word));
  const initials = words.filter(isInitials);
  if (initials.length > 0) {
    const parts = foldedParts(text, initialsIn);
    const missing = initials.filter((word) => occurrences(folded, word).length === 0);
    found.push(...missing.flatMap((word) => occurrences(parts, word)));
  }
  return joined(found);
}

interface Parts {
  text: string;
  /** For each unit of the text: where the character that it comes from stands in the original. */
  origins: Range[];
}

/** A text after a change of each of its characters, which may make it longer or shorter. */
function foldedParts(text: string, change: (character: string) => string): Parts {
  let start = 0;
  let folded = '';
  const origins: Range[] = [];
  for (const character of text) {
    const end = start + character.length;
    const part = change(character);
    for (let unit = 0; unit < part.length; unit++) origins.push([start, end]);
    folded += part;
    start = end;
  }
  return { text: folded, origins };
}

function occurrences({ text, origins }: Parts, word: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    found.push([origins[at]![0], origins[at + word.length - 1]![1]]);
  }
  return found;
}

function joined(ranges: Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
