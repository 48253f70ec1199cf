/** Crockford's base 32, in which a ULID is written (github.com/ulid/spec). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID in its one canonical, upper-case form: 48 bits of time, then 80 other bits. */
export const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** A ULID of a time in milliseconds since 1970 and sixteen bytes, of which the lower five bits count. */
export function ulidOf(time: number, bytes: ArrayLike<number>): string {
  let id = '';
  for (let rest = time, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) id = alphabet[rest % 32] + id;
  return id + Array.from(bytes, (byte) => alphabet[byte % 32]).join('');
}

/** A ULID of a time and the first 80 bits of a hash, so that the same facts always have the same id. */
export function ulidOfHash(time: number, hash: ArrayLike<number>): string {
  const byte = (index: number) => hash[index] ?? 0;
  const fives = Array.from({ length: 16 }, (_, i) => {
    const bit = i * 5;
    return ((byte(bit >> 3) << 8) | byte((bit >> 3) + 1)) >> (11 - (bit & 7));
  });
  return ulidOf(time, fives);
}

/** The milliseconds since 1970 in a ULID; undefined when the text is none. */
export function timeOfUlid(text: string): number | undefined {
  if (!ulidPattern.test(text)) return undefined;
  return Array.from(text.slice(0, 10)).reduce((time, letter) => time * 32 + alphabet.indexOf(letter), 0);
}
