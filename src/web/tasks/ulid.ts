const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new ULID (github.com/ulid/spec): 48 bits of time in milliseconds, then 80 random bits, in Crockford's base 32. `random` gives sixteen bytes. */
export function ulid(now: number, random: () => Uint8Array): string {
  let time = '';
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  const noise = Array.from(random(), (byte) => ALPHABET[byte % 32]);
  return time + noise.join('');
}

/** The milliseconds since 1970 in a ULID, or undefined when the text is none. */
export function timeOf(id: string): number | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return undefined;
  return Array.from(id.slice(0, 10)).reduce((time, letter) => time * 32 + ALPHABET.indexOf(letter), 0);
}
