import type { Request, Response } from 'express';
import { contextOf } from '../http/request-context';
import { sendJson } from '../http/routing';
import type { Accounts, Credentials } from './accounts';
import type { Account } from './repository';
import { newSession, type Sessions } from './sessions';
import { type Session, userOf } from './token';

/**
 * Checks a password for a request and moves a guest's tasks into the account. A session that cannot be verified is no
 * obstacle: signing in is how a person leaves it.
 * @throws HttpError 401 for a wrong name or password, 429 when too many were wrong
 */
export async function signIn(
  req: Request,
  res: Response,
  { sessions, accounts }: { sessions: Sessions; accounts: Accounts },
  credentials: Credentials,
  keepGuestTasks: boolean,
): Promise<Account> {
  const call = contextOf(req);
  const identity = await sessions.resolve(req, res);
  const session = identity.kind === 'known' ? identity.caller.session : undefined;
  const device = identity.kind === 'none' ? identity.device : session?.device;
  const isKnown = ({ owner, tokenVersion }: Account) =>
    session?.owner === owner || (device?.owner === owner && device.tokenVersion === tokenVersion);
  const account = await accounts.signIn(call, credentials, isKnown);
  if (session?.guest && keepGuestTasks) await accounts.takeOver(call, session, account);
  return account;
}

/** An account's new session, which a browser gets as a cookie. */
export async function beginSession(
  req: Request,
  res: Response,
  sessions: Sessions,
  { owner, name, tokenVersion }: Account,
): Promise<Session> {
  const session = newSession({ owner, name, tokenVersion, guest: false });
  await sessions.setCookie(req, res, session);
  res.removeHeader('Session-Token');
  return session;
}

/** Answers an account's new session: in the body, and to a browser as a cookie. */
export async function answerAccount(
  req: Request,
  res: Response,
  sessions: Sessions,
  status: number,
  account: Account,
): Promise<void> {
  await sendSession(req, res, sessions, await beginSession(req, res, sessions, account), status);
}

/** Answers a session with its token. */
export async function sendSession(
  req: Request,
  res: Response,
  sessions: Sessions,
  session: Session,
  status: number,
): Promise<void> {
  sendJson(res, status, {
    user: userOf(session),
    token: await sessions.sign(req, session),
    expiresAt: new Date(session.expiresAt * 1000).toISOString(),
  });
}
