import * as v from 'valibot';
import { longestPassword, longestUsername, shortestPassword, shortestUsername } from '../../shared/limits';
import { checked, flag, isObject, object, readFields, string } from '../http/fields';
import { invalidInput } from '../http/problem';
import type { Credentials } from './accounts';
import { passwordProblem } from './password';
import { usernameProblem } from './username';

const username = v.pipe(
  string,
  checked(usernameProblem),
  v.metadata({
    minLength: shortestUsername,
    maxLength: longestUsername,
    description:
      'Letters of any script, digits and . _ -, beginning with a letter or digit. Case and form of characters do not matter.',
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
  const fields = readFields(registration, body);
  await refuseCommon('/password', fields.password, fields.username);
  return fields;
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export async function readPasswordChange(
  body: unknown,
  name: string,
): Promise<{ password: string; newPassword: string }> {
  const fields = readFields(passwordChange, body);
  await refuseCommon('/newPassword', fields.newPassword, name);
  return fields;
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export function readConfirmation(body: unknown): string {
  return readFields(confirmation, body).password;
}

/** Common passwords are a list that other calls have no use for: it is loaded here. */
async function refuseCommon(pointer: string, password: string, name: string): Promise<void> {
  const { isCommon } = await import('./common-passwords');
  if (!isCommon(password, name)) return;
  throw invalidInput([{ pointer, detail: 'is one of those that are guessed first; choose another one' }]);
}
