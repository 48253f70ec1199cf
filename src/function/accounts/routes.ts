import { Router } from 'express';
import { readJson } from '../http/json-body';
import { addResource, type Handler, sendJson } from '../http/routing';
import type { Accounts } from './accounts';
import { type Identity, newGuest, type Sessions } from './sessions';
import { answerAccount, sendSession, signIn } from './sign-in';
import { type DeviceMark, userOf } from './token';

/** Validation is loaded by calls that send something: the others' cold starts go without. */
const input = () => import('./input');

/** `/api/session`: who is calling, and beginning and ending sessions. */
export function sessionRoutes(sessions: Sessions, accounts: Accounts): Router {
  const show: Handler = async (req, res) => {
    const { session } = await sessions.authenticateOrCreateGuest(req, res);
    sendJson(res, 200, { user: userOf(session) });
  };

  const begin: Handler = async (req, res) => {
    const { credentials, keepGuestTasks } = (await input()).readSignIn((await readJson(req)) ?? {});
    // A new guest gets no cookie: it would replace a browser's session, and its list with it.
    if (!credentials) return sendSession(req, res, sessions, newGuest(), 201);
    const account = await signIn(req, res, { sessions, accounts }, credentials, keepGuestTasks);
    await answerAccount(req, res, sessions, 201, account);
  };

  const end: Handler = async (req, res) => {
    const identity = await sessions.identify(req);
    await sessions.clearCookie(req, res, deviceAfter(identity));
    res.status(204).end();
  };

  const router = Router();
  addResource(router, '/', { GET: show, POST: begin, DELETE: end });
  return router;
}

/** The account that the browser stays known to when its session ends. */
function deviceAfter(identity: Identity): DeviceMark | undefined {
  if (identity.kind === 'none') return identity.device;
  if (identity.kind === 'unverified') return undefined;
  const { guest, owner, tokenVersion, device } = identity.caller.session;
  return guest ? device : { owner, tokenVersion };
}
