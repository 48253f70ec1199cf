import { type Request, type Response, Router } from 'express';
import { callOf } from '../http/call';
import { readJson } from '../http/json-body';
import { HttpError } from '../http/problem';
import { readQuery } from '../http/query';
import { addResource, type Endpoint, sendJson } from '../http/routing';
import type { TablestoreClient } from '../tablestore/client';
import { Accounts } from './accounts';
import type { Lane } from './attempts';
import { type Caller, type Callers, newGuest, newSession } from './caller';
import { isKnownDevice, rememberDevice } from './device';
import { readSignIn, type SignIn } from './input';
import type { Account, AccountRepository } from './repository';
import type { Session } from './token';

/** `/api/session`: who is calling, and beginning and ending sessions. */
export function sessionRoutes(store: TablestoreClient, callers: Callers, repository: AccountRepository): Router {
  const accounts = new Accounts(store, repository);

  const show: Endpoint = async (req, res) => {
    readQuery(req, {});
    const { session } = await callers.callerOf(req, res);
    sendJson(res, 200, { user: userOf(session) });
  };

  const begin: Endpoint = async (req, res) => {
    readQuery(req, {});
    const { credentials, keepGuestTasks } = readSignIn((await readJson(req)) ?? {});
    // A new guest gets no cookie: it would replace a browser's session, and its list with it.
    if (!credentials) return sendSession(req, res, callers, newGuest());
    await signIn(req, res, credentials, keepGuestTasks);
  };

  const signIn = async (
    req: Request,
    res: Response,
    credentials: NonNullable<SignIn['credentials']>,
    keepGuestTasks: boolean,
  ): Promise<void> => {
    const call = callOf(req);
    const caller = await callers.knownCaller(req, res).catch(unlessEnded);
    const secrets = await callers.secrets(req);
    const laneOf = (account: Account): Lane =>
      caller?.session.owner === account.owner || isKnownDevice(req, account, secrets) ? 'device' : 'stranger';
    const account = await accounts.signIn(call, credentials, laneOf, secrets[0] as string);
    if (caller?.session.guest && keepGuestTasks) await accounts.takeOver(call, caller.session, account);
    if (caller?.via !== 'bearer') rememberDevice(req, res, account, secrets[0] as string);
    await answerAccount(req, res, callers, caller, 201, account);
  };

  const end: Endpoint = async (req, res) => {
    readQuery(req, {});
    const caller = await callers.identify(req);
    if (caller?.via !== 'bearer') callers.clearCookie(req, res);
    res.status(204).end();
  };

  const router = Router();
  addResource(router, '/', { GET: show, POST: begin, DELETE: end });
  return router;
}

/** Signing in is what a client does whose token has ended, so that one is no obstacle. */
function unlessEnded(error: unknown): undefined {
  if (!(error instanceof HttpError) || error.status !== 401) throw error;
}

/** Answers an account's new session: in the body, and to a browser as a cookie. */
export async function answerAccount(
  req: Request,
  res: Response,
  callers: Callers,
  caller: Caller | undefined,
  status: number,
  { owner, name, generation }: Account,
): Promise<void> {
  const session = newSession({ owner, name, generation, guest: false });
  if (caller?.via !== 'bearer') await callers.setCookie(req, res, session);
  res.removeHeader('Session-Token');
  await sendSession(req, res, callers, session, status);
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
export function userOf({ owner, name, guest }: Pick<Session, 'owner' | 'name' | 'guest'>): object {
  return { id: owner, name, guest };
}
