import { type FieldReader, flag, readFields, text } from '../http/fields';
import { invalidInput } from '../http/problem';
import type { Credentials } from './accounts';
import { passwordProblem } from './password';
import { usernameProblem } from './username';

/** What `POST /api/session` asks for: an account with its password, or, without any, a new guest. */
export interface SignIn {
  credentials: Credentials | undefined;
  keepGuestTasks: boolean;
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export function readSignIn(body: unknown): SignIn {
  const readers = { username, password: text, keepGuestTasks: flag };
  const named = typeof body === 'object' && body !== null && Object.keys(readers).some((name) => name in body);
  const fields = readFields(body, readers, named ? ['username', 'password'] : []);
  const { username: name, password, keepGuestTasks = true } = fields;
  const credentials = name === undefined || password === undefined ? undefined : { username: name, password };
  return { credentials, keepGuestTasks };
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export async function readRegistration(body: unknown): Promise<Credentials> {
  const fields = readFields(body, { username, password: newPassword }, ['username', 'password']);
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
  const fields = readFields(body, { password: text, newPassword }, ['password', 'newPassword']);
  await refuseCommon('/newPassword', fields.newPassword, name);
  return fields;
}

/**
 * @throws HttpError 400 naming every wrong field
 */
export function readConfirmation(body: unknown): string {
  return readFields(body, { password: text }, ['password']).password;
}

const username = checked(usernameProblem);
const newPassword = checked(passwordProblem);

function checked(problemOf: (value: string) => string | undefined): FieldReader<string> {
  return function readChecked(value) {
    const problem = problemOf(text(value));
    if (problem) throw new Error(problem);
    return value as string;
  };
}

/** Common passwords are a list that other calls have no use for: it is loaded here. */
async function refuseCommon(pointer: string, password: string, name: string): Promise<void> {
  const { isCommon } = await import('./common-passwords');
  if (!isCommon(password, name)) return;
  throw invalidInput([{ pointer, detail: 'is one of those that are guessed first; choose another one' }]);
}
