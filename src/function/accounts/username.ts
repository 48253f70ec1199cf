import { longestUsername, shortestUsername } from '../../shared/limits';
import { lengthOf } from '../../shared/text';

/** What is wrong with a user name; undefined when nothing is. */
export function usernameProblem(username: string): string | undefined {
  const name = displayName(username);
  const length = lengthOf(name);
  if (length < shortestUsername || length > longestUsername) {
    return `must be ${shortestUsername} to ${longestUsername} characters long`;
  }
  if (!/^[\p{L}\p{M}\p{Nd}._-]+$/u.test(name)) return 'may hold letters of any script, digits and . _ - only';
  if (!/^[\p{L}\p{Nd}]/u.test(name)) return 'must begin with a letter or a digit';
  return undefined;
}

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
