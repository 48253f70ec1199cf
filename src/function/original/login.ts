import * as v from 'valibot';
import { usernameProblem } from '../../shared/username';
import type { Accounts } from '../accounts/accounts';
import type { Sessions } from '../accounts/sessions';
import { beginSession, signIn } from '../accounts/sign-in';
import { readFields, string } from '../http/fields';
import { readJson } from '../http/json-body';
import { HttpError } from '../http/problem';
import { type Handler, sendJson } from '../http/routing';
import { readBody } from './input';

/** The page sends more than this, which is ignored. */
const credentialsOfPage = v.object({ userName: string, password: string }, 'is required');

/**
 * `POST /api/login/account`: signs in to an account of this service, as `POST /api/session` does. A refusal is an answer of
 * status 200, because the page shows its alert for no other. Telephone numbers open nothing here, whatever the code.
 */
export function login(sessions: Sessions, accounts: Accounts): Handler {
  return async function logIn(req, res) {
    const body = readBody(await readJson(req));
    const refuse = (type: string) => sendJson(res, 200, { status: 'error', type, currentAuthority: 'guest' });
    if (body.type === 'mobile') return refuse('mobile');
    const { userName: username, password } = readFields(credentialsOfPage, body);
    if (usernameProblem(username)) return refuse('account'); // no account has such a name
    try {
      const account = await signIn(req, res, { sessions, accounts }, { username, password }, true);
      await beginSession(req, res, sessions, account);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 401) throw error;
      return refuse('account');
    }
    // The page keeps this beside the session and shows its menu by it; it grants nothing here.
    sendJson(res, 200, { status: 'ok', type: 'account', currentAuthority: 'admin' });
  };
}
