import { longestUsername, shortestUsername } from './limits';
import { lengthOf } from './text';

/** The rule of user names, as the API's problems and its description say it. */
export const usernameRule = `${shortestUsername} to ${longestUsername} letters of any script, digits and . _ -, beginning with a letter or a digit; one Han character is enough`;

/** What is wrong with a user name; undefined when nothing is. Names are compared in Unicode's form NFKC. */
export function usernameProblem(username: string): string | undefined {
  const name = username.normalize('NFKC');
  const length = lengthOf(name);
  const shortest = /^\p{Script=Han}$/u.test(name) ? 1 : shortestUsername;
  if (length < shortest || length > longestUsername) {
    return `must be ${shortestUsername} to ${longestUsername} characters long`;
  }
  if (!/^[\p{L}\p{M}\p{Nd}._-]+$/u.test(name)) return 'may hold letters of any script, digits and . _ - only';
  if (!/^[\p{L}\p{Nd}]/u.test(name)) return 'must begin with a letter or a digit';
  return undefined;
}
