import { type Request, type Response, Router } from 'express';
import type { User } from '../../shared/wire';
import { readJson } from '../http/json-body';
import { addResource, type Handler, sendJson } from '../http/routing';
import type { TablestoreClient } from '../tablestore/client';
import { readSignIn } from './input';
import type { Account, AccountRepository } from './repository';
import { type Caller, type Callers, newGuest } from './sessions';
import { beginSession, signingIn } from './sign-in';
import type { Session } from './token';

/** `/api/session`: who is calling, and beginning and ending sessions. */
export function sessionRoutes(store: TablestoreClient, callers: Callers, repository: AccountRepository): Router {
  const signIn = signingIn(store, callers, repository);

  const show: Handler = async (req, res) => {
    const { session } = await callers.callerOf(req, res);
    sendJson(res, 200, { user: userOf(session) });
  };

  const begin: Handler = async (req, res) => {
    const { credentials, keepGuestTasks } = readSignIn((await readJson(req)) ?? {});
    // A new guest gets no cookie: it would replace a browser's session, and its list with it.
    if (!credentials) return sendSession(req, res, callers, newGuest());
    const { account, caller } = await signIn(req, res, credentials, keepGuestTasks);
    await answerAccount(req, res, callers, caller, 201, account);
  };

  const end: Handler = async (req, res) => {
    const caller = await callers.identify(req);
    if (caller?.via !== 'bearer') callers.clearCookie(req, res);
    res.status(204).end();
  };

  const router = Router();
  addResource(router, '/', { GET: show, POST: begin, DELETE: end });
  return router;
}

/** Answers an account's new session: in the body, and to a browser as a cookie. */
export async function answerAccount(
  req: Request,
  res: Response,
  callers: Callers,
  caller: Caller | undefined,
  status: number,
  account: Account,
): Promise<void> {
  await sendSession(req, res, callers, await beginSession(req, res, callers, caller, account), status);
}

async function sendSession(
  req: Request,
  res: Response,
  callers: Callers,
  session: Session,
  status = 201,
): Promise<void> {
  sendJson(res, status, {
    user: userOf(session),
    token: await callers.sign(req, session),
    expiresAt: new Date(session.expiresAt * 1000).toISOString(),
  });
}

/** The caller as the API shows it. */
export function userOf({ owner, name, guest }: Pick<Session, 'owner' | 'name' | 'guest'>): User {
  return { id: owner, name, guest };
}
