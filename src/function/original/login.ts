import type { InputError } from '../../shared/wire';
import type { Accounts } from '../accounts/accounts';
import type { Sessions } from '../accounts/sessions';
import { beginSession, signIn } from '../accounts/sign-in';
import { usernameProblem } from '../accounts/username';
import { text } from '../http/fields';
import { readJson } from '../http/json-body';
import { HttpError, invalidInput } from '../http/problem';
import { type Handler, sendJson } from '../http/routing';
import { type RuleBody, readBody } from './input';

/**
 * `POST /api/login/account`: signs in to an account of this service, as `POST /api/session` does. A refusal is an answer of
 * status 200, because the page shows its alert for no other. Telephone numbers open nothing here, whatever the code.
 */
export function login(sessions: Sessions, accounts: Accounts): Handler {
  return async function logIn(req, res) {
    const body = readBody(await readJson(req));
    const refuse = (type: string) => sendJson(res, 200, { status: 'error', type, currentAuthority: 'guest' });
    if (body.type === 'mobile') return refuse('mobile');
    const credentials = readCredentials(body);
    if (usernameProblem(credentials.username)) return refuse('account'); // nobody can have such a name
    try {
      const account = await signIn(req, res, { sessions, accounts }, credentials, true);
      await beginSession(req, res, sessions, account);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 401) throw error;
      return refuse('account');
    }
    // The page keeps this beside the session and shows its menu by it; it grants nothing here.
    sendJson(res, 200, { status: 'ok', type: 'account', currentAuthority: 'admin' });
  };
}

function readCredentials(body: RuleBody): { username: string; password: string } {
  const errors: InputError[] = [];
  const read = (name: string): string => {
    try {
      return text(body[name]);
    } catch (error) {
      errors.push({ pointer: `/${name}`, detail: (error as Error).message });
      return '';
    }
  };
  const credentials = { username: read('userName'), password: read('password') };
  if (errors.length > 0) throw invalidInput(errors);
  return credentials;
}
