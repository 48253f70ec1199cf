/** A character that shows something: none of white space, controls, zero-width and filler characters, the blank Braille pattern. */
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;

/** Whether a text shows nothing at all. */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}

/** A text without white space at its ends; empty when it shows nothing. */
export function trimmed(text: string): string {
  return isBlank(text) ? '' : text.trim();
}

/** The length that limits mean: in code points. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Cuts a text to at most `limit` code points, never through a surrogate pair. */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : Array.from(text).slice(0, limit).join('');
}

/** Whether a text can be written as UTF-8: half a surrogate pair cannot. */
export function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
