import * as v from 'valibot';
import { longestPassword, longestUsername, shortestPassword } from '../../shared/limits';
import { usernameProblem, usernameRule } from '../../shared/username';
import { checked, flag, isObject, object, readFields, string } from '../http/fields';
import type { Credentials } from './accounts';
import { passwordProblem } from './password';

const username = v.pipe(
  string,
  checked(usernameProblem),
  v.metadata({
    minLength: 1,
    maxLength: longestUsername,
    description: `${usernameRule}. Case and form of characters do not matter.`,
  }),
);
const newPassword = v.pipe(
  string,
  checked(passwordProblem),
  v.metadata({
    minLength: shortestPassword,
    maxLength: longestPassword,
    description: 'Not one of the most common ones.',
  }),
);

/** The body of `POST /api/session` that signs in; an empty object begins as a new guest. */
export const credentials = object({ username, password: string, keepGuestTasks: v.exactOptional(flag, true) });

export const registration = object({ username, password: newPassword });
export const passwordChange = object({ password: string, newPassword });
export const confirmation = object({ password: string });

/** What `POST /api/session` asks for: an account with its password, or, without any, a new guest. */
export interface SignIn {
  credentials: Credentials | undefined;
  keepGuestTasks: boolean;
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export function readSignIn(body: unknown): SignIn {
  if (isObject(body) && !Object.keys(credentials.entries).some((name) => name in body)) {
    readFields(v.partial(credentials), body);
    return { credentials: undefined, keepGuestTasks: true };
  }
  const { keepGuestTasks, ...named } = readFields(credentials, body);
  return { credentials: named, keepGuestTasks };
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export async function readRegistration(body: unknown): Promise<Credentials> {
  const name = isObject(body) && typeof body.username === 'string' ? body.username : '';
  return readFields(object({ username, password: await uncommonPassword(name) }), body);
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export async function readPasswordChange(
  body: unknown,
  name: string,
): Promise<{ password: string; newPassword: string }> {
  return readFields(object({ password: string, newPassword: await uncommonPassword(name) }), body);
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export function readConfirmation(body: unknown): string {
  return readFields(confirmation, body).password;
}

/** A new password of the account of this name. The list of common passwords is loaded here: other calls have no use for it. */
async function uncommonPassword(name: string) {
  const { isCommon } = await import('./common-passwords');
  const problemOf = (password: string) => (isCommon(password, name) ? 'is too common; choose another' : undefined);
  return v.pipe(newPassword, checked(problemOf));
}
