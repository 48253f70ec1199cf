/** The name as it is shown: one form of characters that look alike, such as full-width ones (Unicode's NFKC). */
export function displayName(username: string): string {
  return username.normalize('NFKC');
}

/**
 * The name by which an account is found: two names that differ in case or in the form of their characters are one. On
 * the way through upper case what has several lower-case forms becomes one (ß and ss, σ and ς).
 */
export function accountKey(username: string): string {
  return displayName(username).toLowerCase().toUpperCase().normalize('NFKC').toLowerCase().normalize('NFKC');
}
